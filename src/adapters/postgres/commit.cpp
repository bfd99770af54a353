#include "adapters/postgres/commit.h"

#include "adapters/postgres/locks.h"
#include "adapters/postgres/rows.h"
#include "base/utf8.h"

namespace tidings::adapters::postgres {

using ports::Changes;

namespace {

// Whoever cancels an event waits for the commits that are deciding events, and the other way round, so that
// each sees what the other has done. Before any row is locked: nobody who holds one waits for this.
constexpr const char* kLockToDecide = "SELECT pg_advisory_xact_lock_shared(" TIDINGS_PG_LOCK_CANCELLING ")";
constexpr const char* kLockToCancel = "SELECT pg_advisory_xact_lock(" TIDINGS_PG_LOCK_CANCELLING ")";

constexpr const char* kMoveOffsets =
    "WITH u AS (SELECT * FROM unnest($1::int2[], $2::int4[], $3::int8[], $4::int8[], $5::int8[], $6::int8[], "
    "$7::int8[], $8::int8[], $9::int8[], $10::int8[]) AS u(topic, partition, \"from\", next, events, "
    "duplicates, changes, unreadable, gaps, missing)), "
    "moved AS (UPDATE offsets o SET next = u.next, events = o.events + u.events, "
    "duplicates = o.duplicates + u.duplicates, changes = o.changes + u.changes, "
    "unreadable = o.unreadable + u.unreadable, gaps = o.gaps + u.gaps, missing = o.missing + u.missing "
    "FROM u WHERE o.topic = u.topic AND o.partition = u.partition AND o.next = u.\"from\" RETURNING 1), "
    "begun AS (INSERT INTO offsets SELECT u.topic, u.partition, u.next, u.events, u.duplicates, u.changes, "
    "u.unreadable, u.gaps, u.missing FROM u WHERE u.\"from\" = 0 AND NOT EXISTS (SELECT FROM offsets o "
    "WHERE o.topic = u.topic AND o.partition = u.partition) RETURNING 1) "
    "SELECT refuse('TD001', 'another owner has moved the partition''s offset') "
    "WHERE (SELECT count(*) FROM moved) + (SELECT count(*) FROM begun) <> cardinality($1)";

constexpr const char* kPutRecipients =
    "WITH u AS (SELECT * FROM unnest($1::text[], $2::int8[], $3::int8[], $4::int8[], $5::int8[], $6::int8[], "
    "$7::bool[], $8::text[]) AS u(user_id, before, version, revision, filled_from, erased_at, erased, "
    "profile)), "
    "moved AS (UPDATE recipients r SET version = u.version, revision = u.revision, "
    "filled_from = u.filled_from, erased_at = u.erased_at, erased = u.erased, profile = u.profile FROM u "
    "WHERE r.user_id = u.user_id AND r.version = u.before AND r.revision = u.revision - 1 RETURNING 1), "
    "begun AS (INSERT INTO recipients (user_id, version, revision, filled_from, erased_at, erased, profile) "
    "SELECT u.user_id, u.version, u.revision, u.filled_from, u.erased_at, u.erased, u.profile FROM u "
    "WHERE u.before = 0 AND u.revision = 1 ON CONFLICT (user_id) DO NOTHING RETURNING 1) "
    "SELECT refuse('TD001', 'somebody else has changed the profile') "
    "WHERE (SELECT count(*) FROM moved) + (SELECT count(*) FROM begun) <> cardinality($1)";
constexpr const char* kCountConflict =
    "UPDATE events e SET conflicts = e.conflicts + 1 FROM event_keys k "
    "WHERE k.id_hash = $1::int8 AND k.rest_hash = $2::int8 AND e.seq = k.event";
constexpr const char* kInsertDead =
    "INSERT INTO dead_records (" TIDINGS_PG_DEAD
    ") VALUES ($1::uuid, $2::int8, $3::int8, $4::int8, "
    "$5::text, $6::text, $7::bytea, $8::bytea[], $9::bytea, $10::timestamptz) ON CONFLICT (id) DO NOTHING";
constexpr const char* kResolveDead = "DELETE FROM dead_records WHERE id = ANY ($1::uuid[])";
constexpr const char* kLiftSuppression =
    "DELETE FROM suppressions WHERE channel = $1::int8 AND address = $2::text";
constexpr const char* kSuppress =
    "INSERT INTO suppressions (channel, address, reason, at, seq) "
    "VALUES ($1::int8, $2::text, $3::text, $4::timestamptz, commit_number() + $5::int8) "
    "ON CONFLICT (channel, address) DO UPDATE SET reason = excluded.reason, at = excluded.at, "
    "seq = excluded.seq";
constexpr const char* kCancelEvents =
    "INSERT INTO cancelled_events (source, event_id, at) SELECT u.source, u.event_id, max(u.at) "
    "FROM unnest($1::text[], $2::text[], $3::timestamptz[]) AS u(source, event_id, at) "
    "GROUP BY u.source, u.event_id ORDER BY u.source, u.event_id "
    "ON CONFLICT (source, event_id) DO UPDATE SET at = greatest(cancelled_events.at, excluded.at)";
constexpr const char* kInsertOutgoing =
    "INSERT INTO outgoing (created_at, id, notifications, changed_users) "
    "VALUES ($1::timestamptz, $2::uuid, $3::uuid[], $4::text[])";
constexpr const char* kDeleteOutgoing = "DELETE FROM outgoing WHERE id = ANY ($1::uuid[])";

void put_recipients(const Changes& changes, Plan& plan) {
    const auto user_of = [](const Changes::Profile& p) { return p.after.user.str(); };
    for (const auto& round : rounds_of(changes.recipients, user_of)) {
        Parameters p;
        p.each<std::string_view>(round, [](const auto* r) { return std::string_view(r->after.user.str()); });
        p.each<std::int64_t>(round, [](const auto* r) { return r->before; });
        p.each<std::int64_t>(round, [](const auto* r) { return r->after.version; });
        p.each<std::int64_t>(round, [](const auto* r) { return r->after.revision; });
        p.each<std::int64_t>(round, [](const auto* r) { return r->after.filled_from; });
        p.each<std::int64_t>(round, [](const auto* r) { return r->after.erased_at; });
        p.each<bool>(round, [](const auto* r) { return r->after.erased; });
        p.each<std::string_view>(round, [](const auto* r) { return json::write(r->after.to_json()); });
        plan.steps.push_back({kPutRecipients, std::move(p)});
    }
}

// Their text may hold what made the record unreadable; it is never to be a reason to refuse them.
std::string readable(const std::string& text) {
    std::string out = text.substr(0, utf8_prefix(text));
    std::ranges::replace(out, '\0', ' ');
    return out;
}

void put_dead(const Changes& changes, Plan& plan) {
    for (const auto& r : changes.dead) {
        std::vector<std::string_view> headers;
        for (const auto& [name, value] : r.headers) {
            headers.emplace_back(name);
            headers.emplace_back(value);
        }
        Parameters p;
        p.add(r.id).add(r.partition.topic).add(r.partition.number).add(r.offset);
        p.add(readable(r.reason)).add(readable(r.detail)).add(Bytes{r.key});
        p.each<Bytes>(headers).add(Bytes{r.value}).add(r.at);
        plan.steps.push_back({kInsertDead, std::move(p)});
    }
    if (changes.resolved_dead.empty()) return;
    Parameters p;
    p.each<Uuid>(changes.resolved_dead);
    plan.steps.push_back({kResolveDead, std::move(p)});
}

void put_suppressions(const Changes& changes, Plan& plan) {
    std::int64_t place = 0;
    for (const auto& [s, lift] : changes.suppressions) {
        Parameters p;
        p.add(s.channel).add(s.address);
        if (!lift) p.add(s.reason).add(s.at).add(++place);
        plan.steps.push_back({lift ? kLiftSuppression : kSuppress, std::move(p)});
    }
}

void put_cancellations(const Changes& changes, Plan& plan) {
    const auto& cancelled = changes.cancelled_events;
    if (cancelled.empty()) return;
    Parameters p;
    p.each<std::string_view>(cancelled, [](const auto& c) { return std::string_view(c.event.source.str()); });
    p.each<std::string_view>(cancelled, [](const auto& c) { return std::string_view(c.event.id.str()); });
    p.each<Time>(cancelled, [](const auto& c) { return c.at; });
    plan.steps.push_back({kCancelEvents, std::move(p)});
}

void put_outgoing(const Changes& changes, Plan& plan) {
    if (const auto& outgoing = changes.outgoing) {
        Parameters p;
        p.add(outgoing->created_at).add(outgoing->id).each<Uuid>(outgoing->notifications);
        p.each<std::string_view>(outgoing->changed_users,
                                 [](const auto& user) { return std::string_view(user.str()); });
        plan.steps.push_back({kInsertOutgoing, std::move(p)});
    }
    if (changes.outgoing_done.empty()) return;
    Parameters p;
    p.each<Uuid>(changes.outgoing_done);
    plan.steps.push_back({kDeleteOutgoing, std::move(p)});
}

}  // namespace

Plan plan_of(const Changes& changes) {
    Plan plan;
    plan_locks(changes, plan);
    plan_offsets(changes, plan);
    plan_updates(changes, plan);
    plan_attempts(changes, plan);
    plan_erasures(changes, plan);
    plan_new(changes, plan);
    plan_rest(changes, plan);
    if (plan.counters != Counters{}) plan.steps.push_back(plan.counters.step());
    return plan;
}

void plan_locks(const Changes& changes, Plan& plan) {
    if (!changes.cancelled_events.empty()) {
        plan.steps.push_back({kLockToCancel});
    } else if (!changes.events.empty()) {
        plan.steps.push_back({kLockToDecide});
    }
}

void plan_offsets(const Changes& changes, Plan& plan) {
    for (const auto& round : rounds_of(changes.offsets, [](const auto& o) { return o.partition; })) {
        Parameters p;
        const auto count = [&](auto core::ConsumedCounts::* member) {
            p.each<std::int64_t>(round, [member](const auto* o) { return o->counts.*member; });
        };
        p.each<std::int16_t>(round, [](const auto* o) { return o->partition.topic; });
        p.each<std::int32_t>(round, [](const auto* o) { return o->partition.number; });
        p.each<std::int64_t>(round, [](const auto* o) { return o->from; });
        p.each<std::int64_t>(round, [](const auto* o) { return o->to; });
        count(&core::ConsumedCounts::events);
        count(&core::ConsumedCounts::duplicates);
        count(&core::ConsumedCounts::changes);
        count(&core::ConsumedCounts::unreadable);
        count(&core::ConsumedCounts::gaps);
        count(&core::ConsumedCounts::missing);
        plan.steps.push_back({kMoveOffsets, std::move(p)});
    }
}

void plan_rest(const Changes& changes, Plan& plan) {
    put_recipients(changes, plan);
    for (const auto& key : changes.conflicts) {
        Parameters p;
        p.add(signed_of(key.id_hash)).add(signed_of(key.rest_hash));
        plan.steps.push_back({kCountConflict, std::move(p)});
    }
    put_dead(changes, plan);
    put_suppressions(changes, plan);
    put_cancellations(changes, plan);
    put_outgoing(changes, plan);
}

}  // namespace tidings::adapters::postgres
