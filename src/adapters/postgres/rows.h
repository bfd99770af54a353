#pragma once

#include <string>

#include "adapters/postgres/answer.h"
#include "ports/store_queries.h"

namespace tidings::adapters::postgres {

// Between rows and values. Each `read_…` expects the columns that the list beside it names.

// For each: channel, whether to send, reason, detail, and the recipient where it is not the event's.
std::string decisions_to_json(const std::vector<core::Decision>& decisions, const core::UserId& user);
std::vector<core::Decision> decisions_from(std::string_view text, const core::UserId& user);

// Where the rows of one recipient stand together. Others may share it, so the name is compared, too.
std::int64_t hash_of(const core::UserId& user);

// As the tables hold the hashes of an event's name.
inline std::int64_t signed_of(std::uint64_t hash) {
    return static_cast<std::int64_t>(hash);
}

// From `notifications n` and `events e`.
#define TIDINGS_PG_NOTIFICATION                                                                            \
    "n.id, e.source, e.event_id, e.type, n.type_version, e.user_id, n.channel, n.priority, n.state, "      \
    "n.reason, "                                                                                           \
    "n.detail, n.round, n.started_round, n.returns, n.outcome_rank, n.revision, n.attempt_count, "         \
    "n.attempts_before, n.cancel_requested, n.created_at, n.updated_at, n.due_at, n.first_due_at, "        \
    "n.expires_at, n.address, n.address_from_profile, n.provider, n.template_locale, n.template_version, " \
    "e.traceparent"
core::Notification read_notification(const Row& row);

// From `events e` and `event_keys k`.
#define TIDINGS_PG_EVENT                                                                           \
    "e.source, e.event_id, e.type, e.type_version, e.user_id, e.data, e.received_at, e.priority, " \
    "e.channels, e.send_at, e.expires_at, e.traceparent, k.body_hash, e.decisions, e.conflicts, "  \
    "e.decided_at, e.recipients"
ports::StoredEvent read_event(const Row& row);

// From `attempts a`.
#define TIDINGS_PG_ATTEMPT                                                                              \
    "a.notification, a.round, a.number, a.provider, a.started_at, a.finished_at, a.outcome, a.detail, " \
    "a.provider_id"
core::Attempt read_attempt(const Row& row);

// From `dead_records`.
#define TIDINGS_PG_DEAD "id, topic, partition, \"offset\", reason, detail, key, headers, value, at"
ports::DeadRecord read_dead(const Row& row);

// From `recipients`: user_id, version, erased, profile, revision, filled_from, erased_at.
core::Recipient read_recipient(const Row& row);

// From `suppressions`: channel, address, reason, at.
ports::Suppression read_suppression(const Row& row);

}  // namespace tidings::adapters::postgres
