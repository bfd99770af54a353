#include "services/notifier/unreported.h"

#include "services/records/status_record.h"

namespace tidings::notifier {

ports::NewRecord outcome_of(const Unreported& send, Time now) {
    core::OutcomeRecord record{send.task, send.attempt, "unknown", now, now, {}, send.returns};
    const bool poison = send.returns >= core::kPoisonAfter;
    record.outcome.kind = poison ? core::OutcomeKind::poison : core::OutcomeKind::unknown;
    record.outcome.detail = send.detail;
    if (poison) record.outcome.detail += ", " + std::to_string(send.returns) + " times";
    if (!poison && send.wait > Duration::zero()) record.outcome.retry_after = send.wait;
    return records::write_outcome(record);
}

}  // namespace tidings::notifier
