#include <fmt/format.h>

#include "simulation/evidence.h"

namespace tidings::simulation {

// G1: what was answered with 202 has been decided.
void no_accepted_event_is_lost(const Evidence& e, Faults& faults) {
    for (const auto& accepted : e.journal.accepted) {
        const auto found = e.events.find(core::EventKey::of(accepted.source, accepted.id, accepted.user));
        if (found == e.events.end()) {
            faults.push_back(fmt::format("{} for {} was accepted and never decided", accepted.id.str(),
                                         accepted.user.str()));
        } else if (found->second.decisions.empty()) {
            faults.push_back(fmt::format("{} was decided without a decision", accepted.id.str()));
        }
    }
}

}  // namespace tidings::simulation
