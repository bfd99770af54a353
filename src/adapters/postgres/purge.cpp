#include "adapters/postgres/purge.h"

#include "adapters/postgres/counters.h"
#include "adapters/postgres/locks.h"
#include "adapters/postgres/store_reads.h"
#include "core/state.h"

namespace tidings::adapters::postgres {
namespace {

constexpr const char* kBegin = "BEGIN";
constexpr const char* kLockPurging = "SELECT pg_advisory_xact_lock(" TIDINGS_PG_LOCK_PURGING ")";
// So that nobody changes what is being deleted: whoever was about to finds it gone.
constexpr const char* kHold =
    "SELECT n.id, n.state " TIDINGS_PG_BY_IDS "JOIN notifications n ON n.id = u.id FOR UPDATE OF n";
constexpr const char* kDeleteAttempts =
    "DELETE FROM attempts a USING unnest($1::uuid[]) AS u(id) WHERE a.notification = u.id";
constexpr const char* kDeleteContents =
    "DELETE FROM contents c USING unnest($1::uuid[]) AS u(id) WHERE c.notification = u.id";
constexpr const char* kDeleteNotifications =
    "DELETE FROM notifications n USING unnest($1::uuid[]) AS u(id) WHERE n.id = u.id";
constexpr const char* kDeleteKeys =
    "DELETE FROM event_keys k USING unnest($1::int8[], $2::int8[]) AS u(id_hash, rest_hash) "
    "WHERE k.id_hash = u.id_hash AND k.rest_hash = u.rest_hash";
constexpr const char* kDeleteEvents =
    "DELETE FROM events e USING unnest($1::int8[]) AS u(seq) WHERE e.seq = u.seq";
constexpr const char* kDeleteCancellations =
    "DELETE FROM cancelled_events c USING (SELECT source, event_id FROM cancelled_events "
    "WHERE at < $1::timestamptz ORDER BY at, source, event_id LIMIT $2::int8) AS o "
    "WHERE c.source = o.source AND c.event_id = o.event_id";
constexpr const char* kDeleteDeadRecords =
    "DELETE FROM dead_records d USING (SELECT id FROM dead_records WHERE at < $1::timestamptz "
    "ORDER BY at, id LIMIT $2::int8) AS o WHERE d.id = o.id";

struct Candidate {
    std::int64_t seq = 0;
    core::EventKey key;
    std::vector<core::NotificationId> notifications;
};

// Old events, settled or not; `next` is set where more may be old.
std::vector<Candidate> candidates_of(const Answer& rows, Time before, std::size_t max, std::int64_t& next) {
    std::vector<Candidate> found;
    for (int i = 0; i < rows.size(); ++i) {
        const Row row = rows[i];
        if (row.time(1) >= before) return found;
        const auto key = core::EventKey::of(core::Source(row.text(2)), core::EventId(row.text(3)),
                                            core::UserId(row.text(4)));
        found.push_back({row.integer(0), key, row.uuids(5)});
    }
    if (found.size() == max && max > 0) next = found.back().seq + 1;
    return found;
}

using States = std::unordered_map<core::NotificationId, core::State>;

Answered<States> hold(Connection& connection, const std::vector<Candidate>& candidates) {
    std::vector<core::NotificationId> ids;
    for (const auto& event : candidates) {
        ids.insert(ids.end(), event.notifications.begin(), event.notifications.end());
    }
    std::ranges::sort(ids);
    Parameters p;
    p.each<Uuid>(ids);
    const auto rows = connection.run({kHold, std::move(p)});
    if (!rows) return rows.error();
    States states;
    for (int i = 0; i < rows->size(); ++i) {
        states[(*rows)[i].uuid(0)] = (*rows)[i].word(1, core::kStates);
    }
    return states;
}

// What is over, and what that does to the counters.
struct Over {
    std::vector<Candidate> events;
    std::vector<core::NotificationId> notifications;
    Counters counters;
};

Over over_of(std::vector<Candidate> candidates, const States& states) {
    Over over;
    for (auto& event : candidates) {
        const bool waits = std::ranges::any_of(event.notifications, [&](const auto& id) {
            const auto found = states.find(id);
            return found != states.end() && !core::is_settled(found->second);
        });
        if (waits) continue;
        for (const auto& id : event.notifications) {
            const auto found = states.find(id);
            if (found == states.end()) continue;
            over.notifications.push_back(id);
            --over.counters.states[core::index(found->second)];
            ++over.counters.purged;
        }
        ++over.counters.purged_events;
        over.events.push_back(std::move(event));
    }
    return over;
}

std::vector<Step> deletions_of(const Over& over) {
    std::vector<Step> steps;
    for (const char* sql : {kDeleteAttempts, kDeleteContents, kDeleteNotifications}) {
        Parameters p;
        p.each<Uuid>(over.notifications);
        steps.push_back({sql, std::move(p)});
    }
    Parameters keys;
    keys.each<std::int64_t>(over.events, [](const auto& event) { return event.key.id_hash; });
    keys.each<std::int64_t>(over.events, [](const auto& event) { return event.key.rest_hash; });
    steps.push_back({kDeleteKeys, std::move(keys)});
    Parameters events;
    events.each<std::int64_t>(over.events, [](const auto& event) { return event.seq; });
    steps.push_back({kDeleteEvents, std::move(events)});
    steps.push_back(over.counters.step());
    return steps;
}

}  // namespace

Answered<ports::Purged> purge(Connection& connection, Time before, std::int64_t from, std::size_t max) {
    Parameters oldest;
    oldest.add(from).add(max);
    const std::array begin{Step{kBegin}, Step{kLockPurging}, Step{kOldestEvents, std::move(oldest)}};
    const auto begun = connection.run(begin);
    if (!begun) return begun.error();
    ports::Purged purged;
    auto candidates = candidates_of(begun->back(), before, max, purged.next);
    std::vector<Step> steps;
    if (!candidates.empty()) {
        const auto states = hold(connection, candidates);
        if (!states) return states.error();
        const Over over = over_of(std::move(candidates), *states);
        purged.events = over.events.size();
        if (!over.events.empty()) steps = deletions_of(over);
    }
    for (const char* sql : {kDeleteCancellations, kDeleteDeadRecords}) {
        Parameters p;
        p.add(before).add(max);
        steps.push_back({sql, std::move(p)});
    }
    steps.push_back({kCommit});
    const auto done = connection.run(steps);
    if (!done) return done.error();
    return purged;
}

}  // namespace tidings::adapters::postgres
