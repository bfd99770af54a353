#pragma once

#include "ports/store.h"
#include "simulation/trouble/weather.h"

namespace tidings::simulation {

// A store whose calls fail with the weather. Whoever wants to know is told of each commit that was made.
class FaultyStore final : public ports::Store {
public:
    using Watch = std::function<void(const ports::Changes&)>;

    FaultyStore(ports::Store& store, Weather& weather, Watch watch)
        : store_(store), weather_(weather), watch_(std::move(watch)) {}

    Result<> commit(const ports::Changes& changes) override {
        return weather_.through(
            Kind::store_faults, "commit", [&] { return commit_in(store_, watch_, changes); },
            [&] {
                return [&store = store_, watch = watch_, changes] {
                    static_cast<void>(commit_in(store, watch, changes));
                };
            });
    }
    Result<std::optional<std::int64_t>> offset(ports::Partition partition) override {
        return read([&] { return store_.offset(partition); });
    }
    Result<std::unordered_map<core::UserId, core::Recipient>> recipients(
        std::span<const core::UserId> users) override {
        return read([&] { return store_.recipients(users); });
    }
    Result<std::unordered_map<core::EventKey, ports::KnownEvent>> known_events(
        std::span<const core::EventKey> keys) override {
        return read([&] { return store_.known_events(keys); });
    }
    Result<std::set<ports::Address>> suppressed(std::span<const ports::Address> addresses) override {
        return read([&] { return store_.suppressed(addresses); });
    }
    Result<std::set<ports::Changes::EventName>> cancelled_events(
        std::span<const ports::Changes::EventName> names) override {
        return read([&] { return store_.cancelled_events(names); });
    }
    Result<std::unordered_map<core::NotificationId, core::Notification>> notifications(
        std::span<const core::NotificationId> ids) override {
        return read([&] { return store_.notifications(ids); });
    }
    Result<std::vector<core::Attempt>> attempts(std::span<const core::TaskId> tasks) override {
        return read([&] { return store_.attempts(tasks); });
    }
    Result<std::unordered_map<core::NotificationId, std::string>> contents(
        std::span<const core::NotificationId> ids) override {
        return read([&] { return store_.contents(ids); });
    }
    Result<std::optional<ports::StoredEvent>> event(const core::EventKey& key) override {
        return read([&] { return store_.event(key); });
    }
    Result<std::vector<core::Notification>> due(ports::Lane lane, Time now, std::size_t max) override {
        return read([&] { return store_.due(lane, now, max); });
    }
    Result<std::vector<ports::Lane>> due_lanes(Time now) override {
        return read([&] { return store_.due_lanes(now); });
    }
    Result<std::vector<core::Notification>> waiting_of(const core::UserId& user, core::NotificationId after,
                                                       std::size_t max) override {
        return read([&] { return store_.waiting_of(user, after, max); });
    }
    Result<std::vector<core::Notification>> queued(core::NotificationId after, std::size_t max) override {
        return read([&] { return store_.queued(after, max); });
    }
    Result<std::vector<Time>> sends_since(core::Channel channel, Time since, std::size_t max) override {
        return read([&] { return store_.sends_since(channel, since, max); });
    }
    Result<std::vector<ports::Outgoing>> outgoing(Time created_before, std::size_t max) override {
        return read([&] { return store_.outgoing(created_before, max); });
    }
    Result<ports::Purged> purge(Time before, std::int64_t from, std::size_t max) override {
        return weather_.through(Kind::store_faults, "purge", [&] { return store_.purge(before, from, max); });
    }

private:
    static Result<> commit_in(ports::Store& store, const Watch& watch, const ports::Changes& changes) {
        const auto committed = store.commit(changes);
        if (committed) watch(changes);
        return committed;
    }

    template <class Effect>
    auto read(Effect effect) -> decltype(effect()) {
        return weather_.asking(Kind::store_faults, "read", effect);
    }

    ports::Store& store_;
    Weather& weather_;
    Watch watch_;
};

}  // namespace tidings::simulation
