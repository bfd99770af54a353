#include "adapters/sqlite/rows.h"

#include "adapters/shared/sql_rows.h"
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
        d.channel = Statement::word_of(static_cast<std::int64_t>(in.number()), core::kChannels);
        d.send = in.number() == 1;
        d.reason = Statement::word_of(static_cast<std::int64_t>(in.number()), core::kReasons);
        d.detail = in.text();
        decisions.push_back(std::move(d));
    }
    return decisions;
}

}  // namespace

core::Notification read_notification(const Statement& row) {
    return shared::notification_of(row);
}

ports::StoredEvent read_event(const Statement& row) {
    ports::StoredEvent stored = shared::event_of(row);
    stored.decisions = decisions_from(row.bytes(13), stored.event.user);
    return stored;
}

core::Attempt read_attempt(const Statement& row) {
    return shared::attempt_of(row);
}

ports::DeadRecord read_dead(const Statement& row) {
    return shared::dead_of(row, headers_from(row.bytes(7)));
}

core::Recipient read_recipient(const Statement& row) {
    return shared::recipient_of(row);
}

ports::Suppression read_suppression(const Statement& row) {
    return shared::suppression_of(row);
}

}  // namespace tidings::adapters::sqlite
