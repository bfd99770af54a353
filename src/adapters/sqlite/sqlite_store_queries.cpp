#include <fmt/format.h>

#include "adapters/sqlite/counters.h"
#include "adapters/sqlite/list_query.h"
#include "adapters/sqlite/sqlite_store.h"
#include "adapters/sqlite/store_reads.h"
#include "core/topic.h"
#include "ports/paging.h"

namespace tidings::adapters::sqlite {

using core::Notification;

namespace {

constexpr const char* kDeadRecords =
    "SELECT " TIDINGS_DEAD_COLUMNS " FROM dead_records WHERE id < ? ORDER BY id DESC LIMIT ?";
constexpr const char* kDeadRecord = "SELECT " TIDINGS_DEAD_COLUMNS " FROM dead_records WHERE id = ?";
constexpr const char* kSuppressions =
    "SELECT channel, address, reason, at, seq FROM suppressions WHERE seq < ? ORDER BY seq DESC LIMIT ?";
constexpr const char* kSuppression =
    "SELECT channel, address, reason, at FROM suppressions WHERE channel = ? AND address = ?";
constexpr const char* kConsumed =
    "SELECT topic, next, events, duplicates, changes, unreadable, gaps, missing FROM offsets";
constexpr const char* kCountStates = "SELECT state, count(*) FROM notifications GROUP BY state";
constexpr const char* kCountEvents = "SELECT count(*), coalesce(sum(sends), 0) FROM events";

void add_consumed(Connection& connection, core::Ledger& ledger) {
    const auto query = connection.use(kConsumed);
    query->bind();
    while (query->step()) {
        if (!core::carries_events(query->word(0, core::kTopics))) continue;
        ledger.consumed += query->integer(1);
        ledger.counts += {query->integer(2), query->integer(3), query->integer(4),
                          query->integer(5), query->integer(6), query->integer(7)};
    }
}

}  // namespace

Result<std::vector<ports::StoredEvent>> SqliteStore::events(const core::EventId& id,
                                                            const std::optional<core::Source>& source) {
    return database_.read([&](Connection& connection) -> Result<std::vector<ports::StoredEvent>> {
        std::vector<ports::StoredEvent> out;
        const auto query = connection.use(kEventsById);
        query->bind(core::EventKey::hash_of(id), id.str());
        while (query->step()) {
            auto stored = read_event(*query);
            if (!source || stored.event.source == *source) out.push_back(std::move(stored));
        }
        return out;
    });
}

Result<ports::Listed<Notification>> SqliteStore::list(const ports::NotificationFilter& filter,
                                                      const ports::Page& page) {
    const auto below = ports::id_below(page);
    if (!below) return below.error();
    return database_.read([&](Connection& connection) -> Result<ports::Listed<Notification>> {
        const ListQuery query(filter, *below, ports::length_of(page) + 1);
        return ports::cut(query.run(connection), page, [](const Notification& n) { return n.id.str(); });
    });
}

Result<std::vector<core::Attempt>> SqliteStore::attempts_of(core::NotificationId id) {
    return database_.read([&](Connection& connection) -> Result<std::vector<core::Attempt>> {
        std::vector<core::Attempt> out;
        const auto query = connection.use(kAttemptsOf);
        query->bind(id);
        while (query->step()) out.push_back(read_attempt(*query));
        return out;
    });
}

Result<ports::Listed<ports::OutboxEntry>> SqliteStore::outbox(const ports::Page& page) {
    const auto below = ports::number_below(page);
    if (!below) return below.error();
    return database_.read([&](Connection& connection) -> Result<ports::Listed<ports::OutboxEntry>> {
        std::vector<std::pair<std::int64_t, ports::OutboxEntry>> found;
        const auto query = connection.use(kOutbox);
        query->bind(*below, ports::length_of(page) + 1);
        while (query->step()) {
            found.push_back(
                {query->integer(12),
                 {read_attempt(*query), query->word(9, core::kChannels), query->text(10), query->text(11)}});
        }
        return ports::cut_numbered(std::move(found), page);
    });
}

Result<ports::Listed<ports::DeadRecord>> SqliteStore::dead_records(const ports::Page& page) {
    const auto below = ports::id_below(page);
    if (!below) return below.error();
    return database_.read([&](Connection& connection) -> Result<ports::Listed<ports::DeadRecord>> {
        std::vector<ports::DeadRecord> found;
        const auto query = connection.use(kDeadRecords);
        query->bind(*below, ports::length_of(page) + 1);
        while (query->step()) found.push_back(read_dead(*query));
        return ports::cut(std::move(found), page, [](const auto& record) { return record.id.str(); });
    });
}

Result<std::optional<ports::DeadRecord>> SqliteStore::dead_record(Uuid id) {
    return database_.read([&](Connection& connection) -> Result<std::optional<ports::DeadRecord>> {
        const auto query = connection.use(kDeadRecord);
        if (!query->bind(id).step()) return std::optional<ports::DeadRecord>{};
        return std::optional{read_dead(*query)};
    });
}

Result<ports::Listed<ports::Suppression>> SqliteStore::suppressions(const ports::Page& page) {
    const auto below = ports::number_below(page);
    if (!below) return below.error();
    return database_.read([&](Connection& connection) -> Result<ports::Listed<ports::Suppression>> {
        std::vector<std::pair<std::int64_t, ports::Suppression>> found;
        const auto query = connection.use(kSuppressions);
        query->bind(*below, ports::length_of(page) + 1);
        while (query->step()) {
            found.emplace_back(query->integer(4), read_suppression(*query));
        }
        return ports::cut_numbered(std::move(found), page);
    });
}

Result<std::optional<ports::Suppression>> SqliteStore::suppression(const ports::Address& address) {
    return database_.read([&](Connection& connection) -> Result<std::optional<ports::Suppression>> {
        const auto query = connection.use(kSuppression);
        if (!query->bind(address.first, address.second).step()) return std::optional<ports::Suppression>{};
        return std::optional{read_suppression(*query)};
    });
}

Result<core::Ledger> SqliteStore::ledger() {
    return database_.read([&](Connection& connection) -> Result<core::Ledger> {
        core::Ledger ledger;
        add_consumed(connection, ledger);
        const Counters counters = Counters::read(connection);
        ledger.decided = counters.decided;
        ledger.purged = counters.purged;
        ledger.states = counters.states;
        return ledger;
    });
}

Result<core::Ledger> SqliteStore::recount() {
    return database_.read([&](Connection& connection) -> Result<core::Ledger> {
        core::Ledger ledger;
        add_consumed(connection, ledger);
        const Counters counters = Counters::read(connection);
        ledger.purged = counters.purged;
        const auto events = connection.use(kCountEvents);
        events->bind().step();
        ledger.counts.events = events->integer(0) + counters.purged_events;
        ledger.decided = events->integer(1) + counters.purged;
        const auto states = connection.use(kCountStates);
        states->bind();
        while (states->step()) {
            const auto state = states->word(0, core::kStates);
            ledger.states[core::index(state)] = states->integer(1);
        }
        return ledger;
    });
}

}  // namespace tidings::adapters::sqlite
