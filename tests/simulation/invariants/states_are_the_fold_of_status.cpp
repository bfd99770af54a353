#include <fmt/format.h>

#include "simulation/evidence.h"

namespace tidings::simulation {

namespace {

bool is_success(core::OutcomeKind kind) {
    return kind == core::OutcomeKind::delivered || kind == core::OutcomeKind::accepted;
}

const core::OutcomeRecord* strongest(const std::vector<records::StatusRecord>& told, core::Round round) {
    const core::OutcomeRecord* best = nullptr;
    for (const auto& record : told) {
        const auto* outcome = std::get_if<core::OutcomeRecord>(&record);
        if (!outcome || outcome->task.round != round) continue;
        if (!best || outcome->outcome.kind > best->outcome.kind) best = outcome;
    }
    return best;
}

bool was_told(const std::vector<records::StatusRecord>& told, const core::Notification& n) {
    return std::any_of(told.begin(), told.end(), [&](const auto& record) {
        const auto* change = std::get_if<records::StateChange>(&record);
        return change && change->state == n.state && change->round == n.round;
    });
}

void check(const core::Notification& n, const std::vector<records::StatusRecord>& told, Faults& faults) {
    if (n.outcome_rank < 0) {
        if (!was_told(told, n)) {
            faults.push_back(fmt::format("nobody was told that {} is {} ({}) in round {}", n.id.str(),
                                         core::name(n.state), core::name(n.reason), n.round));
        }
        return;
    }
    const auto* best = strongest(told, n.round);
    const auto kind = static_cast<core::OutcomeKind>(n.outcome_rank);
    const bool late_success = is_success(kind) && (!best || best->outcome.kind < kind);
    if (late_success) return;
    if (!best || best->outcome.kind != kind) {
        faults.push_back(fmt::format("{} is {} by the outcome '{}', but the log's strongest is '{}'",
                                     n.id.str(), core::name(n.state), core::name(kind),
                                     best ? core::name(best->outcome.kind) : "none"));
    }
}

}  // namespace

// G5: a state is what the strongest outcome of its round made it, or a decision that was told.
void states_are_the_fold_of_status(const Evidence& e, Faults& faults) {
    for (const auto& [id, n] : e.notifications) {
        const auto told = e.status.find(id);
        check(n, told == e.status.end() ? std::vector<records::StatusRecord>{} : told->second, faults);
    }
}

}  // namespace tidings::simulation
