#include "adapters/postgres/postgres_store.h"

#include "adapters/postgres/asking.h"
#include "adapters/postgres/commit.h"
#include "adapters/postgres/migrations.h"
#include "adapters/postgres/partitions.h"
#include "adapters/postgres/purge.h"
#include "adapters/postgres/store_reads.h"
#include "adapters/postgres/update_check.h"

namespace tidings::adapters::postgres {

using core::Notification;
using core::NotificationId;
using ports::Changes;

namespace {

constexpr Duration kPartitionsLast = std::chrono::minutes{10};

constexpr const char* kRefuseReadOnly =
    "SELECT refuse('25006', 'it is read-only') WHERE current_setting('transaction_read_only')::bool";
constexpr const char* kTryToWrite =
    "UPDATE counters SET decided = decided WHERE slot = pg_backend_pid() % 64";
constexpr const char* kOffset = "SELECT next FROM offsets WHERE topic = $1::int8 AND partition = $2::int8";
constexpr const char* kPartitionsConsumed = "SELECT topic, partition FROM offsets";
constexpr const char* kSendsSince =
    "SELECT a.started_at FROM attempts a CROSS JOIN LATERAL (SELECT n.channel FROM notifications n "
    "WHERE n.id = a.notification OFFSET 0) AS n WHERE a.started_at >= $1::timestamptz "
    "AND n.channel = $2::int8 ORDER BY a.started_at DESC LIMIT $3::int8";

// All rows, each under its key.
template <class Key, class Value, class Read>
auto map_of(const Read& read) {
    return [&read](const Answer& rows) {
        std::unordered_map<Key, Value> out;
        for (int i = 0; i < rows.size(); ++i) out.insert(read(rows[i]));
        return out;
    };
}

}  // namespace

PostgresStore::PostgresStore(Options options, const ports::Clock& clock)
    : pool_(std::move(options), clock),
      clock_(clock),
      claimant_(hash_of(core::UserId(pool_.options().claimant))) {}

Result<std::unique_ptr<PostgresStore>> PostgresStore::open(Options options, const ports::Clock& clock) {
    std::unique_ptr<PostgresStore> store(new PostgresStore(std::move(options), clock));
    const auto connection = Connection::open(store->pool_.options());
    if (!connection) return connection.error();
    if (const auto checked = check_schema(**connection); !checked) return checked.error();
    return store;
}

Result<> PostgresStore::maintain() {
    if (auto probed = probe(); !probed || !is_time_for_partitions()) return probed;
    const auto connection = pool_.borrow();
    if (!connection) return connection.error();
    if (auto made = make_partitions(**connection); !made) return made;
    return drop_partitions(**connection);
}

Result<> PostgresStore::probe() {
    const auto done = ask(pool_, {full_ ? kTryToWrite : kRefuseReadOnly}, [](const Answer&) { return true; });
    if (!done) return done.error();
    full_ = false;
    return {};
}

bool PostgresStore::is_time_for_partitions() {
    const std::lock_guard lock(maintaining_);
    if (clock_.steady() < next_partitions_) return false;
    next_partitions_ = clock_.steady() + kPartitionsLast;
    return true;
}

Result<> PostgresStore::commit(const Changes& changes) {
    if (changes.empty()) return {};
    const Plan plan = plan_of(changes);
    std::optional<Error> refused;
    const auto done = on_connection(pool_, WhenLost::give_up, [&](Connection& c) -> Answered<bool> {
        const auto run = c.run(plan.steps);
        if (run) return true;
        if (run.error().state != kUpdatesRefused) return run.error();
        refused = why_refused(c, changes.updates);
        return false;
    });
    if (!done && done.error().code == Errc::full) full_ = true;
    if (!done) return done.error();
    if (refused) return *refused;
    return {};
}

Result<ports::Purged> PostgresStore::purge(Time before, std::int64_t from, std::size_t max) {
    return on_connection(pool_, WhenLost::give_up,
                         [&](Connection& c) { return postgres::purge(c, before, from, max); });
}

Result<std::optional<std::int64_t>> PostgresStore::offset(ports::Partition partition) {
    Parameters p;
    p.add(partition.topic).add(partition.number);
    return ask_row(pool_, {kOffset, std::move(p)}, [](const Row& row) { return row.integer(0); });
}

Result<std::vector<ports::Partition>> PostgresStore::consumed_partitions() {
    return ask_rows(pool_, {kPartitionsConsumed, {}}, [](const Row& row) {
        return ports::Partition{row.word(0, core::kTopics), row.as<std::int32_t>(1)};
    });
}

Result<std::unordered_map<core::UserId, core::Recipient>> PostgresStore::recipients(
    std::span<const core::UserId> users) {
    if (users.empty()) return std::unordered_map<core::UserId, core::Recipient>{};
    Parameters p;
    p.each<std::string_view>(users, [](const auto& user) { return std::string_view(user.str()); });
    const auto read = [](const Row& row) {
        return std::pair(core::UserId(row.text(0)), read_recipient(row));
    };
    return ask(pool_, {kRecipients, std::move(p)}, map_of<core::UserId, core::Recipient>(read));
}

Result<std::unordered_map<core::EventKey, ports::KnownEvent>> PostgresStore::known_events(
    std::span<const core::EventKey> keys) {
    if (keys.empty()) return std::unordered_map<core::EventKey, ports::KnownEvent>{};
    Parameters p;
    p.each<std::int64_t>(keys, [](const auto& key) { return key.id_hash; });
    p.each<std::int64_t>(keys, [](const auto& key) { return key.rest_hash; });
    const auto read = [](const Row& row) {
        const core::EventKey key{row.as<std::uint64_t>(0), row.as<std::uint64_t>(1)};
        return std::pair(key, ports::KnownEvent{row.text(2)});
    };
    return ask(pool_, {kKnownEvents, std::move(p)}, map_of<core::EventKey, ports::KnownEvent>(read));
}

Result<std::set<ports::Address>> PostgresStore::suppressed(std::span<const ports::Address> addresses) {
    using Out = std::set<ports::Address>;
    if (addresses.empty()) return Out{};
    Parameters p;
    p.each<std::int16_t>(addresses, [](const auto& address) { return address.first; });
    p.each<std::string_view>(addresses, [](const auto& address) { return std::string_view(address.second); });
    return ask(pool_, {kSuppressed, std::move(p)}, [](const Answer& rows) {
        Out out;
        for (int i = 0; i < rows.size(); ++i) {
            out.emplace(rows[i].word(0, core::kChannels), rows[i].text(1));
        }
        return out;
    });
}

Result<std::set<Changes::EventName>> PostgresStore::cancelled_events(
    std::span<const Changes::EventName> names) {
    using Out = std::set<Changes::EventName>;
    if (names.empty()) return Out{};
    Parameters p;
    p.each<std::string_view>(names, [](const auto& name) { return std::string_view(name.source.str()); });
    p.each<std::string_view>(names, [](const auto& name) { return std::string_view(name.id.str()); });
    return ask(pool_, {kCancelled, std::move(p)}, [](const Answer& rows) {
        Out out;
        for (int i = 0; i < rows.size(); ++i) {
            out.insert({core::Source(rows[i].text(0)), core::EventId(rows[i].text(1))});
        }
        return out;
    });
}

Result<std::unordered_map<NotificationId, Notification>> PostgresStore::notifications(
    std::span<const NotificationId> ids) {
    if (ids.empty()) return std::unordered_map<NotificationId, Notification>{};
    Parameters p;
    p.each<Uuid>(ids);
    const auto read = [](const Row& row) { return std::pair(row.uuid(0), read_notification(row)); };
    return ask(pool_, {kNotifications, std::move(p)}, map_of<NotificationId, Notification>(read));
}

Result<std::vector<core::Attempt>> PostgresStore::attempts(std::span<const core::TaskId> tasks) {
    if (tasks.empty()) return std::vector<core::Attempt>{};
    Parameters p;
    p.each<Uuid>(tasks, [](const auto& task) { return task.notification; });
    p.each<std::int32_t>(tasks, [](const auto& task) { return task.round; });
    return ask_rows(pool_, {kAttempts, std::move(p)}, read_attempt);
}

Result<std::unordered_map<NotificationId, std::string>> PostgresStore::contents(
    std::span<const NotificationId> ids) {
    if (ids.empty()) return std::unordered_map<NotificationId, std::string>{};
    Parameters p;
    p.each<Uuid>(ids);
    const auto read = [](const Row& row) { return std::pair(row.uuid(0), row.text(1)); };
    return ask(pool_, {kContents, std::move(p)}, map_of<NotificationId, std::string>(read));
}

Result<std::optional<ports::StoredEvent>> PostgresStore::event(const core::EventKey& key) {
    Parameters p;
    p.add(signed_of(key.id_hash)).add(signed_of(key.rest_hash));
    return ask_row(pool_, {kEvent, std::move(p)}, read_event);
}

Result<std::vector<Notification>> PostgresStore::due(ports::Lane lane, Time now, std::size_t max) {
    Parameters p;
    p.add(lane.channel).add(lane.priority).add(now).add(max);
    if (!pool_.options().claims) return ask_rows(pool_, {kDue, std::move(p)}, read_notification);
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(pool_.options().claim).count();
    p.add(claimant_).add(seconds);
    return ask_rows(pool_, {kClaimDue, std::move(p)}, read_notification);
}

Result<std::vector<ports::Lane>> PostgresStore::due_lanes(Time now) {
    std::vector<ports::Lane> lanes;
    for (const auto channel : core::kChannels) {
        for (const auto priority : core::kPriorities) lanes.push_back({channel, priority});
    }
    Parameters p;
    p.each<std::int16_t>(lanes, [](const auto& lane) { return lane.channel; });
    p.each<std::int16_t>(lanes, [](const auto& lane) { return lane.priority; });
    p.add(now);
    return ask_rows(pool_, {kDueLanes, std::move(p)}, [](const Row& row) {
        return ports::Lane{row.word(0, core::kChannels), row.word(1, core::kPriorities)};
    });
}

Result<std::vector<Notification>> PostgresStore::waiting_of(const core::UserId& user, NotificationId after,
                                                            std::size_t max) {
    Parameters p;
    p.add(hash_of(user)).add(user.str()).add(after).add(max);
    return ask_rows(pool_, {kWaitingOf, std::move(p)}, read_notification);
}

Result<std::vector<Notification>> PostgresStore::queued(NotificationId after, std::size_t max) {
    Parameters p;
    p.add(after).add(max);
    return ask_rows(pool_, {kQueued, std::move(p)}, read_notification);
}

Result<std::vector<Time>> PostgresStore::sends_since(core::Channel channel, Time since, std::size_t max) {
    Parameters p;
    p.add(since).add(channel).add(max);
    return on_connection(pool_, WhenLost::repeat, [&](Connection& c) -> Answered<std::vector<Time>> {
        if (const auto slow = c.allow_slow(); !slow) return slow.error();
        const auto rows = c.run({kSendsSince, p});
        if (!c.is_broken()) c.usual_speed();
        if (!rows) return rows.error();
        auto times = rows->all([](const Row& row) { return time_of(row.integer(0)); });
        std::ranges::reverse(times);
        return times;
    });
}

Result<std::vector<ports::Outgoing>> PostgresStore::outgoing(Time created_before, std::size_t max) {
    Parameters p;
    p.add(created_before).add(max);
    return ask_rows(pool_, {kOutgoing, std::move(p)}, [](const Row& row) {
        ports::Outgoing outgoing{row.uuid(0), row.time(1), row.uuids(2)};
        for (const auto user : elements_of(row.bytes(3)))
            outgoing.changed_users.emplace_back(std::string(user));
        return outgoing;
    });
}

}  // namespace tidings::adapters::postgres
