#pragma once

#include "ports/store.h"

// What a notifier commits at full load, for the benchmarks of stores.
namespace tidings {

inline constexpr int kEvents = 500;  // of a batch of the notifier

// The events of one batch, of so many users, with a notification on each of the channels.
inline ports::Changes decided_batch(int batch, int users, Time start = from_micros(1'800'000'000'000'000),
                                    std::span<const core::Channel> channels = core::kChannels) {
    ports::Changes changes;
    const Time now = start + std::int64_t{batch} * Duration{20'000};
    changes.offsets = {{{core::Topic::events, 0},
                        std::int64_t{batch} * kEvents,
                        std::int64_t{batch + 1} * kEvents,
                        {.events = kEvents}}};
    for (int i = 0; i < kEvents; ++i) {
        ports::StoredEvent stored;
        auto& e = stored.event;
        const int number = batch * kEvents + i;
        e.source = core::Source("shop");
        e.id = core::EventId("event-" + std::to_string(number));
        e.type = core::TypeName("order.completed");
        e.user = core::UserId("user-" + std::to_string(number * 7919LL % users));
        e.data = json::object{{"order_id", "A-1000"}, {"total", 19.99}, {"currency", "EUR"}};
        e.received_at = now + Duration{i};
        stored.body_hash = e.body_hash();
        stored.decided_at = now;
        for (const core::Channel channel : channels) {
            core::Notification n;
            n.id = core::notification_id(e.received_at, e.source, e.id, e.user, core::name(channel));
            n.source = e.source;
            n.event_id = e.id;
            n.type = e.type;
            n.user = e.user;
            n.channel = channel;
            n.state = core::State::queued;
            n.round = 1;
            n.created_at = n.updated_at = n.due_at = n.first_due_at = now;
            n.expires_at = now + std::chrono::hours{72};
            n.address = "somebody@example.org";
            n.template_locale = "en";
            stored.decisions.push_back({e.user, channel, true, core::Reason::ok, ""});
            changes.notifications.push_back({n, std::string(300, 'c')});
        }
        changes.events.push_back(std::move(stored));
    }
    return changes;
}

// Their outcomes: an update and an attempt each.
inline ports::Changes settled_batch(const ports::Changes& decided) {
    ports::Changes changes;
    for (const auto& [notification, content] : decided.notifications) {
        core::Notification n = notification;
        n.state = core::State::delivered;
        n.attempt_count = 1;
        n.provider = "outbox";
        ++n.revision;
        changes.updates.push_back({n, core::State::queued, std::nullopt});
        changes.attempts.push_back(
            {n.id, 1, 1, "outbox", n.due_at, n.due_at, core::OutcomeKind::delivered, "", n.id.str()});
    }
    return changes;
}

}  // namespace tidings
