#pragma once

#include "adapters/postgres/rows.h"

// The reads that must stay on their indexes however large the tables are; a test looks at their plans.
namespace tidings::adapters::postgres {

#define TIDINGS_PG_EVENT_OF_N "JOIN events e ON e.seq = n.event "
#define TIDINGS_PG_SELECT_N "SELECT " TIDINGS_PG_NOTIFICATION " FROM notifications n " TIDINGS_PG_EVENT_OF_N
#define TIDINGS_PG_BY_IDS "FROM unnest($1::uuid[]) AS u(id) "

inline constexpr const char* kNotifications = "SELECT " TIDINGS_PG_NOTIFICATION " " TIDINGS_PG_BY_IDS
                                              "JOIN notifications n ON n.id = u.id " TIDINGS_PG_EVENT_OF_N;
inline constexpr const char* kContents =
    "SELECT c.notification, c.content " TIDINGS_PG_BY_IDS "JOIN contents c ON c.notification = u.id";
inline constexpr const char* kAttempts = "SELECT " TIDINGS_PG_ATTEMPT
                                         " FROM unnest($1::uuid[], $2::int4[]) WITH ORDINALITY "
                                         "AS u(id, round, place) JOIN attempts a ON a.notification = u.id "
                                         "AND a.round = u.round ORDER BY u.place, a.provider";
inline constexpr const char* kKnownEvents =
    "SELECT k.id_hash, k.rest_hash, k.body_hash FROM unnest($1::int8[], $2::int8[]) AS u(id_hash, rest_hash) "
    "JOIN event_keys k ON k.id_hash = u.id_hash AND k.rest_hash = u.rest_hash";
inline constexpr const char* kRecipients =
    "SELECT r.user_id, r.version, r.erased, r.profile, r.revision, r.filled_from, r.erased_at "
    "FROM unnest($1::text[]) AS u(user_id) JOIN recipients r ON r.user_id = u.user_id";
inline constexpr const char* kSuppressed =
    "SELECT s.channel, s.address FROM unnest($1::int2[], $2::text[]) AS u(channel, address) "
    "JOIN suppressions s ON s.channel = u.channel AND s.address = u.address";
inline constexpr const char* kCancelled =
    "SELECT c.source, c.event_id FROM unnest($1::text[], $2::text[]) AS u(source, event_id) "
    "JOIN cancelled_events c ON c.source = u.source AND c.event_id = u.event_id";

#define TIDINGS_PG_DUE \
    "n.state = 0 AND n.channel = $1::int8 AND n.priority = $2::int8 AND n.due_at <= $3::timestamptz "
inline constexpr const char* kDue =
    TIDINGS_PG_SELECT_N "WHERE " TIDINGS_PG_DUE "ORDER BY n.due_at, n.id LIMIT $4::int8";
// By lane, whoever has claimed what is due there. $1 and $2: the lanes.
inline constexpr const char* kDueLanes =
    "SELECT l.channel, l.priority FROM unnest($1::int2[], $2::int2[]) AS l(channel, priority), "
    "LATERAL (SELECT FROM notifications n WHERE n.state = 0 AND n.channel = l.channel "
    "AND n.priority = l.priority AND n.due_at <= $3::timestamptz LIMIT 1) AS found";
// Gives what nobody else has claimed, or is writing to, and claims it. $5: who, $6: for how many seconds.
inline constexpr const char* kClaimDue =
    "WITH found AS MATERIALIZED (SELECT n.id FROM notifications n WHERE " TIDINGS_PG_DUE
    "AND (n.claimed_until IS NULL OR n.claimed_until < now() OR n.claimed_by = $5::int8) "
    "ORDER BY n.due_at, n.id LIMIT $4::int8 FOR UPDATE SKIP LOCKED), "
    "claimed AS (UPDATE notifications n SET claimed_by = $5::int8, "
    "claimed_until = now() + make_interval(secs => $6::int8) FROM found f WHERE n.id = f.id RETURNING n.*) "
    "SELECT " TIDINGS_PG_NOTIFICATION " FROM claimed n " TIDINGS_PG_EVENT_OF_N "ORDER BY n.due_at, n.id";
inline constexpr const char* kWaitingOf = TIDINGS_PG_SELECT_N
    "WHERE n.state IN (0, 1) AND n.user_hash = $1::int8 AND e.user_id = $2::text AND n.id > $3::uuid "
    "ORDER BY n.id LIMIT $4::int8";
inline constexpr const char* kQueued =
    TIDINGS_PG_SELECT_N "WHERE n.state = 1 AND n.id > $1::uuid ORDER BY n.id LIMIT $2::int8";
inline constexpr const char* kOutgoing =
    "SELECT id, created_at, notifications, changed_users FROM outgoing WHERE created_at < $1::timestamptz "
    "ORDER BY created_at, id LIMIT $2::int8";

#define TIDINGS_PG_SELECT_E "SELECT " TIDINGS_PG_EVENT " FROM event_keys k JOIN events e ON e.seq = k.event "
inline constexpr const char* kEvent =
    TIDINGS_PG_SELECT_E "WHERE k.id_hash = $1::int8 AND k.rest_hash = $2::int8";
inline constexpr const char* kEventsById =
    TIDINGS_PG_SELECT_E "WHERE k.id_hash = $1::int8 AND e.event_id = $2::text ORDER BY e.seq";
inline constexpr const char* kAttemptsOf =
    "SELECT " TIDINGS_PG_ATTEMPT " FROM attempts a WHERE a.notification = $1::uuid ORDER BY a.seq";
inline constexpr const char* kOutbox =
    "SELECT " TIDINGS_PG_ATTEMPT
    ", n.channel, n.address, c.content, a.seq FROM attempts a JOIN notifications n ON n.id = a.notification "
    "LEFT JOIN contents c ON c.notification = n.id WHERE a.provider = 'outbox' AND a.seq < $1::int8 "
    "ORDER BY a.seq DESC LIMIT $2::int8";

inline constexpr const char* kOldestEvents =
    "SELECT seq, decided_at, source, event_id, user_id, notifications FROM events WHERE seq >= $1::int8 "
    "ORDER BY seq LIMIT $2::int8";

}  // namespace tidings::adapters::postgres
