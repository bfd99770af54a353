#include <fmt/format.h>

#include "adapters/redis/keys.h"
#include "adapters/redis/message.h"
#include "base/hash.h"

namespace tidings::adapters::redis {
namespace {

using core::Task;

void member(std::string& out, std::string_view name, std::string_view text) {
    fmt::format_to(std::back_inserter(out), R"("{}":)", name);
    json::write_string(text, out);
    out += ',';
}

// RFC 3339 as a JSON string; null for a moment that has no such form, which is none that is ever reached.
std::string moment(Time t) {
    return has_rfc3339(t) ? fmt::format(R"("{}")", format_rfc3339(t)) : "null";
}

std::string write_body(const Task& task) {
    std::string out = "[[],{";
    out.reserve(task.content.size() + 600);
    const auto to = std::back_inserter(out);
    fmt::format_to(to, R"("notification_id":"{}","round":{},"attempt":{},)", task.id.notification.str(),
                   task.id.round, task.attempt);
    member(out, "user", task.user.str());
    member(out, "type", task.type.str());
    member(out, "channel", core::name(task.channel));
    member(out, "priority", core::name(task.priority));
    member(out, "address", task.address);
    fmt::format_to(to, R"("content":{},"good_until":{},)", task.content.empty() ? "null" : task.content,
                   moment(task.good_until));
    member(out, "traceparent", task.traceparent);
    fmt::format_to(to, R"("announce":{},"returns":{}}},)", task.announce, task.returns);
    return out + "{}]";
}

}  // namespace

std::string write_message(const Task& task, std::string_view queue, Time now) {
    const std::string id = task.id.str();
    const std::string body = base64_encode(write_body(task));
    std::string out;
    out.reserve(body.size() + 600);
    const auto to = std::back_inserter(out);
    // The order of these first members is what lua/common.lua and read_ours() look for.
    fmt::format_to(
        to, R"({{"headers":{{"id":"{}","tidings_lane":{},"tidings_pushed":{},"lang":"py","task":"{}",)", id,
        lane_number(task.channel, task.priority), to_micros(now), kDeliver);
    if (!task.traceparent.empty()) member(out, "traceparent", task.traceparent);
    fmt::format_to(to,
                   R"("expires":{},"ignore_result":true}},"properties":{{"delivery_info":{{"exchange":"",)"
                   R"("routing_key":"{}"}},"priority":{},"body_encoding":"base64","delivery_tag":"{}"}},)"
                   R"("content-type":"application/json","content-encoding":"utf-8","body":"{}"}})",
                   moment(task.good_until), queue, step(task.priority), id, body);
    return out;
}

}  // namespace tidings::adapters::redis
