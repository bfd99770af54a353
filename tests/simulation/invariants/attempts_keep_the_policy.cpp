#include <fmt/format.h>

#include "simulation/evidence.h"

namespace tidings::simulation {

namespace {

// One that reports when it was given up already: both reports are attempts.
int reported_twice(const Evidence& e, const core::NotificationId& id) {
    std::map<core::Round, std::set<std::string>> reporters;
    const auto told = e.status.find(id);
    if (told == e.status.end()) return 0;
    for (const auto& record : told->second) {
        const auto* outcome = std::get_if<core::OutcomeRecord>(&record);
        if (outcome) reporters[outcome->task.round].insert(outcome->provider);
    }
    int twice = 0;
    for (const auto& [round, names] : reporters) twice += static_cast<int>(names.size()) - 1;
    return twice;
}

}  // namespace

// G3, G4: at most one send and three retries since the last replay, those apart that nobody reported, and
// each round is sent once.
void attempts_keep_the_policy(const Evidence& e, Faults& faults) {
    constexpr int kMost = 4;
    for (const auto& [id, n] : e.notifications) {
        if (n.attempt_count - n.attempts_before > kMost + n.returns + reported_twice(e, id)) {
            faults.push_back(fmt::format("{} has used up {} attempts since {}", id.str(), n.attempt_count,
                                         n.attempts_before));
        }
    }
    std::map<core::TaskId, int> begun;
    for (const auto& send : e.journal.sends) {
        if (++begun[send.task.id] == 2)
            faults.push_back(fmt::format("{} was sent twice", send.task.id.str()));
    }
}

}  // namespace tidings::simulation
