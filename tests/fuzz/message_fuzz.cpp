// Whatever the content, the address and the sender's name are, a message is refused, or its head has exactly
// the headers that were meant, and no line end in it stands alone or ends it early.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <fuzzer/FuzzedDataProvider.h>

#include "base/assert.h"
#include "providers/smtp/message.h"
#include "providers/smtp/transaction.h"

using namespace tidings;

namespace {

void check_lines(std::string_view wire) {
    while (!wire.empty()) {
        const auto end = wire.find("\r\n");
        TIDINGS_ASSERT(end != std::string_view::npos && end <= 998);
        const auto line = wire.substr(0, end);
        TIDINGS_ASSERT(line.find_first_of("\r\n") == std::string_view::npos);
        TIDINGS_ASSERT(std::all_of(line.begin(), line.end(),
                                   [](char c) { return c == '\t' || (c >= ' ' && c <= '~'); }));
        wire.remove_prefix(end + 2);
    }
}

std::vector<std::string_view> header_names(std::string_view message) {
    std::vector<std::string_view> names;
    for (auto rest = message.substr(0, message.find("\r\n\r\n") + 2); !rest.empty();) {
        const auto line = rest.substr(0, rest.find("\r\n"));
        if (!line.starts_with(' ')) names.push_back(line.substr(0, line.find(':')));
        rest.remove_prefix(line.size() + 2);
    }
    return names;
}

void check_headers(const providers::Mail& mail, std::string_view message) {
    std::vector<std::string_view> meant{"Date", "From", "To", "Message-ID"};
    if (!mail.content.subject.empty()) meant.push_back("Subject");
    if (!mail.content.unsubscribe_url.empty())
        meant.insert(meant.end(), {"List-Unsubscribe", "List-Unsubscribe-Post"});
    meant.insert(meant.end(), {"Auto-Submitted", "MIME-Version", "Content-Type"});
    const bool is_multipart = !mail.content.text.empty() && !mail.content.html.empty();
    if (!is_multipart) meant.push_back("Content-Transfer-Encoding");
    TIDINGS_ASSERT(header_names(message) == meant);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    FuzzedDataProvider input(data, size);
    providers::Mail mail;
    mail.from = {input.ConsumeRandomLengthString(80), "shop@example.com"};
    mail.to = input.ConsumeBool() ? "ann@example.org" : input.ConsumeRandomLengthString(80);
    mail.message_id = "17@example.com";
    if (input.ConsumeBool())
        mail.content.unsubscribe_url = "https://example.com/" + input.ConsumeRandomLengthString(40);
    auto content = providers::read_mail_content(input.ConsumeRemainingBytesAsString());
    if (!content) return 0;
    mail.content = std::move(*content);

    const auto message = providers::build_message(mail);
    if (!message) {
        TIDINGS_ASSERT(!message.error().message.empty());
        return 0;
    }
    check_lines(*message);
    check_headers(mail, *message);
    const std::string wire = providers::dot_stuffed(*message);
    TIDINGS_ASSERT(wire.find("\r\n.\r\n") == wire.size() - 5);
    return 0;
}
