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
    return out + R"({"callbacks":null,"errbacks":null,"chain":null,"chord":null}])";
}

// As Python would show the arguments, without what is a person's.
std::string shown(const Task& task) {
    return fmt::format("{{'notification_id': '{}', 'round': {}, 'attempt': {}, 'channel': '{}'}}",
                       task.id.notification.str(), task.id.round, task.attempt, core::name(task.channel));
}

}  // namespace

std::string write_rest(const Task& task, std::string_view queue) {
    const std::string id = task.id.str();
    std::string trace;
    if (!task.traceparent.empty()) member(trace, "traceparent", task.traceparent);
    return fmt::format(
        R"(,"lang":"py","task":"{}",{}"shadow":null,"eta":null,"expires":{},"group":null,"group_index":null,)"
        R"("retries":0,"timelimit":[null,null],"root_id":"{}","parent_id":null,"argsrepr":"[]",)"
        R"("kwargsrepr":"{}","origin":"tidings","ignore_result":true}},"properties":{{"correlation_id":"{}",)"
        R"("delivery_mode":2,"delivery_info":{{"exchange":"","routing_key":"{}"}},"priority":{},)"
        R"("body_encoding":"base64","delivery_tag":"{}"}},"content-type":"application/json",)"
        R"("content-encoding":"utf-8","body":"{}"}})",
        kDeliver, trace, moment(task.good_until), id, shown(task), id, queue, step(task.priority), id,
        base64_encode(write_body(task)));
}

}  // namespace tidings::adapters::redis
