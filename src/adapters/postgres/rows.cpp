#include "adapters/postgres/rows.h"

#include "adapters/shared/sql_rows.h"
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
        d.channel = Row::word_of(number_of(parts, 0), core::kChannels);
        d.send = number_of(parts, 1) == 1;
        d.reason = Row::word_of(number_of(parts, 2), core::kReasons);
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
    return shared::notification_of(row);
}

ports::StoredEvent read_event(const Row& row) {
    ports::StoredEvent stored = shared::event_of(row);
    stored.decisions = decisions_from(row.bytes(13), stored.event.user);
    return stored;
}

core::Attempt read_attempt(const Row& row) {
    return shared::attempt_of(row);
}

ports::DeadRecord read_dead(const Row& row) {
    return shared::dead_of(row, headers_of(row.bytes(7)));
}

core::Recipient read_recipient(const Row& row) {
    return shared::recipient_of(row);
}

ports::Suppression read_suppression(const Row& row) {
    return shared::suppression_of(row);
}

}  // namespace tidings::adapters::postgres
