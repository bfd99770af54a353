#pragma once

#include "adapters/sqlite/rows.h"

// The reads that must stay on their indexes however large the tables are; a test looks at their plans.
namespace tidings::adapters::sqlite {

#define TIDINGS_SELECT_NOTIFICATIONS \
    "SELECT " TIDINGS_NOTIFICATION_COLUMNS " FROM notifications n JOIN events e ON e.seq = n.seq / 16 "

inline constexpr const char* kNotification = TIDINGS_SELECT_NOTIFICATIONS "WHERE n.id = ?";
inline constexpr const char* kDue = TIDINGS_SELECT_NOTIFICATIONS
    "WHERE n.state = 0 AND n.channel = ? AND n.priority = ? AND n.due_at <= ? ORDER BY n.due_at, n.id LIMIT "
    "?";
inline constexpr const char* kAnyDue =
    "SELECT 1 FROM notifications WHERE state = 0 AND channel = ? AND priority = ? AND due_at <= ? LIMIT 1";
inline constexpr const char* kWaitingOf = TIDINGS_SELECT_NOTIFICATIONS
    "WHERE n.state IN (0, 1) AND n.user_hash = ? AND e.user = ? AND n.id > ? "
    "ORDER BY n.id LIMIT ?";
inline constexpr const char* kQueued =
    TIDINGS_SELECT_NOTIFICATIONS "WHERE n.state = 1 AND n.id > ? ORDER BY n.id LIMIT ?";
inline constexpr const char* kOutgoing =
    "SELECT id, created_at, notifications, changed_users FROM outgoing WHERE created_at < ? "
    "ORDER BY created_at, id LIMIT ?";
inline constexpr const char* kOldestEvents =
    "SELECT seq, decided_at, source, event_id, user FROM events WHERE seq >= ? ORDER BY seq LIMIT ?";
inline constexpr const char* kNotificationsOfEvent =
    "SELECT id, state FROM notifications WHERE seq BETWEEN ? AND ?";
#define TIDINGS_OLD_CANCELLATIONS \
    "SELECT source, event_id FROM cancelled_events WHERE at < ? ORDER BY at, source, event_id LIMIT ?"
#define TIDINGS_OLD_DEAD_RECORDS "SELECT id FROM dead_records WHERE at < ? ORDER BY at LIMIT ?"
inline constexpr const char* kEventsById =
    "SELECT " TIDINGS_EVENT_COLUMNS
    " FROM events WHERE seq IN (SELECT event_seq FROM event_keys WHERE id_hash = ?) AND event_id = ? "
    "ORDER BY seq";
inline constexpr const char* kCancelledEvent =
    "SELECT 1 FROM cancelled_events WHERE source = ? AND event_id = ?";
inline constexpr const char* kAttemptsOf =
    "SELECT " TIDINGS_ATTEMPT_COLUMNS " FROM attempts a WHERE a.notification = ? ORDER BY a.seq";
inline constexpr const char* kOutbox =
    "SELECT " TIDINGS_ATTEMPT_COLUMNS
    ", n.channel, n.address, c.content, a.seq FROM attempts a JOIN notifications n ON n.id = a.notification "
    "LEFT JOIN contents c ON c.seq = n.seq WHERE a.provider = 'outbox' AND a.seq < ? ORDER BY a.seq DESC "
    "LIMIT ?";

}  // namespace tidings::adapters::sqlite
