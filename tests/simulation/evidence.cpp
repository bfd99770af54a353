#include "simulation/evidence.h"

#include <algorithm>

namespace tidings::simulation {

const core::Event* Evidence::event_of(const core::NotificationId& id) const {
    const auto n = notifications.find(id);
    if (n == notifications.end()) return nullptr;
    const auto found = events.find(core::EventKey::of(n->second.source, n->second.event_id, n->second.user));
    return found == events.end() ? nullptr : &found->second.event;
}

std::vector<core::OutcomeRecord> Evidence::outcomes(const core::TaskId& task) const {
    std::vector<core::OutcomeRecord> out;
    const auto told = status.find(task.notification);
    if (told == status.end()) return out;
    for (const auto& record : told->second) {
        const auto* outcome = std::get_if<core::OutcomeRecord>(&record);
        if (outcome && outcome->task == task) out.push_back(*outcome);
    }
    return out;
}

bool Evidence::forgotten_between(const Send& before, const Send& now) const {
    return std::ranges::any_of(journal.forgotten,
                               [&](SteadyTime at) { return before.steady <= at && at <= now.steady; });
}

Duration Evidence::grace() const {
    using enum Kind;
    for (const Kind kind : {pauses, stops, outages, full_disks, forgetful_queue}) {
        if (swarm.has(kind)) return std::chrono::minutes{4};
    }
    return std::chrono::seconds{15};
}

std::map<core::NotificationId, std::vector<Send>> Evidence::sends() const {
    std::map<core::NotificationId, std::vector<Send>> out;
    for (const auto& send : journal.sends) out[send.task.id.notification].push_back(send);
    return out;
}

}  // namespace tidings::simulation
