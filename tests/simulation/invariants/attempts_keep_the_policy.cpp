#include <fmt/format.h>

#include "simulation/evidence.h"

namespace tidings::simulation {

// G3, G4: at most one send and three retries since the last replay, those apart that nobody reported, and
// each round is sent once.
void attempts_keep_the_policy(const Evidence& e, Faults& faults) {
    constexpr int kMost = 4;
    for (const auto& [id, n] : e.notifications) {
        if (n.attempt_count - n.attempts_before > kMost + n.returns) {
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
