#include "adapters/postgres/rows.h"

#include "base/hash.h"

namespace tidings::adapters::postgres {

std::string decisions_to_json(const std::vector<core::Decision>& decisions, const core::UserId& user) {
    std::string out = "[";
    for (const core::Decision& d : decisions) {
        if (out.size() > 1) out += ',';
        out += fmt::format("[{},{},{},", core::index(d.channel), d.send ? 1 : 0, core::index(d.reason));
        json::write_string(d.detail, out);
        if (d.user != user) {
            out += ',';
            json::write_string(d.user.str(), out);
        }
        out += ']';
    }
    return out += ']';
}

namespace {

std::int64_t number_of(const json::array& values, std::size_t at) {
    return at < values.size() && values[at].is_int64() ? values[at].as_int64() : 0;
}

std::string text_of(const json::array& values, std::size_t at) {
    return at < values.size() && values[at].is_string() ? std::string(values[at].as_string()) : std::string();
}

// Stored as it was written by us; what cannot be read any more is shown as null.
json::value data_of(const Row& row, int column) {
    if (row.is_null(column)) return nullptr;
    auto data = json::read(row.bytes(column));
    return data ? std::move(*data) : json::value(nullptr);
}

ports::Headers headers_of(std::string_view array) {
    ports::Headers headers;
    const auto texts = elements_of(array);
    for (std::size_t i = 0; i + 1 < texts.size(); i += 2) headers.emplace_back(texts[i], texts[i + 1]);
    return headers;
}

}  // namespace

std::vector<core::Decision> decisions_from(std::string_view text, const core::UserId& user) {
    std::vector<core::Decision> decisions;
    const auto read = json::read(text);
    if (!read || !read->is_array()) return decisions;
    for (const auto& value : read->as_array()) {
        if (!value.is_array()) continue;
        const auto& parts = value.as_array();
        core::Decision d;
        d.user = parts.size() > 4 ? core::UserId(text_of(parts, 4)) : user;
        d.channel = word_of(number_of(parts, 0), core::kChannels);
        d.send = number_of(parts, 1) == 1;
        d.reason = word_of(number_of(parts, 2), core::kReasons);
        d.detail = text_of(parts, 3);
        decisions.push_back(std::move(d));
    }
    return decisions;
}

std::int64_t hash_of(const core::UserId& user) {
    const Sha256 hash = sha256(user.str());
    return static_cast<std::int64_t>(read_number({reinterpret_cast<const char*>(hash.data()), 8}));
}

core::Notification read_notification(const Row& row) {
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

ports::StoredEvent read_event(const Row& row) {
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
    e.send_at = row.time_or_nothing(9);
    e.expires_at = row.time_or_nothing(10);
    e.traceparent = row.text(11);
    stored.body_hash = row.text(12);
    stored.decisions = decisions_from(row.bytes(13), e.user);
    stored.conflicts = row.integer(14);
    stored.decided_at = row.time(15);
    e.recipients = row.as<std::int32_t>(16);
    return stored;
}

core::Attempt read_attempt(const Row& row) {
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

ports::DeadRecord read_dead(const Row& row) {
    return {row.uuid(0),
            {word_of(row.integer(1), core::kTopics), row.as<std::int32_t>(2)},
            row.integer(3),
            row.text(4),
            row.text(5),
            row.text(6),
            headers_of(row.bytes(7)),
            row.text(8),
            row.time(9)};
}

core::Recipient read_recipient(const Row& row) {
    // Written by us: faults would be those of an older program, and the rest of the profile still counts.
    core::Faults faults;
    const auto profile = json::read(row.bytes(3));
    auto recipient = core::Recipient::from_json(core::UserId(row.text(0)),
                                                profile ? *profile : json::value(json::object{}), faults);
    recipient.version = row.integer(1);
    recipient.erased = row.integer(2) != 0;
    return recipient;
}

ports::Suppression read_suppression(const Row& row) {
    return {word_of(row.integer(0), core::kChannels), row.text(1), row.text(2), row.time(3)};
}

}  // namespace tidings::adapters::postgres
