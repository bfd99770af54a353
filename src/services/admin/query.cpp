#include "services/admin/query.h"

#include <algorithm>
#include <charconv>
#include <limits>

#include <fmt/format.h>

#include "core/members.h"
#include "services/web/answers.h"

namespace tidings::admin {

const std::string* Query::text(std::string_view name) {
    asked_.push_back(name);
    const auto* value = request_.query_value(name);
    if (value && http::count(request_.query_fields, name) > 1) fault(name, "must not come twice");
    if (!value || !value->empty()) return value;
    fault(name, "must not be empty");
    return nullptr;
}

bool Query::flag(std::string_view name) {
    const auto* value = text(name);
    if (value && *value != "true" && *value != "false") fault(name, "must be true or false");
    return value && *value == "true";
}

std::optional<Time> Query::moment(std::string_view name) {
    const auto* value = text(name);
    if (!value) return std::nullopt;
    if (const auto t = parse_rfc3339(*value)) return *t;
    fault(name, "must be a time with an offset, such as 2026-03-29T00:30:00Z");
    return std::nullopt;
}

std::optional<Duration> Query::duration(std::string_view name) {
    const auto* value = text(name);
    if (!value) return std::nullopt;
    if (const auto d = parse_duration(*value)) return *d;
    fault(name, "must be a duration such as 10s");
    return std::nullopt;
}

std::vector<std::string> Query::list(std::string_view name) {
    const auto* value = text(name);
    if (!value) return {};
    std::vector<std::string> out;
    std::string_view rest = *value;
    while (true) {
        const auto comma = rest.find(',');
        out.emplace_back(rest.substr(0, comma));
        if (out.back().empty()) fault(name, "must not have empty parts");
        if (comma == std::string_view::npos) break;
        rest.remove_prefix(comma + 1);
    }
    std::erase(out, "");
    return out;
}

ports::Page Query::page() {
    ports::Page page;
    if (const auto* cursor = text("cursor")) page.after = *cursor;
    if (const auto* limit = text("limit")) {
        const auto* const end = limit->data() + limit->size();
        const auto [stop, error] = std::from_chars(limit->data(), end, page.limit);
        const bool good = error == std::errc{} && stop == end && page.limit >= 1 && page.limit <= 500;
        if (!good) fault("limit", "must be from 1 to 500");
    }
    return page;
}

std::optional<std::int32_t> Query::version() {
    const auto* given = text("version");
    if (!given) return std::nullopt;
    std::int32_t version = 0;
    const auto* const end = given->data() + given->size();
    const auto [stop, error] = std::from_chars(given->data(), end, version);
    if (error == std::errc{} && stop == end && version >= 1) return version;
    fault("version", "must be a number from 1");
    return std::nullopt;
}

ports::NotificationFilter Query::filter() {
    ports::NotificationFilter filter;
    if (const auto* user = text("user")) filter.user = core::UserId(*user);
    if (const auto* id = text("event_id")) filter.event_id = core::EventId(*id);
    if (const auto* source = text("source")) filter.source = core::Source(*source);
    filter.channels = words("channel", core::parse_channel, core::kChannels);
    for (auto& name : list("type")) filter.types.emplace_back(std::move(name));
    filter.since = moment("since");
    filter.until = moment("until");
    return filter;
}

void Query::fault(std::string_view name, std::string detail) {
    faults_.push_back({std::string(name), std::move(detail)});
}

void Query::finish() {
    for (const auto& [name, value] : request_.query_fields) {
        if (std::ranges::find(asked_, name) == asked_.end()) fault(name, "is not known here");
    }
}

http::Response no_page(const Error& error) {
    if (error.code != Errc::invalid) return web::answer_to(error);
    return web::refused({{"cursor", "must be one that this list has given"}});
}

http::Response version_list(const http::Request& request, const std::map<std::int32_t, Time>& versions) {
    NamedItems items;
    for (const auto& [version, at] : versions) {
        // Named so that the newest comes first.
        items.emplace_back(fmt::format("{:010}", std::numeric_limits<std::int32_t>::max() - version),
                           json::object{{"version", version}, {"at", format_rfc3339(at)}});
    }
    return named_list(request, std::move(items));
}

std::optional<std::int32_t> read_version(const json::value& body, core::Faults& faults) {
    core::Members members(body, "", faults);
    if (!body.is_object()) return std::nullopt;
    const json::value* version = members.any("version");
    members.finish();
    if (version && version->is_int64() && version->get_int64() >= 1 &&
        version->get_int64() <= std::numeric_limits<std::int32_t>::max()) {
        return static_cast<std::int32_t>(version->get_int64());
    }
    members.fault("version", version ? "must be a number from 1" : "is required");
    return std::nullopt;
}

http::Response named_list(const http::Request& request, NamedItems items) {
    core::Faults faults;
    Query query(request, faults);
    const auto page = query.page();
    query.finish();
    if (!faults.empty()) return web::refused(faults);
    std::ranges::sort(items, {}, &NamedItems::value_type::first);
    auto at = items.begin();
    if (page.after) at = std::ranges::upper_bound(items, *page.after, {}, &NamedItems::value_type::first);
    json::array shown;
    for (; at != items.end() && shown.size() < page.limit; ++at) shown.push_back(std::move(at->second));
    json::object body{{"items", std::move(shown)}};
    body["next_cursor"] = at == items.end() ? json::value() : json::value(std::prev(at)->first);
    return web::json_answer(200, body);
}

}  // namespace tidings::admin
