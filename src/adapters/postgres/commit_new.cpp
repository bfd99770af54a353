#include "adapters/postgres/commit.h"
#include "adapters/postgres/new_events.h"
#include "adapters/postgres/rows.h"

// The events and notifications that a commit adds.
namespace tidings::adapters::postgres {

using ports::Changes;
using ports::StoredEvent;

namespace {

constexpr const char* kRefuseCancelled =
    "SELECT refuse('TD001', 'the event has been cancelled') WHERE EXISTS (SELECT FROM "
    "unnest($1::text[], $2::text[]) AS u(source, event_id) JOIN cancelled_events c "
    "ON c.source = u.source AND c.event_id = u.event_id)";

constexpr const char* kInsertKeys =
    "INSERT INTO event_keys (id_hash, rest_hash, event, body_hash) "
    "SELECT u.id_hash, u.rest_hash, (SELECT commit_number()) + u.place, u.body_hash "
    "FROM unnest($1::int8[], $2::int8[], $3::bytea[]) WITH ORDINALITY "
    "AS u(id_hash, rest_hash, body_hash, place) ORDER BY u.id_hash, u.rest_hash";

constexpr const char* kInsertEvents =
    "INSERT INTO events (seq, source, event_id, user_id, user_hash, type, type_version, received_at, "
    "recipients, decided_at, conflicts, sends, priority, channels, send_at, expires_at, traceparent, "
    "decisions, notifications, data) SELECT (SELECT commit_number()) + u.i, u.source, u.event_id, u.user_id, "
    "($4::int8[])[u.i], u.type, ($6::int4[])[u.i], ($7::timestamptz[])[u.i], ($8::int4[])[u.i], "
    "($9::timestamptz[])[u.i], ($10::int8[])[u.i], ($11::int2[])[u.i], u.priority, u.channels, u.send_at, "
    "u.expires_at, u.traceparent, u.decisions, u.notifications::uuid[], u.data FROM unnest($1::text[], "
    "$2::text[], $3::text[], $5::text[], $12::int2[], $13::bytea[], $14::timestamptz[], $15::timestamptz[], "
    "$16::text[], $17::text[], $18::text[], $19::text[]) WITH ORDINALITY AS u(source, event_id, user_id, "
    "type, priority, channels, send_at, expires_at, traceparent, decisions, notifications, data, i)";

// `place`: of its event in this commit, or 0 where the event is in the store.
constexpr const char* kInsertNotifications =
    "INSERT INTO notifications (id, event, user_hash, channel, priority, state, reason, round, "
    "started_round, returns, outcome_rank, revision, attempt_count, attempts_before, cancel_requested, "
    "address_from_profile, type_version, template_version, created_at, updated_at, due_at, first_due_at, "
    "expires_at, template_locale, provider, address, detail) SELECT u.id, CASE WHEN ($2::int4[])[u.i] > 0 "
    "THEN (SELECT commit_number()) + ($2::int4[])[u.i] ELSE (SELECT k.event FROM event_keys k WHERE "
    "k.id_hash = ($3::int8[])[u.i] AND k.rest_hash = ($4::int8[])[u.i]) END, ($5::int8[])[u.i], "
    "($6::int2[])[u.i], ($7::int2[])[u.i], ($8::int2[])[u.i], ($9::int2[])[u.i], ($10::int4[])[u.i], "
    "($11::int4[])[u.i], ($12::int4[])[u.i], ($13::int2[])[u.i], ($14::int4[])[u.i], ($15::int4[])[u.i], "
    "($16::int4[])[u.i], ($17::bool[])[u.i], ($18::bool[])[u.i], ($19::int4[])[u.i], ($20::int4[])[u.i], "
    "($21::timestamptz[])[u.i], ($22::timestamptz[])[u.i], ($23::timestamptz[])[u.i], "
    "($24::timestamptz[])[u.i], ($25::timestamptz[])[u.i], u.template_locale, u.provider, u.address, "
    "u.detail FROM unnest($1::uuid[], $26::text[], $27::text[], $28::text[], $29::text[]) WITH ORDINALITY AS "
    "u(id, template_locale, provider, address, detail, i)";

constexpr const char* kInsertContents =
    "INSERT INTO contents (notification, content) SELECT * FROM unnest($1::uuid[], $2::text[])";

// A notification of an event that is in the store already, on a channel on which the event has none.
constexpr const char* kJoinEvent =
    "WITH joined AS (UPDATE events e SET notifications = e.notifications || $1::uuid FROM event_keys k "
    "WHERE k.id_hash = $2::int8 AND k.rest_hash = $3::int8 AND e.seq = k.event AND NOT EXISTS (SELECT FROM "
    "unnest(e.notifications) AS other(id) JOIN notifications n ON n.id = other.id "
    "WHERE n.channel = $4::int8) RETURNING 1) "
    "SELECT refuse('TD001', 'the event has a notification on this channel') "
    "WHERE NOT EXISTS (SELECT FROM joined)";

constexpr const char* kRefuse = "SELECT refuse('TD001', $1::text)";

std::int64_t sends_of(const StoredEvent& stored) {
    return std::ranges::count_if(stored.decisions, &core::Decision::send);
}

std::optional<std::string> channels_of(const core::Event& e) {
    if (!e.channels) return std::nullopt;
    std::string out;
    for (const core::Channel c : *e.channels) out += static_cast<char>(c);
    return out;
}

Step refuse_cancelled(const std::vector<StoredEvent>& events) {
    std::vector<const core::Event*> sent;
    for (const auto& stored : events) {
        if (sends_of(stored) > 0) sent.push_back(&stored.event);
    }
    Parameters p;
    p.each<std::string_view>(sent, [](const auto* e) { return std::string_view(e->source.str()); });
    p.each<std::string_view>(sent, [](const auto* e) { return std::string_view(e->id.str()); });
    return {kRefuseCancelled, std::move(p)};
}

Step insert_keys(const std::vector<StoredEvent>& events, const std::vector<NewEvent>& made) {
    Parameters p;
    p.each<std::int64_t>(made, [](const auto& event) { return event.key.id_hash; });
    p.each<std::int64_t>(made, [](const auto& event) { return event.key.rest_hash; });
    p.each<Bytes>(events, [](const auto& stored) { return std::string_view(stored.body_hash); });
    return {kInsertKeys, std::move(p)};
}

Step insert_events(const std::vector<StoredEvent>& events, const std::vector<NewEvent>& made) {
    Parameters p;
    const auto text = [&](const auto& of) {
        p.each<std::string_view>(events, [&](const auto& s) { return std::string_view(of(s.event)); });
    };
    text([](const auto& e) -> const auto& { return e.source.str(); });
    text([](const auto& e) -> const auto& { return e.id.str(); });
    text([](const auto& e) -> const auto& { return e.user.str(); });
    p.each<std::int64_t>(made, [](const auto& event) { return event.user_hash; });
    text([](const auto& e) -> const auto& { return e.type.str(); });
    p.each<std::int32_t>(events, [](const auto& s) { return s.event.type_version; });
    p.each<Time>(events, [](const auto& s) { return s.event.received_at; });
    p.each<std::int32_t>(events, [](const auto& s) { return s.event.recipients; });
    p.each<Time>(events, [](const auto& s) { return s.decided_at; });
    p.each<std::int64_t>(events, [](const auto& s) { return s.conflicts; });
    p.each<std::int16_t>(events, [](const auto& s) { return sends_of(s); });
    p.each<std::int16_t>(events, [](const auto& s) { return s.event.priority; });
    p.each<Bytes>(events, [](const auto& s) { return channels_of(s.event); });
    p.each<Time>(events, [](const auto& s) { return s.event.send_at; });
    p.each<Time>(events, [](const auto& s) { return s.event.expires_at; });
    text([](const auto& e) -> const auto& { return e.traceparent; });
    p.each<std::string_view>(events,
                             [](const auto& s) { return decisions_to_json(s.decisions, s.event.user); });
    p.each<std::string_view>(made, [](const auto& event) { return std::string_view(event.notifications); });
    p.each<std::string_view>(events, [](const auto& s) { return json::write(s.event.data); });
    return {kInsertEvents, std::move(p)};
}

Step insert_notifications(const std::vector<core::DecidedNotification>& decided,
                          const std::vector<Belonging>& belongings) {
    Parameters p;
    const auto column = [&]<class T>(auto core::Notification::* member) {
        p.each<T>(decided, [member](const auto& d) -> const auto& { return d.notification.*member; });
    };
    using N = core::Notification;
    column.operator()<Uuid>(&N::id);
    p.each<std::int32_t>(belongings, [](const auto& b) { return b.place; });
    p.each<std::int64_t>(belongings, [](const auto& b) { return b.key.id_hash; });
    p.each<std::int64_t>(belongings, [](const auto& b) { return b.key.rest_hash; });
    p.each<std::int64_t>(belongings, [](const auto& b) { return b.user_hash; });
    column.operator()<std::int16_t>(&N::channel);
    column.operator()<std::int16_t>(&N::priority);
    column.operator()<std::int16_t>(&N::state);
    column.operator()<std::int16_t>(&N::reason);
    column.operator()<std::int32_t>(&N::round);
    column.operator()<std::int32_t>(&N::started_round);
    column.operator()<std::int32_t>(&N::returns);
    column.operator()<std::int16_t>(&N::outcome_rank);
    column.operator()<std::int32_t>(&N::revision);
    column.operator()<std::int32_t>(&N::attempt_count);
    column.operator()<std::int32_t>(&N::attempts_before);
    column.operator()<bool>(&N::cancel_requested);
    column.operator()<bool>(&N::address_from_profile);
    column.operator()<std::int32_t>(&N::type_version);
    column.operator()<std::int32_t>(&N::template_version);
    column.operator()<Time>(&N::created_at);
    column.operator()<Time>(&N::updated_at);
    column.operator()<Time>(&N::due_at);
    column.operator()<Time>(&N::first_due_at);
    column.operator()<Time>(&N::expires_at);
    column.operator()<std::string_view>(&N::template_locale);
    column.operator()<std::string_view>(&N::provider);
    column.operator()<std::string_view>(&N::address);
    column.operator()<std::string_view>(&N::detail);
    return {kInsertNotifications, std::move(p)};
}

Step insert_contents(const std::vector<core::DecidedNotification>& decided) {
    Parameters p;
    p.each<Uuid>(decided, [](const auto& d) { return d.notification.id; });
    p.each<std::string_view>(decided, [](const auto& d) { return std::string_view(d.content); });
    return {kInsertContents, std::move(p)};
}

Step refuse(std::string_view why) {
    Parameters p;
    p.add(why);
    return {kRefuse, std::move(p)};
}

Step join_event(const core::Notification& n, const core::EventKey& key) {
    Parameters p;
    p.add(n.id).add(signed_of(key.id_hash)).add(signed_of(key.rest_hash)).add(n.channel);
    return {kJoinEvent, std::move(p)};
}

void plan_notifications(const Changes& changes, const Assignment& assignment, Plan& plan) {
    const auto& decided = changes.notifications;
    if (decided.empty()) return;
    plan.steps.push_back(insert_notifications(decided, assignment.belongings));
    if (assignment.channel_twice) {
        plan.steps.push_back(refuse("an event has two notifications on one channel"));
    }
    for (std::size_t i = 0; i < decided.size(); ++i) {
        const Belonging& belonging = assignment.belongings[i];
        if (belonging.place > 0) continue;
        plan.steps.push_back(join_event(decided[i].notification, belonging.key));
    }
    plan.steps.push_back(insert_contents(decided));
    for (const auto& d : decided) ++plan.counters.states[core::index(d.notification.state)];
}

}  // namespace

void plan_new(const Changes& changes, Plan& plan) {
    auto events = new_events(changes);
    const Assignment assignment(changes, events);
    if (!changes.events.empty()) {
        plan.steps.push_back(refuse_cancelled(changes.events));
        plan.steps.push_back(insert_keys(changes.events, events));
        plan.steps.push_back(insert_events(changes.events, events));
        for (const auto& stored : changes.events) plan.counters.decided += sends_of(stored);
    }
    plan_notifications(changes, assignment, plan);
}

}  // namespace tidings::adapters::postgres
