#include "adapters/sqlite/rows.h"

#include "adapters/sqlite/codec.h"
#include "base/hash.h"

namespace tidings::adapters::sqlite {

std::string headers_to_bytes(const ports::Headers& headers) {
    Writer out;
    for (const auto& [name, value] : headers) out.text(name).text(value);
    return out.bytes();
}

ports::Headers headers_from(std::string_view bytes) {
    ports::Headers headers;
    Reader in(bytes);
    while (!in.at_end()) {
        std::string name(in.text());
        headers.emplace_back(std::move(name), in.text());
    }
    return headers;
}

// For each: the recipient (empty where it is the event's), channel, whether to send, reason, detail.
std::string decisions_to_bytes(const std::vector<core::Decision>& decisions, const core::UserId& user) {
    Writer out;
    for (const core::Decision& d : decisions) {
        out.text(d.user == user ? std::string_view() : d.user.str());
        out.number(core::index(d.channel))
            .number(d.send ? 1 : 0)
            .number(core::index(d.reason))
            .text(d.detail);
    }
    return out.bytes();
}

std::string ids_to_bytes(const std::vector<core::NotificationId>& ids) {
    std::string out;
    out.reserve(ids.size() * 16);
    for (const auto& id : ids) out += id.raw();
    return out;
}

std::vector<core::NotificationId> ids_from(std::string_view bytes) {
    std::vector<core::NotificationId> ids(bytes.size() / 16);
    for (std::size_t i = 0; i < ids.size(); ++i)
        bytes.copy(reinterpret_cast<char*>(ids[i].bytes.data()), 16, i * 16);
    return ids;
}

std::string users_to_bytes(const std::vector<core::UserId>& users) {
    Writer writer;
    for (const auto& user : users) writer.text(user.str());
    return writer.bytes();
}

std::vector<core::UserId> users_from(std::string_view bytes) {
    std::vector<core::UserId> users;
    for (Reader reader(bytes); !reader.at_end();) users.emplace_back(std::string(reader.text()));
    return users;
}

std::int64_t hash_of(const core::UserId& user) {
    const Sha256 hash = sha256(user.str());
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < 8; ++i) value = (value << 8U) | hash[i];
    return static_cast<std::int64_t>(value);
}

namespace {

std::vector<core::Decision> decisions_from(std::string_view bytes, const core::UserId& user) {
    std::vector<core::Decision> decisions;
    Reader in(bytes);
    while (!in.at_end()) {
        core::Decision d;
        const auto other = in.text();
        d.user = other.empty() ? user : core::UserId(std::string(other));
        d.channel = word_of(static_cast<std::int64_t>(in.number()), core::kChannels);
        d.send = in.number() == 1;
        d.reason = word_of(static_cast<std::int64_t>(in.number()), core::kReasons);
        d.detail = in.text();
        decisions.push_back(std::move(d));
    }
    return decisions;
}

std::optional<Time> time_or_nothing(const Statement& row, int column) {
    if (row.is_null(column)) return std::nullopt;
    return row.time(column);
}

// Data is stored as it was written by us; what cannot be read any more is shown as null.
json::value data_of(const Statement& row, int column) {
    if (row.is_null(column)) return nullptr;
    auto data = json::read(row.bytes(column));
    return data ? std::move(*data) : json::value(nullptr);
}

}  // namespace

core::Notification read_notification(const Statement& row) {
    core::Notification n;
    int c = -1;
    n.id = row.uuid(++c);
    n.source = core::Source(row.text(++c));
    n.event_id = core::EventId(row.text(++c));
    n.type = core::TypeName(row.text(++c));
    n.type_version = row.as<std::int32_t>(++c);
    n.user = core::UserId(row.text(++c));
    n.channel = word_of(row.integer(++c), core::kChannels);
    n.priority = word_of(row.integer(++c), core::kPriorities);
    n.state = word_of(row.integer(++c), core::kStates);
    n.reason = word_of(row.integer(++c), core::kReasons);
    n.detail = row.text(++c);
    n.round = row.as<core::Round>(++c);
    n.started_round = row.as<core::Round>(++c);
    n.returns = row.as<int>(++c);
    n.outcome_rank = row.as<int>(++c);
    n.revision = row.as<std::int32_t>(++c);
    n.attempt_count = row.as<int>(++c);
    n.attempts_before = row.as<int>(++c);
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
    n.template_version = row.as<std::int32_t>(++c);
    n.traceparent = row.text(++c);
    return n;
}

ports::StoredEvent read_event(const Statement& row) {
    ports::StoredEvent stored;
    core::Event& e = stored.event;
    e.source = core::Source(row.text(0));
    e.id = core::EventId(row.text(1));
    e.type = core::TypeName(row.text(2));
    e.type_version = row.as<std::int32_t>(3);
    e.user = core::UserId(row.text(4));
    e.data = data_of(row, 5);
    e.received_at = row.time(6);
    if (!row.is_null(7)) e.priority = word_of(row.integer(7), core::kPriorities);
    if (!row.is_null(8)) {
        e.channels.emplace();
        for (const char channel : row.bytes(8)) e.channels->push_back(word_of(channel, core::kChannels));
    }
    e.send_at = time_or_nothing(row, 9);
    e.expires_at = time_or_nothing(row, 10);
    e.traceparent = row.text(11);
    stored.body_hash = row.text(12);
    stored.decisions = decisions_from(row.bytes(13), e.user);
    stored.conflicts = row.integer(14);
    stored.decided_at = row.time(15);
    e.recipients = row.as<std::int32_t>(16);
    return stored;
}

core::Attempt read_attempt(const Statement& row) {
    return {row.uuid(0),
            row.as<core::Round>(1),
            row.as<int>(2),
            row.text(3),
            row.time(4),
            row.time(5),
            word_of(row.integer(6), core::kOutcomeKinds),
            row.text(7),
            row.text(8)};
}

ports::DeadRecord read_dead(const Statement& row) {
    return {row.uuid(0),
            {word_of(row.integer(1), core::kTopics), row.as<std::int32_t>(2)},
            row.integer(3),
            row.text(4),
            row.text(5),
            row.text(6),
            headers_from(row.bytes(7)),
            row.text(8),
            row.time(9)};
}

core::Recipient read_recipient(const Statement& row) {
    // Written by us: faults would be those of an older program, and the rest of the profile still counts.
    core::Faults faults;
    const auto profile = json::read(row.bytes(3));
    auto recipient = core::Recipient::from_json(core::UserId(row.text(0)),
                                                profile ? *profile : json::value(json::object{}), faults);
    recipient.version = row.integer(1);
    recipient.erased = row.integer(2) != 0;
    return recipient;
}

}  // namespace tidings::adapters::sqlite
