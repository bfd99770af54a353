#include "adapters/sqlite/sqlite_store.h"

#include <algorithm>

#include "adapters/sqlite/commit.h"
#include "adapters/sqlite/purge.h"
#include "adapters/sqlite/store_reads.h"

namespace tidings::adapters::sqlite {

using core::Notification;
using core::NotificationId;

namespace {

constexpr const char* kOffset = "SELECT next FROM offsets WHERE topic = ? AND partition = ?";
constexpr const char* kRecipient =
    "SELECT user, version, erased, profile, revision, filled_from, erased_at FROM recipients WHERE user = ?";
constexpr const char* kKnownEvent =
    "SELECT e.body_hash FROM event_keys k JOIN events e ON e.seq = k.event_seq "
    "WHERE k.id_hash = ? AND k.rest_hash = ?";
constexpr const char* kSuppressed = "SELECT 1 FROM suppressions WHERE channel = ? AND address = ?";
constexpr const char* kAttempts =
    "SELECT " TIDINGS_ATTEMPT_COLUMNS
    " FROM attempts a WHERE a.notification = ? AND a.round = ? ORDER BY a.provider";
constexpr const char* kSendsSince =
    "SELECT a.started_at FROM attempts a JOIN notifications n ON n.id = a.notification "
    "WHERE a.started_at >= ? AND n.channel = ? ORDER BY a.started_at DESC LIMIT ?";
constexpr const char* kContent =
    "SELECT c.content FROM notifications n JOIN contents c ON c.seq = n.seq WHERE n.id = ?";
constexpr const char* kEvent =
    "SELECT " TIDINGS_EVENT_COLUMNS
    " FROM events WHERE seq = (SELECT event_seq FROM event_keys WHERE id_hash = ? AND rest_hash = ?)";

std::vector<Notification> all(const Connection::Use& query) {
    std::vector<Notification> out;
    while (query->step()) out.push_back(read_notification(*query));
    return out;
}

}  // namespace

Result<> SqliteStore::commit(const ports::Changes& changes) {
    if (changes.empty()) return {};
    return database_.write([&](Connection& connection) { return Commit(connection).write(changes); });
}

Result<ports::Purged> SqliteStore::purge(Time before, std::int64_t from, std::size_t max) {
    ports::Purged purged;
    const auto written = database_.write([&](Connection& connection) -> Result<> {
        purged = Purge(connection).run(before, from, max);
        return {};
    });
    if (!written) return written.error();
    return purged;
}

Result<std::optional<std::int64_t>> SqliteStore::offset(ports::Partition partition) {
    return database_.read([&](Connection& connection) -> Result<std::optional<std::int64_t>> {
        const auto query = connection.use(kOffset);
        if (!query->bind(partition.topic, partition.number).step()) return std::optional<std::int64_t>{};
        return std::optional{query->integer(0)};
    });
}

Result<std::unordered_map<core::UserId, core::Recipient>> SqliteStore::recipients(
    std::span<const core::UserId> users) {
    using Out = std::unordered_map<core::UserId, core::Recipient>;
    return database_.read([&](Connection& connection) -> Result<Out> {
        Out out;
        const auto query = connection.use(kRecipient);
        for (const auto& user : users) {
            if (query->bind(user.str()).step()) out[user] = read_recipient(*query);
        }
        return out;
    });
}

Result<std::unordered_map<core::EventKey, ports::KnownEvent>> SqliteStore::known_events(
    std::span<const core::EventKey> keys) {
    using Out = std::unordered_map<core::EventKey, ports::KnownEvent>;
    return database_.read([&](Connection& connection) -> Result<Out> {
        Out out;
        const auto query = connection.use(kKnownEvent);
        for (const auto& key : keys) {
            if (query->bind(key.id_hash, key.rest_hash).step()) out[key] = {query->text(0)};
        }
        return out;
    });
}

Result<std::set<ports::Address>> SqliteStore::suppressed(std::span<const ports::Address> addresses) {
    using Out = std::set<ports::Address>;
    return database_.read([&](Connection& connection) -> Result<Out> {
        Out out;
        const auto query = connection.use(kSuppressed);
        for (const auto& address : addresses) {
            if (query->bind(address.first, address.second).step()) out.insert(address);
        }
        return out;
    });
}

Result<std::set<ports::Changes::EventName>> SqliteStore::cancelled_events(
    std::span<const ports::Changes::EventName> names) {
    using Out = std::set<ports::Changes::EventName>;
    return database_.read([&](Connection& connection) -> Result<Out> {
        Out out;
        const auto query = connection.use(kCancelledEvent);
        for (const auto& name : names) {
            if (query->bind(name.source.str(), name.id.str()).step()) out.insert(name);
        }
        return out;
    });
}

Result<std::unordered_map<NotificationId, Notification>> SqliteStore::notifications(
    std::span<const NotificationId> ids) {
    using Out = std::unordered_map<NotificationId, Notification>;
    return database_.read([&](Connection& connection) -> Result<Out> {
        Out out;
        const auto query = connection.use(kNotification);
        for (const auto& id : ids) {
            if (query->bind(id).step()) out[id] = read_notification(*query);
        }
        return out;
    });
}

Result<std::vector<core::Attempt>> SqliteStore::attempts(std::span<const core::TaskId> tasks) {
    return database_.read([&](Connection& connection) -> Result<std::vector<core::Attempt>> {
        std::vector<core::Attempt> out;
        const auto query = connection.use(kAttempts);
        for (const auto& task : tasks) {
            query->bind(task.notification, task.round);
            while (query->step()) out.push_back(read_attempt(*query));
        }
        return out;
    });
}

Result<std::unordered_map<NotificationId, std::string>> SqliteStore::contents(
    std::span<const NotificationId> ids) {
    using Out = std::unordered_map<NotificationId, std::string>;
    return database_.read([&](Connection& connection) -> Result<Out> {
        Out out;
        const auto query = connection.use(kContent);
        for (const auto& id : ids) {
            if (query->bind(id).step()) out[id] = query->text(0);
        }
        return out;
    });
}

Result<std::optional<ports::StoredEvent>> SqliteStore::event(const core::EventKey& key) {
    return database_.read([&](Connection& connection) -> Result<std::optional<ports::StoredEvent>> {
        const auto query = connection.use(kEvent);
        if (!query->bind(key.id_hash, key.rest_hash).step()) return std::optional<ports::StoredEvent>{};
        return std::optional{read_event(*query)};
    });
}

Result<std::vector<Notification>> SqliteStore::due(ports::Lane lane, Time now, std::size_t max) {
    return database_.read([&](Connection& connection) -> Result<std::vector<Notification>> {
        const auto query = connection.use(kDue);
        query->bind(lane.channel, lane.priority, now, max);
        return all(query);
    });
}

Result<std::vector<ports::Lane>> SqliteStore::due_lanes(Time now) {
    return database_.read([&](Connection& connection) -> Result<std::vector<ports::Lane>> {
        std::vector<ports::Lane> out;
        const auto query = connection.use(kAnyDue);
        for (const auto channel : core::kChannels) {
            for (const auto priority : core::kPriorities) {
                if (query->bind(channel, priority, now).step()) out.push_back({channel, priority});
            }
        }
        return out;
    });
}

Result<std::vector<Notification>> SqliteStore::waiting_of(const core::UserId& user, NotificationId after,
                                                          std::size_t max) {
    return database_.read([&](Connection& connection) -> Result<std::vector<Notification>> {
        const auto query = connection.use(kWaitingOf);
        query->bind(hash_of(user), user.str(), after, max);
        return all(query);
    });
}

Result<std::vector<Notification>> SqliteStore::queued(NotificationId after, std::size_t max) {
    return database_.read([&](Connection& connection) -> Result<std::vector<Notification>> {
        const auto query = connection.use(kQueued);
        query->bind(after, max);
        return all(query);
    });
}

Result<std::vector<Time>> SqliteStore::sends_since(core::Channel channel, Time since, std::size_t max) {
    return database_.read([&](Connection& connection) -> Result<std::vector<Time>> {
        std::vector<Time> out;
        const auto query = connection.use(kSendsSince);
        query->bind(since, channel, max);
        while (query->step()) out.push_back(from_micros(query->integer(0)));
        std::ranges::reverse(out);
        return out;
    });
}

Result<std::vector<ports::Outgoing>> SqliteStore::outgoing(Time created_before, std::size_t max) {
    return database_.read([&](Connection& connection) -> Result<std::vector<ports::Outgoing>> {
        std::vector<ports::Outgoing> out;
        const auto query = connection.use(kOutgoing);
        query->bind(created_before, max);
        while (query->step()) {
            out.push_back(
                {query->uuid(0), query->time(1), ids_from(query->bytes(2)), users_from(query->bytes(3))});
        }
        return out;
    });
}

}  // namespace tidings::adapters::sqlite
