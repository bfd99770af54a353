#pragma once

#include <string>

#include <fmt/format.h>

#include "base/hash.h"
#include "core/words.h"
#include "ports/store_queries.h"

// Rows to write, each with something in every field, so that a field that a store forgets is missed.
namespace tidings::testing {

using core::Channel;
using core::Priority;
using core::State;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

inline Time sample_time(std::int64_t second) {
    return Time{std::chrono::sys_days{std::chrono::January / 15 / 2026}} + seconds{second} + Duration{123456};
}

// Sample ids rise with `number`.
inline Uuid sample_id(int number) {
    std::array<std::uint8_t, 10> rest{};
    rest[9] = static_cast<std::uint8_t>(number);
    rest[8] = static_cast<std::uint8_t>(number >> 8);
    return Uuid::from(sample_time(number), rest);
}

inline ports::StoredEvent sample_event(int number, const std::string& user = "user-1") {
    ports::StoredEvent stored;
    auto& e = stored.event;
    e.source = core::Source("shop");
    e.id = core::EventId("event-" + std::to_string(number));
    e.type = core::TypeName("order.completed");
    e.type_version = 3;
    e.user = core::UserId(user);
    e.data = json::object{{"order_id", number}, {"total", 19.99}, {"note", "grüße"}};
    e.received_at = sample_time(number);
    e.recipients = 7;
    e.priority = Priority::high;
    e.channels = std::vector{Channel::sms, Channel::email};
    e.send_at = sample_time(number + 1);
    e.expires_at = sample_time(number + 2);
    e.traceparent = "00-trace-" + std::to_string(number);
    stored.body_hash = e.body_hash();
    stored.decisions = {{e.user, Channel::email, true, core::Reason::ok, ""},
                        {e.user, Channel::sms, false, core::Reason::no_address, "has no phone"}};
    stored.decided_at = sample_time(number + 3);
    return stored;
}

inline core::DecidedNotification sample_notification(int number, const ports::StoredEvent& of,
                                                     Channel channel = Channel::email) {
    core::Notification n;
    n.id = sample_id(number);
    n.source = of.event.source;
    n.event_id = of.event.id;
    n.type = of.event.type;
    n.type_version = of.event.type_version;
    n.user = of.event.user;
    n.channel = channel;
    n.priority = Priority::normal;
    n.state = State::scheduled;
    n.reason = core::Reason::delayed;
    n.detail = "waits";
    n.started_round = 2;
    n.returns = 1;
    n.created_at = sample_time(number);
    n.updated_at = sample_time(number);
    n.due_at = sample_time(number + 60);
    n.first_due_at = sample_time(number + 50);
    n.expires_at = sample_time(number + 3600);
    n.address = "a@example.org";
    n.address_from_profile = true;
    n.provider = "smtp";
    n.template_locale = "de";
    n.template_version = 4;
    n.traceparent = of.event.traceparent;
    return {n, R"({"text":"hello )" + std::to_string(number) + "\"}"};
}

inline core::Attempt sample_attempt(core::NotificationId id, core::Round round = 1,
                                    const std::string& provider = "smtp") {
    return {id,
            round,
            round,
            provider,
            sample_time(round),
            sample_time(round + 1),
            core::OutcomeKind::retry,
            "451 later",
            "provider-" + std::to_string(round)};
}

inline ports::DeadRecord sample_dead(int number) {
    return {sample_id(number),
            {core::Topic::events, 0},
            number,
            "unreadable",
            "not JSON",
            "user-1",
            {{"content-type", "x"}, {"content-type", "y"}},
            std::string("\0\xff raw", 6),
            sample_time(number)};
}

inline ports::Suppression sample_suppression(const std::string& address, Channel channel = Channel::email) {
    return {channel, address, "bounced", sample_time(1)};
}

