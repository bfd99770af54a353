#include "services/intake/celery_order.h"

#include <array>

#include "http/server.h"
#include "services/intake/submission.h"
#include "services/records/event_record.h"

namespace tidings::intake {
namespace {

constexpr std::array<std::string_view, 3> kPositions{"type", "user", "data"};

json::object by_name(const ports::Order& order) {
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

Result<std::vector<std::string>> users_in(const json::object& order) {
    const auto* users = json::member(order, "users");
    const auto* list = users ? users->if_array() : nullptr;
    if (!list) return std::vector{text_in(order, "user")};
    if (json::member(order, "user")) return invalid("users must not stand beside user");
    if (list->empty()) return invalid("users must not be empty");
    if (list->size() > kUsersMax) return invalid("users must have at most 1000 items");
    std::vector<std::string> out;
    for (const auto& item : *list) {
        out.emplace_back(item.is_string() ? std::string_view(item.get_string()) : "");
    }
    return out;
}

core::Topic topic_of(const json::object& order, const catalog::Catalog& catalog) {
    if (const auto said = core::parse_priority(text_in(order, "priority"))) return records::topic_for(*said);
    const auto* type = catalog.type(core::TypeName(text_in(order, "type")));
    return type ? records::topic_for(type->type.priority) : core::Topic::events;
}

// Its user is missing.
ports::NewRecord record_of(const ports::Order& order, const json::object& named,
                           const catalog::Catalog& catalog) {
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
    return record;
}

std::size_t size_of(const ports::NewRecord& record) {
    std::size_t size = record.value.size();
    for (const auto& [name, value] : record.headers) size += name.size() + value.size();
    return size;
}

}  // namespace

Result<std::vector<ports::NewRecord>> records_of(const ports::Order& order, const catalog::Catalog& catalog) {
    if (order.bytes > http::kBodyMax) return invalid("the body must have at most 1 MiB");
    const auto named = by_name(order);
    auto users = users_in(named);
    if (!users) return users.error();
    auto record = record_of(order, named, catalog);
    if (users->size() > 1 && size_of(record) * users->size() > kCopiesMax) {
        return invalid("the data comes to more than 32 MiB, once for each of its users");
    }
    std::vector<ports::NewRecord> records;
    records.reserve(users->size());
    for (auto& user : *users) {
        record.key = std::move(user);
        records.push_back(record);
    }
    return records;
}

}  // namespace tidings::intake
