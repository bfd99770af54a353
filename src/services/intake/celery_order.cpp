#include "services/intake/celery_order.h"

#include <array>

#include "services/intake/submission.h"
#include "services/records/event_record.h"

namespace tidings::intake {
namespace {

constexpr std::array<std::string_view, 3> kPositions{"type", "user", "data"};

json::object by_name(const CeleryOrder& order) {
    json::object named = order.kwargs;
    for (std::size_t i = 0; i < order.args.size() && i < kPositions.size(); ++i) {
        named.insert_or_assign(kPositions[i], order.args[i]);
    }
    return named;
}

std::string text_in(const json::object& order, std::string_view name) {
    return std::string(json::text_or_empty(order, name));
}

std::string channels_in(const json::object& order) {
    const auto* channels = json::member(order, "channels");
    const auto* list = channels ? channels->if_array() : nullptr;
    if (!list) return text_in(order, "channels");
    std::string joined;
    for (const auto& item : *list) {
        if (!joined.empty()) joined += ',';
        if (const auto* text = item.if_string()) joined += std::string_view(*text);
    }
    return joined;
}

std::vector<std::string> users_in(const json::object& order) {
    const auto* users = json::member(order, "users");
    const auto* list = users ? users->if_array() : nullptr;
    if (!list) return {text_in(order, "user")};
    std::vector<std::string> out;
    for (const auto& item : *list) {
        if (out.size() == kUsersMax) break;
        out.emplace_back(item.is_string() ? std::string_view(item.get_string()) : "");
    }
    return out;
}

core::Topic topic_of(const json::object& order, const catalog::Catalog& catalog) {
    if (const auto said = core::parse_priority(text_in(order, "priority"))) return records::topic_for(*said);
    const auto* type = catalog.type(core::TypeName(text_in(order, "type")));
    return type ? records::topic_for(type->type.priority) : core::Topic::events;
}

}  // namespace

std::vector<ports::NewRecord> records_of(const CeleryOrder& order, const catalog::Catalog& catalog) {
    const auto named = by_name(order);
    ports::NewRecord record;
    record.topic = topic_of(named, catalog);
    record.headers = {{"ce_specversion", "1.0"},
                      {"ce_id", order.id},
                      {"ce_source", "celery"},
                      {"ce_type", text_in(named, "type")},
                      {"content-type", "application/json"}};
    const auto add = [&](const char* header, std::string text) {
        if (!text.empty()) record.headers.emplace_back(header, std::move(text));
    };
    add("ce_priority", text_in(named, "priority"));
    add("ce_channels", channels_in(named));
    add("ce_sendat", text_in(named, "send_at"));
    add("ce_expirytime", text_in(named, "expires_at"));
    add("traceparent", order.traceparent);
    const auto* data = json::member(named, "data");
    record.value = data ? json::write(*data) : "{}";
    std::vector<ports::NewRecord> records;
    for (auto& user : users_in(named)) {
        record.key = std::move(user);
        records.push_back(record);
    }
    return records;
}

}  // namespace tidings::intake