inline core::Recipient sample_recipient(const std::string& user) {
    core::Recipient r;
    r.user = core::UserId(user);
    r.version = 7;
    r.revision = 1;
    r.filled_from = 5;
    r.erased_at = 4;
    r.email = "a@example.org";
    r.phone = "+491701234567";
    r.push_tokens = {{"token-1", "ios"}, {"token-2", ""}};
    r.locale = "de-DE";
    r.timezone = "Europe/Berlin";
    r.channels = {{Channel::sms, false}};
    r.categories = {{"orders", false}};
    r.quiet_hours = core::QuietHours{std::chrono::hours{22}, std::chrono::hours{8}};
    return r;
}

// A whole row as text, so that two are compared, and a difference is shown, field by field.
inline std::string describe(const core::Notification& n) {
    return fmt::format(
        "{} source={} event={} type={}/{} user={} {}/{} state={} reason={} detail={} round={} started={} "
        "returns={} "
        "rank={} rev={} "
        "attempts={}/{} cancel={} created={} updated={} due={} first={} expires={} address={}/{} provider={} "
        "template={}/{} trace={}",
        n.id.str(), n.source.str(), n.event_id.str(), n.type.str(), n.type_version, n.user.str(),
        name(n.channel), name(n.priority), name(n.state), name(n.reason), n.detail, n.round, n.started_round,
        n.returns, n.outcome_rank, n.revision, n.attempt_count, n.attempts_before, n.cancel_requested,
        to_micros(n.created_at), to_micros(n.updated_at), to_micros(n.due_at), to_micros(n.first_due_at),
        to_micros(n.expires_at), n.address, n.address_from_profile, n.provider, n.template_locale,
        n.template_version, n.traceparent);
}
inline std::string describe(const core::Attempt& a) {
    return fmt::format("{}.{} number={} provider={} {}..{} outcome={} detail={} id={}", a.notification.str(),
                       a.round, a.number, a.provider, to_micros(a.started_at), to_micros(a.finished_at),
                       name(a.outcome), a.detail, a.provider_id);
}
inline std::string describe(const std::optional<Time>& t) {
    return t ? std::to_string(to_micros(*t)) : "-";
}
inline std::string describe(const ports::StoredEvent& s) {
    const auto& e = s.event;
    std::string out = fmt::format(
        "{} {} {}/{} user={} data={} received={} recipients={} priority={} send={} expires={} trace={} ",
        e.source.str(), e.id.str(), e.type.str(), e.type_version, e.user.str(), json::write(e.data),
        to_micros(e.received_at), e.recipients, e.priority ? name(*e.priority) : "-", describe(e.send_at),
        describe(e.expires_at), e.traceparent);
    if (e.channels) {
        for (const Channel c : *e.channels) out += fmt::format("[{}]", name(c));
    }
    out += fmt::format(" hash={} conflicts={} decided={}", to_hex(s.body_hash), s.conflicts,
                       to_micros(s.decided_at));
    for (const auto& d : s.decisions) out += " " + json::write(d.to_json());
    return out;
}
inline std::string describe(const ports::DeadRecord& r) {
    std::string out = fmt::format("{} {}/{}@{} {} {} key={} value={} at={}", r.id.str(),
                                  name(r.partition.topic), r.partition.number, r.offset, r.reason, r.detail,
                                  r.key, to_hex(r.value), to_micros(r.at));
    for (const auto& [key, value] : r.headers) out += fmt::format(" {}={}", key, value);
    return out;
}
inline std::string describe(const ports::Suppression& s) {
    return fmt::format("{} {} {} {}", name(s.channel), s.address, s.reason, to_micros(s.at));
}
inline std::string describe(const ports::OutboxEntry& e) {
    return fmt::format("{} channel={} address={} content={}", describe(e.attempt), name(e.channel), e.address,
                       e.content);
}
inline std::string describe(const ports::Outgoing& o) {
    std::string out = fmt::format("{} at {}:", o.id.str(), to_micros(o.created_at));
    for (const auto& id : o.notifications) out += " " + id.str();
    return out;
}
inline std::string describe(const core::Ledger& l) {
    return json::write(l.to_json());
}
template <class T>
std::vector<std::string> describe_all(const std::vector<T>& items) {
    std::vector<std::string> out;
    for (const auto& item : items) out.push_back(describe(item));
    return out;
}

}  // namespace tidings::testing
