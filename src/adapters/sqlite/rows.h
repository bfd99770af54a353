#pragma once

#include <string>

#include "adapters/sqlite/connection.h"
#include "ports/store_queries.h"

namespace tidings::adapters::sqlite {

// Between rows and values. Each `read_…` expects the columns that the list beside it names.

std::string headers_to_bytes(const ports::Headers& headers);
ports::Headers headers_from(std::string_view bytes);

std::string decisions_to_bytes(const std::vector<core::Decision>& decisions, const core::UserId& user);

std::string ids_to_bytes(const std::vector<core::NotificationId>& ids);
std::vector<core::NotificationId> ids_from(std::string_view bytes);
std::string users_to_bytes(const std::vector<core::UserId>& users);
std::vector<core::UserId> users_from(std::string_view bytes);

// Where the rows of one recipient stand together. Others may share it, so the name is compared, too.
std::int64_t hash_of(const core::UserId& user);

inline constexpr std::int64_t kChannelsOfEvent = 16;

// From `notifications n JOIN events e`.
#define TIDINGS_NOTIFICATION_COLUMNS                                                                         \
    "n.id, e.source, e.event_id, e.type, n.type_version, e.user, n.channel, n.priority, n.state, n.reason, " \
    "n.detail, n.round, n.started_round, n.returns, n.outcome_rank, n.revision, n.attempt_count, "           \
    "n.attempts_before, "                                                                                    \
    "n.cancel_requested, "                                                                                   \
    "n.created_at, n.updated_at, n.due_at, n.first_due_at, n.expires_at, n.address, "                        \
    "n.address_from_profile, n.provider, n.template_locale, n.template_version, e.traceparent"
core::Notification read_notification(const Statement& row);

// From `events`.
#define TIDINGS_EVENT_COLUMNS                                                                      \
    "source, event_id, type, type_version, user, data, received_at, priority, channels, send_at, " \
    "expires_at, "                                                                                 \
    "traceparent, body_hash, decisions, conflicts, decided_at, recipients"
ports::StoredEvent read_event(const Statement& row);

// From `attempts a`.
#define TIDINGS_ATTEMPT_COLUMNS                                                                         \
    "a.notification, a.round, a.number, a.provider, a.started_at, a.finished_at, a.outcome, a.detail, " \
    "a.provider_id"
core::Attempt read_attempt(const Statement& row);

// From `dead_records`.
#define TIDINGS_DEAD_COLUMNS "id, topic, partition, offset, reason, detail, key, headers, value, at"
ports::DeadRecord read_dead(const Statement& row);

// From `recipients`: user, version, erased, profile, revision, filled_from, erased_at.
core::Recipient read_recipient(const Statement& row);

// From `suppressions`: channel, address, reason, at.
ports::Suppression read_suppression(const Statement& row);

}  // namespace tidings::adapters::sqlite
