#pragma once

#include <utility>

#include "base/json.h"
#include "ports/store_queries.h"

// What the rows of every SQL store say, by the columns that its rows.h lists in this order. A Row has, by
// column: is_null, bytes, integer, as, text, time, time_or_nothing, uuid and word.
namespace tidings::adapters::shared {

// Rows hold the numbers of these words, and a program that does not know one cannot read the row. So a new
// word comes with a migration, which older programs refuse: raise the count here together with it.
static_assert(core::kChannels.size() == 3 && core::kReasons.size() == 22 && core::kStates.size() == 8 &&
              core::kOutcomeKinds.size() == 9);

template <class Row>
core::Notification notification_of(const Row& row) {
    core::Notification n;
    int c = -1;
    n.id = row.uuid(++c);
    n.source = core::Source(row.text(++c));
    n.event_id = core::EventId(row.text(++c));
    n.type = core::TypeName(row.text(++c));
    n.type_version = row.template as<std::int32_t>(++c);
    n.user = core::UserId(row.text(++c));
    n.channel = row.word(++c, core::kChannels);
    n.priority = row.word(++c, core::kPriorities);
    n.state = row.word(++c, core::kStates);
    n.reason = row.word(++c, core::kReasons);
    n.detail = row.text(++c);
    n.round = row.template as<core::Round>(++c);
    n.started_round = row.template as<core::Round>(++c);
    n.returns = row.template as<int>(++c);
    n.outcome_rank = row.template as<int>(++c);
    n.revision = row.template as<std::int32_t>(++c);
    n.attempt_count = row.template as<int>(++c);
    n.attempts_before = row.template as<int>(++c);
    n.cancel_requested = row.integer(++c) != 0;
    n.created_at = row.time(++c);
    n.updated_at = row.time(++c);
    n.due_at = row.time(++c);
    n.first_due_at = row.time(++c);
    n.expires_at = row.time(++c);
    n.address = row.text(++c);
    n.address_from_profile = row.integer(++c) != 0;
    n.provider = row.text(++c);
    n.template_locale = row.text(++c);
    n.template_version = row.template as<std::int32_t>(++c);
    n.traceparent = row.text(++c);
    return n;
}

// Data is stored as it was written by us; what cannot be read any more is shown as null.
template <class Row>
json::value data_of(const Row& row, int column) {
    if (row.is_null(column)) return nullptr;
    auto data = json::read(row.bytes(column));
    return data ? std::move(*data) : json::value(nullptr);
}

// All but the decisions, which are in column 13.
template <class Row>
ports::StoredEvent event_of(const Row& row) {
    ports::StoredEvent stored;
    core::Event& e = stored.event;
    e.source = core::Source(row.text(0));
    e.id = core::EventId(row.text(1));
    e.type = core::TypeName(row.text(2));
    e.type_version = row.template as<std::int32_t>(3);
    e.user = core::UserId(row.text(4));
    e.data = data_of(row, 5);
    e.received_at = row.time(6);
    if (!row.is_null(7)) e.priority = row.word(7, core::kPriorities);
    if (!row.is_null(8)) {
        e.channels.emplace();
        for (const char channel : row.bytes(8)) e.channels->push_back(Row::word_of(channel, core::kChannels));
    }
    e.send_at = row.time_or_nothing(9);
    e.expires_at = row.time_or_nothing(10);
    e.traceparent = row.text(11);
    stored.body_hash = row.text(12);
    stored.conflicts = row.integer(14);
    stored.decided_at = row.time(15);
    e.recipients = row.template as<std::int32_t>(16);
    return stored;
}

template <class Row>
core::Attempt attempt_of(const Row& row) {
    return {row.uuid(0),
            row.template as<core::Round>(1),
            row.template as<int>(2),
            row.text(3),
            row.time(4),
            row.time(5),
            row.word(6, core::kOutcomeKinds),
            row.text(7),
            row.text(8)};
}

// Its headers are in column 7.
template <class Row>
ports::DeadRecord dead_of(const Row& row, ports::Headers headers) {
    return {row.uuid(0),        {row.word(1, core::kTopics), row.template as<std::int32_t>(2)},
            row.integer(3),     row.text(4),
            row.text(5),        row.text(6),
            std::move(headers), row.text(8),
            row.time(9)};
}

template <class Row>
core::Recipient recipient_of(const Row& row) {
    // Written by us: faults would be those of another version, and the rest of the profile still counts.
    core::Faults faults;
    const auto profile = json::read(row.bytes(3));
    auto recipient = core::Recipient::from_json(core::UserId(row.text(0)),
                                                profile ? *profile : json::value(json::object{}), faults,
                                                core::Unknown::is_kept);
    recipient.version = row.integer(1);
    recipient.erased = row.integer(2) != 0;
    recipient.revision = row.integer(4);
    recipient.filled_from = row.integer(5);
    recipient.erased_at = row.integer(6);
    return recipient;
}

template <class Row>
ports::Suppression suppression_of(const Row& row) {
    return {row.word(0, core::kChannels), row.text(1), row.text(2), row.time(3)};
}

}  // namespace tidings::adapters::shared
