#include <algorithm>

#include <fmt/format.h>

#include "core/state.h"
#include "simulation/evidence.h"

namespace tidings::simulation {

namespace {

bool is_success(const core::OutcomeRecord& told) {
    return told.outcome.kind == core::OutcomeKind::delivered ||
           told.outcome.kind == core::OutcomeKind::accepted;
}

}  // namespace

// G3: what is sent a second time was told to have failed, or to have come to no end that anybody knows. With
// the queue's memory the leases of slow sends are gone, and nobody waits for those longer than a lease; where
// the process that ends has the queue in it, nobody can tell what it was sending.
void no_success_is_sent_again(const Evidence& e, Faults& faults) {
    for (const auto& [id, sends] : e.sends()) {
        for (std::size_t i = 0; i + 1 < sends.size(); ++i) {
            const auto told = e.outcomes(sends[i].task.id);
            // What says before that it begins is told about by whoever comes after.
            const bool is_announced = sends[i].task.announce;
            if (told.empty() && !is_announced && e.ended_between(sends[i], sends[i + 1])) continue;
            if (!std::ranges::all_of(told, is_success)) continue;
            if (e.forgotten_between(sends[i], sends[i + 1])) continue;
            faults.push_back(fmt::format("{} was sent and did not fail, and {} was sent after it",
                                         sends[i].task.id.str(), sends[i + 1].task.id.str()));
        }
    }
}

}  // namespace tidings::simulation
