#include "core/fold.h"

#include <algorithm>
#include <tuple>

#include "base/assert.h"
#include "core/state.h"

namespace tidings::core {
namespace {

constexpr std::chrono::seconds kThrottledWait{1};  // where the provider does not say how long

bool is_success(OutcomeKind kind) {
    return kind == OutcomeKind::delivered || kind == OutcomeKind::accepted;
}

bool is_call(OutcomeKind kind) {
    return kind != OutcomeKind::stale && kind != OutcomeKind::cancelled;
}

// What one outcome would make of a notification, whatever came before it.
struct Claim {
    State state;
    Reason reason;
    Time due_at;
};

Claim settled(const Notification& n, State state, Reason reason) {
    return {state, reason, n.first_due_at};
}

Claim wait(const Notification& n, const OutcomeRecord& record, Duration least, Reason reason) {
    const Duration asked = std::max(least, record.outcome.retry_after.value_or(Duration::zero()));
    return {State::scheduled, reason,
            record.finished_at + std::min(asked, n.expires_at - record.finished_at)};
}

// Even spread in [0, 1) from the id's hashed bits and the round.
double chance_of(const TaskId& task) {
    return Random(std::hash<TaskId>{}(task)).unit();
}

Claim retry(const Notification& n, const OutcomeRecord& record, const FoldPolicy& policy, Reason reason) {
    const int used = std::max(1, record.attempt - n.attempts_before);
    const auto delay = retry_delay(policy.retry, used, chance_of(record.task));
    if (!delay) return settled(n, State::failed, Reason::attempts_exhausted);
    return wait(n, record, *delay, reason);
}

Claim claim_of(const Notification& n, const OutcomeRecord& record, const FoldPolicy& policy) {
    if (n.cancel_requested && !is_success(record.outcome.kind)) {
        return settled(n, State::cancelled, Reason::cancelled);
    }
    switch (record.outcome.kind) {
        case OutcomeKind::stale:
            return wait(n, record, Duration::zero(), Reason::waiting);
        case OutcomeKind::throttled:
            return wait(n, record, record.outcome.retry_after.value_or(kThrottledWait), Reason::throttled);
        case OutcomeKind::cancelled:
            // Its task was withdrawn. Where nobody wished that, it was for a move that then was not made.
            return wait(n, record, Duration::zero(), Reason::waiting);
        case OutcomeKind::unknown:
            if (policy.hold_unknown) return settled(n, State::failed, Reason::unknown_outcome);
            // One that nobody reported is poison in the end, whatever the policy of retries says.
            if (record.returns > 0) return wait(n, record, Duration::zero(), Reason::unknown_outcome);
            return retry(n, record, policy, Reason::unknown_outcome);
        case OutcomeKind::retry:
            return retry(n, record, policy, Reason::retry);
        case OutcomeKind::poison:
            return settled(n, State::failed, Reason::poison);
        case OutcomeKind::rejected:
            return settled(n, State::failed, record.outcome.reason);
        case OutcomeKind::accepted:
            return settled(n, State::sent, Reason::ok);
        case OutcomeKind::delivered:
            return settled(n, State::delivered, Reason::ok);
    }
    TIDINGS_ASSERT(false && "an outcome without a claim");
}

int rank(OutcomeKind kind) {
    return static_cast<int>(kind);
}

// Whether the claim goes before what an outcome has made of the notification.
bool outranks(const Claim& claim, const OutcomeRecord& record, const Notification& n) {
    return std::tuple(rank(record.outcome.kind), claim.state, claim.due_at, claim.reason,
                      std::string_view(record.outcome.detail), std::string_view(record.provider)) >
           std::tuple(n.outcome_rank, n.state, n.due_at, n.reason, std::string_view(n.detail),
                      std::string_view(n.provider));
}

// Whether the outcome has a say about the state that the notification is in now. `news` is false where its
// attempt was folded before.
bool counts(const Notification& n, const Claim& claim, const OutcomeRecord& record, bool news) {
    const bool success = is_success(record.outcome.kind);
    if (!success && record.task.round != n.round) return false;
    // A success that was folded, and undone since by a receipt and a replay, is not to come back.
    const bool has_success = n.outcome_rank >= rank(OutcomeKind::accepted);
    if (success && !has_success && !news) return false;
    if (n.outcome_rank >= 0) return outranks(claim, record, n);
    return n.state == State::queued || (success && n.state == State::scheduled);
}

void apply(Notification& n, const Claim& claim, const OutcomeRecord& record) {
    TIDINGS_ASSERT(n.state == claim.state || may_follow(n.state, claim.state, Cause::outcome));
    n.state = claim.state;
    n.reason = claim.reason;
    n.due_at = claim.due_at;
    n.detail = record.outcome.detail;
    n.provider = record.provider;
    n.outcome_rank = rank(record.outcome.kind);
}

Attempt attempt_of(const OutcomeRecord& record) {
    return {record.task.notification, record.task.round,     record.attempt,
            record.provider,          record.started_at,     record.finished_at,
            record.outcome.kind,      record.outcome.detail, record.outcome.provider_id};
}

bool outranks(const Attempt& a, const Attempt& b) {
    const auto key = [](const Attempt& x) {
        return std::tie(x.outcome, x.finished_at, x.started_at, x.number, x.detail, x.provider_id);
    };
    return key(a) > key(b);
}

}  // namespace

Folded fold(Notification& n, const std::optional<Attempt>& on_record, const OutcomeRecord& record,
            const FoldPolicy& policy) {
    TIDINGS_ASSERT(n.id == record.task.notification);
    Folded folded;
    Attempt attempt = attempt_of(record);
    const bool news = is_call(record.outcome.kind) && (!on_record || outranks(attempt, *on_record));
    if (news) {
        const int before = on_record && uses_up_attempt(on_record->outcome) ? 1 : 0;
        const int after = uses_up_attempt(record.outcome.kind) ? 1 : 0;
        n.attempt_count += after - before;
        folded.changed = after != before;
        folded.attempt = std::move(attempt);
    }
    if (record.task.round == n.round && record.returns > n.returns) {
        n.returns = record.returns;
        folded.changed = true;
    }
    const Claim claim = claim_of(n, record, policy);
    if (counts(n, claim, record, news)) {
        apply(n, claim, record);
        folded.changed = true;
    }
    return folded;
}

}  // namespace tidings::core
