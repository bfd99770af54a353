// Whatever a server says, in whatever pieces, a transaction has an outcome at the end; it is `delivered` only
// after the whole message was handed out, and its words are fit for a log.

#include <cstddef>
#include <cstdint>
#include <string>

#include <fuzzer/FuzzedDataProvider.h>

#include "base/assert.h"
#include "base/utf8.h"
#include "providers/smtp/transaction.h"

using namespace tidings;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    FuzzedDataProvider input(data, size);
    providers::Transaction mail("shop@example.com", "canary.ann@example.org", "Subject: x\r\n\r\nHello\r\n",
                                {"canary.ann@example.org", "canary.ann"});
    std::string handed_out;
    while (input.remaining_bytes() > 0 && !mail.outcome()) {
        const std::string_view output = mail.output();
        const auto count =
            input.ConsumeBool() ? output.size() : input.ConsumeIntegralInRange<std::size_t>(0, output.size());
        handed_out += output.substr(0, count);
        mail.sent(count);
        mail.received(input.ConsumeRandomLengthString(64));
    }
    mail.broken("gone");

    TIDINGS_ASSERT(mail.outcome());
    const core::Outcome& outcome = *mail.outcome();
    const bool whole = handed_out.ends_with("\r\n.\r\n");
    TIDINGS_ASSERT(outcome.kind != core::OutcomeKind::delivered || whole);
    TIDINGS_ASSERT(outcome.kind != core::OutcomeKind::unknown || whole);
    TIDINGS_ASSERT(is_utf8(outcome.detail) && outcome.detail.size() < 2'000);
    TIDINGS_ASSERT(outcome.detail.find("canary.ann@") == std::string::npos);
    return 0;
}
