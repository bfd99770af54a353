#include "adapters/postgres/new_events.h"

#include "adapters/postgres/rows.h"

namespace tidings::adapters::postgres {

std::vector<NewEvent> new_events(const ports::Changes& changes) {
    std::vector<NewEvent> events;
    for (const auto& stored : changes.events) {
        events.push_back({&stored.event, stored.event.key(), hash_of(stored.event.user)});
    }
    return events;
}

Assignment::Assignment(const ports::Changes& changes, std::vector<NewEvent>& events) : events_(events) {
    for (std::size_t i = 0; i < events_.size(); ++i) places_.emplace(events_[i].key, i);
    for (const auto& decided : changes.notifications) belongings.push_back(assign(decided.notification));
    for (auto& event : events_) event.notifications += event.notifications.empty() ? "{}" : "}";
}

Belonging Assignment::assign(const core::Notification& n) {
    const auto at = find(n);
    if (!at) return {0, core::EventKey::of(n.source, n.event_id, n.user), hash_of(n.user)};
    NewEvent& event = events_[*at];
    event.notifications += (event.notifications.empty() ? "{" : ",") + n.id.str();
    const unsigned channel = 1U << core::index(n.channel);
    channel_twice = channel_twice || (event.channels & channel) != 0;
    event.channels |= channel;
    return {static_cast<std::int32_t>(*at + 1), event.key, event.user_hash};
}

// They come in the order of their events, so that the names need seldom be hashed.
std::optional<std::size_t> Assignment::find(const core::Notification& n) {
    for (const std::size_t at : {last_, last_ + 1}) {
        if (at < events_.size() && events_[at].is_of(n)) return last_ = at;
    }
    const auto found = places_.find(core::EventKey::of(n.source, n.event_id, n.user));
    if (found == places_.end()) return std::nullopt;
    return last_ = found->second;
}

}  // namespace tidings::adapters::postgres
