#include <fmt/format.h>

#include "simulation/evidence.h"

namespace tidings::simulation {

// G2: a decision to send is one notification, under the id that its event gives it, and there is no other.
void one_notification_for_each_decision(const Evidence& e, Faults& faults) {
    std::map<std::pair<core::EventKey, core::Channel>, int> made;
    for (const auto& [id, n] : e.notifications) {
        ++made[{core::EventKey::of(n.source, n.event_id, n.user), n.channel}];
    }
    std::size_t decided = 0;
    for (const auto& [id, n] : e.notifications) {
        const auto event = e.events.find(core::EventKey::of(n.source, n.event_id, n.user));
        if (event == e.events.end()) continue;
        const auto meant = core::notification_id(event->second.event.received_at, n.source, n.event_id,
                                                 n.user, core::name(n.channel));
        if (meant != id) faults.push_back(fmt::format("{} should be {} by its name", id.str(), meant.str()));
    }
    for (const auto& [key, event] : e.events) {
        for (const auto& decision : event.decisions) {
            if (!decision.send) continue;
            ++decided;
            const auto count = made[{key, decision.channel}];
            if (count != 1) {
                faults.push_back(fmt::format("{} for {} on {} has {} notifications", event.event.id.str(),
                                             event.event.user.str(), core::name(decision.channel), count));
            }
        }
    }
    // An event whose 202 was lost and that was given up for another may be there all the same.
    if (decided > e.notifications.size())
        faults.push_back("there are fewer notifications than decisions to send");
}

}  // namespace tidings::simulation
