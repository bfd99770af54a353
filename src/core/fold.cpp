#include "core/fold.h"

#include <algorithm>

#include "base/assert.h"
#include "core/state.h"

namespace tidings::core {
namespace {

bool is_success(OutcomeKind kind) {
    return kind == OutcomeKind::delivered || kind == OutcomeKind::accepted;
}

bool is_call(OutcomeKind kind) {
    return kind != OutcomeKind::stale && kind != OutcomeKind::cancelled;
}

void move(Notification& n, State to, Reason reason, const OutcomeRecord& record) {
    TIDINGS_ASSERT(n.state == to || may_follow(n.state, to, Cause::outcome));
    n.state = to;
    n.reason = reason;
    n.detail = record.outcome.detail;
}

void schedule(Notification& n, Time due, Reason reason, const OutcomeRecord& record) {
    if (n.cancel_requested) return move(n, State::cancelled, Reason::cancelled, record);
    move(n, State::scheduled, reason, record);
    n.due_at = std::min(due, n.expires_at);
}

// Even spread in [0, 1) from the id's hashed bits and the round.
double chance_of(const TaskId& task) {
    return Random(std::hash<TaskId>{}(task)).unit();
}

void retry(Notification& n, const OutcomeRecord& record, const FoldPolicy& policy, Reason reason) {
    const int used = std::max(1, n.attempt_count - n.attempts_before);
    const auto delay = retry_delay(policy.retry, used, chance_of(record.task));
    if (!delay && n.cancel_requested) return move(n, State::cancelled, Reason::cancelled, record);
    if (!delay) return move(n, State::failed, Reason::attempts_exhausted, record);
    const Duration wait = std::max(*delay, record.outcome.retry_after.value_or(Duration::zero()));
    schedule(n, record.finished_at + wait, reason, record);
}

void settle(Notification& n, const OutcomeRecord& record) {
    const bool delivered = record.outcome.kind == OutcomeKind::delivered;
    move(n, delivered ? State::delivered : State::sent, Reason::ok, record);
}

void apply(Notification& n, const OutcomeRecord& record, const FoldPolicy& policy) {
    switch (record.outcome.kind) {
        case OutcomeKind::stale:
            return schedule(n, record.finished_at, Reason::waiting, record);
        case OutcomeKind::throttled:
            return schedule(n,
                            record.finished_at + record.outcome.retry_after.value_or(std::chrono::seconds{1}),
                            Reason::throttled, record);
        case OutcomeKind::cancelled:
            return move(n, State::cancelled, Reason::cancelled, record);
        case OutcomeKind::unknown:
            if (policy.hold_unknown) return move(n, State::failed, Reason::unknown_outcome, record);
            return retry(n, record, policy, Reason::unknown_outcome);
        case OutcomeKind::retry:
            return retry(n, record, policy, Reason::retry);
        case OutcomeKind::poison:
            return move(n, State::failed, Reason::poison, record);
        case OutcomeKind::rejected:
            return move(n, State::failed, record.outcome.reason, record);
        case OutcomeKind::accepted:
        case OutcomeKind::delivered:
            return settle(n, record);
    }
}

// Whether the outcome has a say about the state that the notification is in now.
bool counts(const Notification& n, const OutcomeRecord& record) {
    if (is_success(record.outcome.kind)) {
        return n.state == State::queued || n.state == State::scheduled || n.state == State::failed;
    }
    const bool current =
        record.task.round == n.round && static_cast<int>(record.outcome.kind) > n.outcome_rank;
    const bool folded_before = n.state == State::scheduled && n.outcome_rank >= 0;
    const bool failed_by_outcome = n.state == State::failed && n.outcome_rank >= 0;
    return current && (n.state == State::queued || folded_before || failed_by_outcome);
}

Attempt attempt_of(const OutcomeRecord& record) {
    return {record.task.notification, record.task.round,     record.attempt,
            record.provider,          record.started_at,     record.finished_at,
            record.outcome.kind,      record.outcome.detail, record.outcome.provider_id};
}

}  // namespace

Folded fold(Notification& n, const std::optional<Attempt>& on_record, const OutcomeRecord& record,
            const FoldPolicy& policy) {
    TIDINGS_ASSERT(n.id == record.task.notification);
    Folded folded;
    if (is_call(record.outcome.kind) && (!on_record || record.outcome.kind > on_record->outcome)) {
        folded.attempt = attempt_of(record);
        const int before = on_record && uses_up_attempt(on_record->outcome) ? 1 : 0;
        const int after = uses_up_attempt(record.outcome.kind) ? 1 : 0;
        n.attempt_count += after - before;
        n.provider = record.provider;
        folded.changed = true;
    }
    if (counts(n, record)) {
        apply(n, record, policy);
        if (record.task.round == n.round) n.outcome_rank = static_cast<int>(record.outcome.kind);
        folded.changed = true;
    }
    return folded;
}

}  // namespace tidings::core
