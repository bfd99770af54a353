#include <set>

#include <fmt/format.h>

#include "simulation/evidence.h"

namespace tidings::simulation {

namespace {

bool is_decided_for_each(const ports::StoredEvent& stored) {
    const std::vector<core::Channel> all(core::kChannels.begin(), core::kChannels.end());
    const auto asked = stored.event.channels.value_or(all);
    const std::set<core::Channel> wanted(asked.begin(), asked.end());
    std::set<core::Channel> decided;
    for (const auto& decision : stored.decisions) decided.insert(decision.channel);
    return decided == wanted && stored.decisions.size() == wanted.size();
}

}  // namespace

// G1: what was answered with 202 has been decided.
void no_accepted_event_is_lost(const Evidence& e, Faults& faults) {
    for (const auto& accepted : e.journal.accepted) {
        const auto found = e.events.find(core::EventKey::of(accepted.source, accepted.id, accepted.user));
        if (found == e.events.end()) {
            faults.push_back(fmt::format("{} for {} was accepted and never decided", accepted.id.str(),
                                         accepted.user.str()));
        } else if (!is_decided_for_each(found->second)) {
            faults.push_back(fmt::format("{} has {} decisions, and not one for each channel",
                                         accepted.id.str(), found->second.decisions.size()));
        }
    }
}

}  // namespace tidings::simulation
