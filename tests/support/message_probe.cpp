// Reads mails as JSON, one a line, and prints for each the message that the smtp provider would send as
// {"message": …}, or {"error": …}. The peer of tests/providers/test_message.py.

#include <iostream>
#include <string>

#include <boost/json/object.hpp>

#include "base/json.h"
#include "providers/smtp/message.h"

namespace {

using namespace tidings;

Result<std::string> message_of(const json::object& line) {
    const auto text = [&](std::string_view key) { return std::string(json::text_or_empty(line, key)); };
    auto content = providers::read_mail_content(text("content"));
    if (!content) return content.error();
    content->unsubscribe_url = text("unsubscribe_url");
    const auto date = parse_rfc3339(text("date"));
    if (!date) return date.error();
    return providers::build_message({.from = {text("from_name"), text("from")},
                                     .to = text("to"),
                                     .content = std::move(*content),
                                     .date = *date,
                                     .message_id = text("message_id")});
}

}  // namespace

int main() {
    for (std::string line; std::getline(std::cin, line);) {
        json::object answer;
        const auto parsed = json::read(line);
        if (!parsed) {
            answer["unreadable"] = parsed.error().message;
        } else if (auto message = message_of(parsed->as_object())) {
            answer["message"] = *message;
        } else {
            answer["error"] = message.error().message;
        }
        std::cout << json::write(answer) << std::endl;
    }
}
