#include <fmt/format.h>

#include "simulation/evidence.h"

namespace tidings::simulation {

// G2: of two events of one name that say different things the first one counts, and the other one is on
// record.
void conflicts_are_kept(const Evidence& e, Faults& faults) {
    std::map<core::EventKey, std::set<std::string>> bodies;
    for (const auto& a : e.journal.accepted) {
        bodies[core::EventKey::of(a.source, a.id, a.user)].insert(a.body);
    }
    for (const auto& [key, said] : bodies) {
        const auto event = e.events.find(key);
        if (event == e.events.end()) continue;  // no_accepted_event_is_lost
        if (said.size() > 1 && event->second.conflicts == 0) {
            faults.push_back(fmt::format("{} for {} was accepted with {} bodies, and no conflict is known",
                                         event->second.event.id.str(), event->second.event.user.str(),
                                         said.size()));
        }
    }
}

}  // namespace tidings::simulation
