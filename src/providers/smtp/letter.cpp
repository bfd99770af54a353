#include "providers/smtp/letter.h"

#include <utility>

#include <fmt/format.h>

#include "providers/shared/outcome.h"
#include "providers/smtp/message.h"

namespace tidings::providers {

using core::OutcomeKind;

Letter blank_letter(const ports::Delivery& delivery, Time now, SteadyTime deadline) {
    Letter letter;
    letter.tag = delivery.tag;
    letter.started_at = now;
    letter.begin_by = delivery.begin_by;
    letter.leased_until = delivery.leased_until;
    letter.deadline = deadline;
    return letter;
}

std::optional<core::Outcome> write_letter(const ports::Delivery& delivery, const SmtpSender& sender,
                                          Letter& letter) {
    letter.to = delivery.task.address;
    if (const std::string fault = mail_address_fault(letter.to); !fault.empty()) {
        return bad_address("the address " + fault);
    }
    auto content = read_mail_content(delivery.task.content);
    if (!content) return ended(OutcomeKind::rejected, content.error().message);
    // The same at each attempt: a receiver can tell a repetition by it.
    letter.message_id = fmt::format("{}@{}", delivery.task.id.notification.str(), sender.message_id_domain);
    auto message =
        build_message({sender.from, letter.to, std::move(*content), letter.started_at, letter.message_id});
    if (!message) return ended(OutcomeKind::rejected, message.error().message);
    letter.message = std::move(*message);
    letter.hidden = {letter.to, letter.to.substr(0, letter.to.rfind('@'))};
    return std::nullopt;
}

}  // namespace tidings::providers
