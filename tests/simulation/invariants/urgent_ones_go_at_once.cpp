#include <fmt/format.h>

#include "simulation/evidence.h"

namespace tidings::simulation {

// G8: in a calm run nothing holds back what is critical.
void urgent_ones_go_at_once(const Evidence& e, Faults& faults) {
    if (!e.swarm.calm()) return;
    std::map<core::EventKey, Time> accepted;
    for (const auto& a : e.journal.accepted) {
        if (a.priority != core::Priority::critical || a.delayed) continue;
        accepted.try_emplace(core::EventKey::of(a.source, a.id, a.user), a.at);
    }
    for (const auto& [id, sends] : e.sends()) {
        const auto& n = e.notifications.at(id);
        const auto at = accepted.find(core::EventKey::of(n.source, n.event_id, n.user));
        if (at == accepted.end() || n.attempts_before > 0) continue;
        const Duration waited = sends.front().at - at->second;
        if (waited > std::chrono::seconds{15}) {
            faults.push_back(fmt::format("{} is critical and waited {}", id.str(), format_duration(waited)));
        }
    }
}

}  // namespace tidings::simulation
