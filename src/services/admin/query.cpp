#include "services/admin/query.h"

#include <algorithm>
#include <charconv>

namespace tidings::admin {
namespace {

constexpr std::array<std::string_view, 2> kPageFields{"limit", "cursor"};
constexpr std::array<std::string_view, 8> kFilterFields{"user",   "state",    "channel", "type",
                                                        "source", "event_id", "since",   "until"};

std::vector<std::string> split(std::string_view list) {
    std::vector<std::string> out;
    while (true) {
        const auto comma = list.find(',');
        if (const auto part = list.substr(0, comma); !part.empty()) out.emplace_back(part);
        if (comma == std::string_view::npos) return out;
        list.remove_prefix(comma + 1);
    }
}

template <class Word, class Parse>
std::vector<Word> words(const http::Request& request, std::string_view field, Parse parse,
                        core::Faults& faults) {
    std::vector<Word> out;
    const auto* list = request.query_value(field);
    if (!list) return out;
    for (const auto& text : split(*list)) {
        if (const auto word = parse(text))
            out.push_back(*word);
        else
            faults.push_back({std::string(field), "does not know '" + text + "'"});
    }
    return out;
}

std::optional<Time> moment(const http::Request& request, std::string_view field, core::Faults& faults) {
    const auto* text = request.query_value(field);
    if (!text) return std::nullopt;
    const auto t = parse_rfc3339(*text);
    if (t) return *t;
    faults.push_back({std::string(field), "must be a time with an offset, such as 2026-03-29T00:30:00Z"});
    return std::nullopt;
}

ports::Page read_page_among(const http::Request& request, std::span<const std::string_view> filters,
                            core::Faults& faults) {
    ports::Page page;
    const auto among = [](std::span<const std::string_view> fields, const std::string& name) {
        return std::find(fields.begin(), fields.end(), name) != fields.end();
    };
    for (const auto& [name, value] : request.query_fields) {
        if (!among(kPageFields, name) && !among(filters, name)) faults.push_back({name, "is not known here"});
    }
    if (const auto* cursor = request.query_value("cursor")) page.after = *cursor;
    if (const auto* limit = request.query_value("limit")) {
        const auto [end, fault] = std::from_chars(limit->data(), limit->data() + limit->size(), page.limit);
        const bool good = fault == std::errc{} && end == limit->data() + limit->size();
        if (!good || page.limit < 1 || page.limit > 500) faults.push_back({"limit", "must be from 1 to 500"});
    }
    return page;
}

}  // namespace

ports::Page read_page(const http::Request& request, core::Faults& faults) {
    return read_page_among(request, {}, faults);
}

ports::Page read_filtered_page(const http::Request& request, core::Faults& faults) {
    return read_page_among(request, kFilterFields, faults);
}

ports::NotificationFilter read_filter(const http::Request& request, core::Faults& faults) {
    ports::NotificationFilter filter;
    if (const auto* user = request.query_value("user")) filter.user = core::UserId(*user);
    if (const auto* id = request.query_value("event_id")) filter.event_id = core::EventId(*id);
    if (const auto* source = request.query_value("source")) filter.source = core::Source(*source);
    filter.states = words<core::State>(request, "state", core::parse_state, faults);
    filter.channels = words<core::Channel>(request, "channel", core::parse_channel, faults);
    if (const auto* types = request.query_value("type")) {
        for (auto& name : split(*types)) filter.types.emplace_back(std::move(name));
    }
    filter.since = moment(request, "since", faults);
    filter.until = moment(request, "until", faults);
    return filter;
}

}  // namespace tidings::admin
