#include "core/recipient.h"

#include "base/time_zone.h"
#include "core/address.h"
#include "core/members.h"

namespace tidings::core {
namespace {

constexpr std::size_t kPushTokensMax = 20;
constexpr std::size_t kCategoriesMax = 100;

using FaultOf = std::optional<std::string> (*)(std::string_view);

std::string checked(Members& members, std::string_view name, FaultOf fault_of) {
    auto text = members.text(name);
    if (!text || text->empty()) return {};
    if (auto fault = fault_of(*text)) members.fault(name, *fault);
    return *text;
}

std::optional<std::string> zone_fault(std::string_view name) {
    if (TimeZone::find(name)) return std::nullopt;
    return "must be an IANA time zone such as Europe/Berlin";
}

PushToken read_token(const json::value& v, const std::string& pointer, Faults& faults, Unknown unknown) {
    if (const auto* text = v.if_string()) {
        if (auto fault = push_token_fault(*text)) faults.push_back({pointer, *fault});
        return {std::string(*text), ""};
    }
    if (!v.is_object()) {
        faults.push_back({pointer, "must be a string or an object"});
        return {};
    }
    PushToken token;
    Members members(v, pointer, faults, unknown == Unknown::is_kept ? &token.newer : nullptr);
    if (!members.any("token")) members.fault("token", "is required");
    if (const auto text = members.text("token")) {
        token.token = *text;
        if (auto fault = push_token_fault(*text)) members.fault("token", *fault);
    }
    token.platform = members.text("platform").value_or("");
    members.finish();
    return token;
}

std::vector<PushToken> read_tokens(Members& members, Faults& faults, Unknown unknown) {
    std::vector<PushToken> tokens;
    const auto* array = members.array("push_tokens");
    if (!array) return tokens;
    if (array->size() > kPushTokensMax) members.fault("push_tokens", "must have at most 20 items");
    for (std::size_t i = 0; i < std::min(array->size(), kPushTokensMax); ++i) {
        tokens.push_back(read_token((*array)[i], members.pointer_to("push_tokens") + "/" + std::to_string(i),
                                    faults, unknown));
    }
    return tokens;
}

// `newer`: where what nobody here knows goes; none: it is a fault.
std::map<Channel, bool> read_channels(Members& members, Faults& faults, json::object* newer) {
    std::map<Channel, bool> out;
    json::object others;
    const auto* object = members.object("channels");
    if (!object) return out;
    for (const auto& item : *object) {
        std::string pointer = members.pointer_to("channels");
        json::append_token(pointer, item.key());
        const auto channel = parse_channel(item.key());
        if (!channel && newer) {
            others.emplace(item.key(), item.value());
            continue;
        }
        if (!channel) faults.push_back({pointer, "must be one of email, sms, push"});
        if (!item.value().is_bool()) faults.push_back({pointer, "must be true or false"});
        if (channel && item.value().is_bool()) out[*channel] = item.value().get_bool();
    }
    if (!others.empty()) newer->emplace("channels", std::move(others));
    return out;
}

std::map<std::string, bool> read_categories(Members& members, Faults& faults) {
    std::map<std::string, bool> out;
    const auto* object = members.object("categories");
    if (!object) return out;
    if (object->size() > kCategoriesMax) {
        members.fault("categories", "must have at most 100 members");
        return out;
    }
    for (const auto& item : *object) {
        std::string pointer = members.pointer_to("categories");
        json::append_token(pointer, item.key());
        if (!item.value().is_bool())
            faults.push_back({pointer, "must be true or false"});
        else
            out[std::string(item.key())] = item.value().get_bool();
    }
    return out;
}

std::chrono::minutes read_clock(Members& span, std::string_view name) {
    const auto text = span.text(name);
    if (!text) {
        span.fault(name, "is required");
        return {};
    }
    const auto clock = QuietHours::parse_clock(*text);
    if (!clock) span.fault(name, clock.error().message);
    return clock ? *clock : std::chrono::minutes{};
}

std::optional<QuietHours> read_quiet_hours(Members& members, Faults& faults, json::object* newer) {
    const json::value* v = members.any("quiet_hours");
    if (!v) return std::nullopt;
    json::object others;
    Members span(*v, members.pointer_to("quiet_hours"), faults, newer ? &others : nullptr);
    if (!v->is_object()) return std::nullopt;
    const QuietHours quiet{read_clock(span, "from"), read_clock(span, "to")};
    span.finish();
    if (!others.empty()) newer->emplace("quiet_hours", std::move(others));
    return quiet;
}

json::value token_to_json(const PushToken& token) {
    if (token.platform.empty() && token.newer.empty()) return json::value(token.token);
    json::object o{{"token", token.token}};
    if (!token.platform.empty()) o["platform"] = token.platform;
    put_back(o, token.newer);
    return o;
}

}  // namespace

std::string Recipient::address(Channel c) const {
    switch (c) {
        case Channel::email:
            return email;
        case Channel::sms:
            return phone;
        case Channel::push:
            break;
    }
    std::string joined;
    for (const PushToken& token : push_tokens) {
        if (!joined.empty()) joined += ',';
        joined += token.token;
    }
    return joined;
}

TimeZone Recipient::zone() const {
    if (timezone.empty()) return TimeZone::utc();
    const auto found = TimeZone::find(timezone);
    return found ? *found : TimeZone::utc();
}

json::value Recipient::to_json() const {
    json::object o;
    if (!email.empty()) o["email"] = email;
    if (!phone.empty()) o["phone"] = phone;
    if (!push_tokens.empty()) {
        json::array tokens;
        for (const PushToken& token : push_tokens) tokens.push_back(token_to_json(token));
        o["push_tokens"] = std::move(tokens);
    }
    if (!locale.empty()) o["locale"] = locale;
    if (!timezone.empty()) o["timezone"] = timezone;
    if (!channels.empty()) {
        json::object on;
        for (const auto& [channel, is_on] : channels) on[name(channel)] = is_on;
        o["channels"] = std::move(on);
    }
    if (!categories.empty()) {
        json::object on;
        for (const auto& [category, is_on] : categories) on[category] = is_on;
        o["categories"] = std::move(on);
    }
    if (quiet_hours) {
        o["quiet_hours"] = json::object{{"from", QuietHours::format_clock(quiet_hours->from)},
                                        {"to", QuietHours::format_clock(quiet_hours->to)}};
    }
    put_back(o, newer);
    return o;
}

Recipient Recipient::from_json(const UserId& user, const json::value& v, Faults& faults, Unknown unknown) {
    Recipient r;
    r.user = user;
    json::object* const newer = unknown == Unknown::is_kept ? &r.newer : nullptr;
    Members members(v, "", faults, newer);
    if (!v.is_object()) return r;
    r.email = checked(members, "email", email_fault);
    r.phone = checked(members, "phone", phone_fault);
    r.push_tokens = read_tokens(members, faults, unknown);
    r.locale = checked(members, "locale", locale_fault);
    r.timezone = checked(members, "timezone", zone_fault);
    r.channels = read_channels(members, faults, newer);
    r.categories = read_categories(members, faults);
    r.quiet_hours = read_quiet_hours(members, faults, newer);
    members.finish();
    return r;
}

}  // namespace tidings::core
