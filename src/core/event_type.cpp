#include "core/event_type.h"

#include <algorithm>

#include "core/address.h"
#include "core/channel_list.h"

namespace tidings::core {
namespace {

// `newer`: where what nobody here knows goes; none: it is a fault.
std::map<Channel, std::string> read_address(Members& members, Faults& faults, json::object* newer) {
    std::map<Channel, std::string> out;
    json::object others;
    const auto* object = members.object("address");
    if (!object) return out;
    for (const auto& item : *object) {
        std::string pointer = members.pointer_to("address");
        json::append_token(pointer, item.key());
        const auto channel = parse_channel(item.key());
        const auto* text = item.value().if_string();
        if (!channel && newer)
            others.emplace(item.key(), item.value());
        else if (!channel)
            faults.push_back({pointer, "must be one of email, sms, push"});
        else if (!text || text->empty() || (*text)[0] != '/') {
            faults.push_back({pointer, "must be a JSON Pointer into the data, such as /email"});
        } else {
            out[*channel] = *text;
        }
    }
    if (!others.empty()) newer->emplace("address", std::move(others));
    return out;
}

constexpr std::chrono::days kWaitMax{366};  // beyond it a sum of times might overflow
constexpr std::size_t kRetriesMax = 20;

std::optional<Duration> read_expiry(Members& members) {
    const auto text = members.text("expires_after");
    if (!text) return std::nullopt;
    const auto d = parse_duration(*text);
    if (d && *d > Duration::zero() && *d <= kWaitMax) return *d;
    members.fault("expires_after", "must be a duration such as 1h30m, up to 366d");
    return std::nullopt;
}

std::vector<Duration> read_delays(const json::array& texts, const std::string& pointer, Faults& faults) {
    std::vector<Duration> out;
    if (texts.size() > kRetriesMax) {
        faults.push_back({pointer, "must have at most 20 items"});
        return out;
    }
    for (std::size_t i = 0; i < texts.size(); ++i) {
        const auto* text = texts[i].if_string();
        const auto d = text ? parse_duration(*text) : Result<Duration>(invalid(""));
        if (d && *d <= kWaitMax)
            out.push_back(*d);
        else
            faults.push_back(
                {pointer + "/" + std::to_string(i), "must be a duration such as 5m, up to 366d"});
    }
    return out;
}

std::optional<RetryPolicy> read_retry(Members& members, Faults& faults, json::object* newer) {
    const json::value* v = members.any("retry");
    if (!v) return std::nullopt;
    json::object others;
    Members retry(*v, members.pointer_to("retry"), faults, newer ? &others : nullptr);
    RetryPolicy policy;
    if (const auto* delays = retry.array("delays")) {
        policy.delays = read_delays(*delays, retry.pointer_to("delays"), faults);
    }
    if (const json::value* jitter = retry.any("jitter")) {
        const bool number = jitter->is_number();
        policy.jitter = number ? jitter->to_number<double>() : 0;
        if (!number || policy.jitter < 0 || policy.jitter > 0.5)
            retry.fault("jitter", "must be a number from 0 to 0.5");
    }
    retry.finish();
    if (!others.empty()) newer->emplace("retry", std::move(others));
    return policy;
}

bool read_hold(Members& members) {
    const auto text = members.text("unknown_outcome");
    if (text && *text != "retry" && *text != "hold")
        members.fault("unknown_outcome", "must be retry or hold");
    return text == "hold";
}

}  // namespace

EventType EventType::from_json(const TypeName& name, const json::value& v, Faults& faults, Unknown unknown) {
    EventType type;
    type.name = name;
    json::object* const newer = unknown == Unknown::is_kept ? &type.newer : nullptr;
    Members members(v, "", faults, newer);
    if (!v.is_object()) return type;
    if (const json::value* schema = members.any("schema"))
        type.schema = *schema;
    else
        members.fault("schema", "is required");
    type.title = members.text("title").value_or("");
    type.description = members.text("description").value_or("");
    if (const auto text = members.text("priority")) {
        const auto priority = parse_priority(*text);
        if (!priority) members.fault("priority", "must be one of critical, high, normal, low");
        type.priority = priority.value_or(Priority::normal);
    }
    type.channels = read_channels(members, faults).value_or(type.channels);
    if (const auto locale = members.text("locale"); locale && !locale->empty()) {
        if (const auto fault = locale_fault(*locale)) members.fault("locale", *fault);
        type.locale = *locale;
    }
    type.category = members.text("category").value_or("general");
    type.category_can_be_off = members.boolean("category_can_be_off").value_or(true);
    type.address = read_address(members, faults, newer);
    type.creates_recipient = members.boolean("creates_recipient").value_or(false);
    type.critical_keeps_quiet = members.boolean("critical_keeps_quiet").value_or(false);
    type.retry = read_retry(members, faults, newer);
    type.hold_unknown = read_hold(members);
    type.expires_after = read_expiry(members).value_or(type.expires_after);
    members.any("version");  // what GET shows may be put back as it is
    members.any("name");
    members.finish();
    return type;
}

json::value EventType::to_json() const {
    json::object o;
    o["name"] = name.str();
    o["version"] = version;
    if (!title.empty()) o["title"] = title;
    if (!description.empty()) o["description"] = description;
    o["priority"] = core::name(priority);
    json::array names;
    for (const Channel c : channels) names.push_back(json::value(core::name(c)));
    o["channels"] = std::move(names);
    if (!locale.empty()) o["locale"] = locale;
    o["category"] = category;
    o["category_can_be_off"] = category_can_be_off;
    json::object where;
    for (const auto& [channel, pointer] : address) where[core::name(channel)] = pointer;
    o["address"] = std::move(where);
    o["creates_recipient"] = creates_recipient;
    o["critical_keeps_quiet"] = critical_keeps_quiet;
    if (retry) {
        json::array delays;
        for (const Duration d : retry->delays) delays.push_back(json::value(format_duration(d)));
        o["retry"] = json::object{{"delays", std::move(delays)}, {"jitter", retry->jitter}};
    }
    o["unknown_outcome"] = hold_unknown ? "hold" : "retry";
    o["expires_after"] = format_duration(expires_after);
    o["schema"] = schema;
    put_back(o, newer);
    return o;
}

}  // namespace tidings::core
