#include "adapters/postgres/asking.h"
#include "adapters/postgres/counters.h"
#include "adapters/postgres/list_query.h"
#include "adapters/postgres/postgres_store.h"
#include "adapters/postgres/store_reads.h"
#include "core/topic.h"
#include "ports/paging.h"

namespace tidings::adapters::postgres {

using core::Notification;

namespace {

constexpr const char* kDeadRecords =
    "SELECT " TIDINGS_PG_DEAD " FROM dead_records WHERE id < $1::uuid ORDER BY id DESC LIMIT $2::int8";
constexpr const char* kDeadRecord = "SELECT " TIDINGS_PG_DEAD " FROM dead_records WHERE id = $1::uuid";
constexpr const char* kSuppressions =
    "SELECT channel, address, reason, at, seq FROM suppressions WHERE seq < $1::int8 "
    "ORDER BY seq DESC LIMIT $2::int8";
constexpr const char* kSuppression =
    "SELECT channel, address, reason, at FROM suppressions WHERE channel = $1::int8 AND address = $2::text";

constexpr const char* kOneSnapshot = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
constexpr const char* kConsumed =
    "SELECT topic, next, events, duplicates, changes, unreadable, gaps, missing FROM offsets";
constexpr const char* kCountStates = "SELECT state, count(*) FROM notifications GROUP BY state";
constexpr const char* kCountEvents = "SELECT count(*), coalesce(sum(sends), 0)::int8 FROM events";

core::Ledger consumed_of(const Answer& rows) {
    core::Ledger ledger;
    for (int i = 0; i < rows.size(); ++i) {
        const Row row = rows[i];
        if (!core::carries_events(row.word(0, core::kTopics))) continue;
        ledger.consumed += row.integer(1);
        ledger.counts +=
            {row.integer(2), row.integer(3), row.integer(4), row.integer(5), row.integer(6), row.integer(7)};
    }
    return ledger;
}

}  // namespace

Result<std::vector<ports::StoredEvent>> PostgresStore::events(const core::EventId& id,
                                                              const std::optional<core::Source>& source) {
    Parameters p;
    p.add(signed_of(core::EventKey::hash_of(id))).add(id.str());
    auto found = ask_rows(pool_, {kEventsById, std::move(p)}, read_event);
    if (found && source)
        std::erase_if(*found, [&](const auto& stored) { return stored.event.source != *source; });
    return found;
}

Result<ports::Listed<Notification>> PostgresStore::list(const ports::NotificationFilter& filter,
                                                        const ports::Page& page) {
    const auto below = ports::id_below(page);
    if (!below) return below.error();
    const ListQuery query(filter, *below, ports::length_of(page) + 1);
    auto found =
        on_connection(pool_, WhenLost::repeat, [&](Connection& c) -> Answered<std::vector<Notification>> {
            const auto rows = c.run_text(query.sql(), query.parameters());
            if (!rows) return rows.error();
            return rows->all(read_notification);
        });
    if (!found) return found.error();
    return ports::cut(std::move(*found), page, [](const Notification& n) { return n.id.str(); });
}

Result<std::vector<core::Attempt>> PostgresStore::attempts_of(core::NotificationId id) {
    Parameters p;
    p.add(id);
    return ask_rows(pool_, {kAttemptsOf, std::move(p)}, read_attempt);
}

Result<ports::Listed<ports::OutboxEntry>> PostgresStore::outbox(const ports::Page& page) {
    const auto below = ports::number_below(page);
    if (!below) return below.error();
    Parameters p;
    p.add(*below).add(ports::length_of(page) + 1);
    auto found = ask_rows(pool_, {kOutbox, std::move(p)}, [](const Row& row) {
        return std::pair(row.integer(12), ports::OutboxEntry{read_attempt(row), row.word(9, core::kChannels),
                                                             row.text(10), row.text(11)});
    });
    if (!found) return found.error();
    return ports::cut_numbered(std::move(*found), page);
}

Result<ports::Listed<ports::DeadRecord>> PostgresStore::dead_records(const ports::Page& page) {
    const auto below = ports::id_below(page);
    if (!below) return below.error();
    Parameters p;
    p.add(*below).add(ports::length_of(page) + 1);
    auto found = ask_rows(pool_, {kDeadRecords, std::move(p)}, read_dead);
    if (!found) return found.error();
    return ports::cut(std::move(*found), page, [](const auto& record) { return record.id.str(); });
}

Result<std::optional<ports::DeadRecord>> PostgresStore::dead_record(Uuid id) {
    Parameters p;
    p.add(id);
    return ask_row(pool_, {kDeadRecord, std::move(p)}, read_dead);
}

Result<ports::Listed<ports::Suppression>> PostgresStore::suppressions(const ports::Page& page) {
    const auto below = ports::number_below(page);
    if (!below) return below.error();
    Parameters p;
    p.add(*below).add(ports::length_of(page) + 1);
    auto found = ask_rows(pool_, {kSuppressions, std::move(p)},
                          [](const Row& row) { return std::pair(row.integer(4), read_suppression(row)); });
    if (!found) return found.error();
    return ports::cut_numbered(std::move(*found), page);
}

Result<std::optional<ports::Suppression>> PostgresStore::suppression(const ports::Address& address) {
    Parameters p;
    p.add(address.first).add(address.second);
    return ask_row(pool_, {kSuppression, std::move(p)}, read_suppression);
}

Result<core::Ledger> PostgresStore::ledger() {
    return on_connection(pool_, WhenLost::repeat, [&](Connection& c) -> Answered<core::Ledger> {
        const std::array steps{Step{kOneSnapshot}, Step{kConsumed}, Step{kSumCounters}, Step{kCommit}};
        const auto answers = c.run(steps);
        if (!answers) return answers.error();
        core::Ledger ledger = consumed_of((*answers)[1]);
        const Row sums = (*answers)[2][0];
        ledger.decided = sums.integer(0);
        ledger.purged = sums.integer(1);
        for (const auto state : core::kStates) {
            ledger.states[core::index(state)] = sums.integer(3 + static_cast<int>(core::index(state)));
        }
        return ledger;
    });
}

Result<core::Ledger> PostgresStore::recount() {
    return on_connection(pool_, WhenLost::repeat, [&](Connection& c) -> Answered<core::Ledger> {
        if (const auto slow = c.allow_slow(); !slow) return slow.error();
        const std::array steps{Step{kOneSnapshot}, Step{kConsumed},    Step{kSumCounters},
                               Step{kCountEvents}, Step{kCountStates}, Step{kCommit}};
        const auto answers = c.run(steps);
        if (!c.is_broken()) c.usual_speed();
        if (!answers) return answers.error();
        core::Ledger ledger = consumed_of((*answers)[1]);
        const Row sums = (*answers)[2][0];
        const Row events = (*answers)[3][0];
        ledger.purged = sums.integer(1);
        ledger.counts.events = events.integer(0) + sums.integer(2);
        ledger.decided = events.integer(1) + ledger.purged;
        const Answer& states = (*answers)[4];
        for (int i = 0; i < states.size(); ++i) {
            const auto state = states[i].word(0, core::kStates);
            ledger.states[core::index(state)] = states[i].integer(1);
        }
        return ledger;
    });
}

}  // namespace tidings::adapters::postgres
