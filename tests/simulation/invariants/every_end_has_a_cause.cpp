#include <fmt/format.h>

#include "simulation/evidence.h"

namespace tidings::simulation {

namespace {

constexpr int kAttempts = 4;  // a send and three retries

bool may_be_cancelled(const Evidence& e, const core::Notification& n) {
    return e.journal.cancel_asked.contains(n.id) || e.journal.event_cancel_asked.contains(n.event_id);
}

bool may_have_failed(const Evidence& e, const core::Notification& n) {
    using enum core::Reason;
    switch (n.reason) {
        case attempts_exhausted:
            return n.attempt_count - n.attempts_before >= kAttempts;
        case rejected:
            return e.swarm.has(Kind::rejections);
        case unknown_outcome:
            return e.held.contains(n.type) || n.attempt_count - n.attempts_before >= kAttempts;
        case poison:
            return n.returns >= core::kPoisonAfter;  // whose, says only_poison_is_poison
        default:
            return false;  // all texts are good
    }
}

// A state that an outcome made is the one that it makes.
bool fits_outcome(const core::Notification& n) {
    if (n.outcome_rank < 0) return true;
    switch (static_cast<core::OutcomeKind>(n.outcome_rank)) {
        case core::OutcomeKind::delivered:
            return n.state == core::State::delivered;
        case core::OutcomeKind::rejected:
            return n.state == core::State::failed || n.state == core::State::cancelled;
        default:
            return n.state != core::State::delivered;
    }
}

// No run lasts as long as what is not to expire may wait, unless clocks are set.
bool was_to_expire(const Evidence& e, const core::Notification& n) {
    const auto* event = e.event_of(n.id);
    return event == nullptr || event->expires_at || !e.journal.set.empty();
}

bool has_cause(const Evidence& e, const core::Notification& n) {
    switch (n.state) {
        case core::State::cancelled:
            return may_be_cancelled(e, n);
        case core::State::suppressed:
            return e.was_wished(n.user, n.reason);
        case core::State::failed:
            return may_have_failed(e, n);
        case core::State::expired:
            return was_to_expire(e, n) && n.expires_at <= n.updated_at;  // by the clock of who decided that
        default:
            return true;  // delivered: outcomes_are_a_providers
    }
}

}  // namespace

// Nothing ends as it does without somebody who wished it so, or a provider that would not have it.
void every_end_has_a_cause(const Evidence& e, Faults& faults) {
    for (const auto& [id, n] : e.notifications) {
        if (has_cause(e, n) && fits_outcome(n)) continue;
        faults.push_back(fmt::format(
            "{} is {} ({}) after {} attempts and the outcome of rank {}, for nothing", id.str(),
            core::name(n.state), core::name(n.reason), n.attempt_count - n.attempts_before, n.outcome_rank));
    }
}

}  // namespace tidings::simulation
