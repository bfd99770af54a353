#include "services/intake/short_form.h"

#include <algorithm>
#include <set>

#include "base/nearest.h"
#include "base/utf8.h"
#include "core/channel_list.h"

namespace tidings::intake {
namespace {

std::string checked_name(core::Members& members, std::string_view name) {
    auto text = members.text(name);
    if (!text) return {};
    if (auto fault = core::name_fault(*text)) members.fault(name, *fault);
    return *text;
}

std::optional<Time> checked_time(core::Members& members, std::string_view name) {
    const auto text = members.text(name);
    if (!text) return std::nullopt;
    const auto t = parse_rfc3339(*text);
    if (t) return *t;
    members.fault(name, "must be a time with an offset, such as 2026-03-29T00:30:00Z");
    return std::nullopt;
}

std::optional<core::Priority> checked_priority(core::Members& members) {
    const auto text = members.text("priority");
    if (!text) return std::nullopt;
    const auto priority = core::parse_priority(*text);
    if (!priority) members.fault("priority", "must be one of critical, high, normal, low");
    return priority;
}

std::vector<core::UserId> checked_users(core::Members& members, core::Faults& faults) {
    std::vector<core::UserId> users;
    const auto* array = members.array("users");
    if (!array) return users;
    if (array->empty()) members.fault("users", "must not be empty");
    if (array->size() > kUsersMax) {
        members.fault("users", "must have at most 1000 items");
        return users;
    }
    std::set<std::string_view> seen;
    for (std::size_t i = 0; i < array->size(); ++i) {
        const auto* text = (*array)[i].if_string();
        const auto fault = text ? core::name_fault(*text) : std::optional<std::string>("must be a string");
        if (fault)
            faults.push_back({members.pointer_to("users") + "/" + std::to_string(i), *fault});
        else if (seen.insert(*text).second)
            users.emplace_back(std::string(*text));
    }
    return users;
}

}  // namespace

// Comparing takes time, so only the first faults of a body get a suggestion.
std::string meant_type(const core::TypeName& name, const Reading& reading, const core::Faults& faults) {
    constexpr std::size_t kSuggestionsMax = 5;
    if (faults.size() >= kSuggestionsMax) return "";
    std::vector<std::string> known;
    for (const auto& [type, versions] : reading.catalog.types()) known.push_back(type.str());
    return did_you_mean(name.str(), known);
}

void check(Said& said, const Reading& reading, const Places& places, core::Faults& faults) {
    const auto fault = [&](const core::Fault& place, const std::string& detail) {
        faults.push_back({place.pointer, place.detail + detail});
    };
    core::Event& event = said.event;
    event.received_at = reading.now;
    if (event.source.empty()) event.source = core::Source(reading.default_source);
    if (event.expires_at && *event.expires_at <= reading.now) {
        fault(places.expires_at, "must not be in the past");
    }
    if (event.send_at && event.expires_at && *event.expires_at <= *event.send_at) {
        fault(places.expires_at, "must be after " + places.send_at);
    }
    if (event.type.empty()) return;
    const auto* type = reading.catalog.type(event.type);
    if (!type) {
        return fault(places.type, "is not a known event type" + meant_type(event.type, reading, faults));
    }
    event.type_version = type->type.version;
    std::vector<schema::Fault> found;
    type->schema->validate(event.data, places.data, found);
    for (auto& wrong : found) faults.push_back({std::move(wrong.pointer), std::move(wrong.detail)});
}

Said read_short_form(const json::value& v, const Reading& reading, const std::string& pointer,
                     core::Faults& faults) {
    Said said;
    core::Members members(v, pointer, faults);
    if (!v.is_object()) return said;
    said.event.type = core::TypeName(members.text("type").value_or(""));
    if (said.event.type.empty()) members.fault("type", "is required");
    const bool has_user = members.any("user") != nullptr;
    said.many = members.any("users") != nullptr;
    if (has_user && said.many) members.fault("users", "must not stand beside user");
    if (!has_user && !said.many) members.fault("user", "is required");
    if (has_user) {
        auto user = checked_name(members, "user");
        if (!user.empty()) said.users.emplace_back(std::move(user));
    } else {
        said.users = checked_users(members, faults);
    }
    if (const auto* data = members.any("data"))
        said.event.data = *data;
    else
        said.event.data = json::object{};
    said.event.id = core::EventId(checked_name(members, "id"));
    said.event.source = core::Source(checked_name(members, "source"));
    said.event.priority = checked_priority(members);
    said.event.channels = core::read_channels(members, faults);
    said.event.send_at = checked_time(members, "send_at");
    said.event.expires_at = checked_time(members, "expires_at");
    members.finish();
    check(said, reading,
          {{pointer + "/type", ""}, {pointer + "/expires_at", ""}, "send_at", pointer + "/data"}, faults);
    return said;
}

}  // namespace tidings::intake
