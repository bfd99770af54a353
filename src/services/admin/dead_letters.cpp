#include <algorithm>

#include "core/members.h"
#include "services/admin/admin.h"
#include "services/admin/query.h"
#include "services/admin/shapes.h"
#include "services/records/command_record.h"
#include "services/web/answers.h"

namespace tidings::admin {
namespace {

constexpr std::size_t kReplayMax = 10'000;  // of one request
constexpr std::size_t kReplayBatch = 500;   // of one command

http::Response not_known() {
    return http::problem(404, "there is no dead letter of this id");
}

}  // namespace

// Two lists in the order of ids become one; a cursor is an id, and so good for both.
http::Response Admin::list_dead_letters(const http::Request& request) {
    core::Faults faults;
    const auto page = read_filtered_page(request, faults);
    auto filter = read_filter(request, faults);
    if (!faults.empty()) return web::refused(faults);
    filter.states = {core::State::failed};
    const auto notifications = parts_.queries.list(filter, page);
    if (!notifications) return web::answer_to(notifications.error());
    ports::Listed<ports::DeadRecord> records;
    const bool filtered = filter.user || filter.event_id || filter.source || !filter.channels.empty() ||
                          !filter.types.empty() || filter.since || filter.until;
    if (!filtered) {
        auto listed = parts_.queries.dead_records(page);
        if (!listed) return web::answer_to(listed.error());
        records = std::move(*listed);
    }
    std::vector<std::pair<Uuid, json::object>> all;
    for (const auto& n : notifications->items) all.emplace_back(n.id, dead_letter(n));
    for (const auto& r : records.items) all.emplace_back(r.id, to_json(r));
    std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
    const bool more = all.size() > page.limit || notifications->next_cursor || records.next_cursor;
    if (all.size() > page.limit) all.resize(page.limit);
    json::array items;
    for (auto& [id, item] : all) items.push_back(std::move(item));
    json::object body{{"items", std::move(items)}};
    body["next_cursor"] = more ? json::value(all.back().first.str()) : json::value();
    return web::json_answer(200, body);
}

http::Response Admin::get_dead_letter(const http::Request& request) {
    const auto id = Uuid::parse(request.path_value("id"));
    if (!id) return not_known();
    const auto found = parts_.store.notifications(std::span(&*id, 1));
    if (!found) return web::answer_to(found.error());
    if (!found->empty() && found->begin()->second.state == core::State::failed) {
        return web::json_answer(200, dead_letter(found->begin()->second));
    }
    const auto record = parts_.queries.dead_record(*id);
    if (!record) return web::answer_to(record.error());
    return *record ? web::json_answer(200, to_json(**record)) : not_known();
}

http::Response Admin::replay_one(const http::Request& request) {
    const auto id = Uuid::parse(request.path_value("id"));
    if (!id) return not_known();
    const auto found = parts_.store.notifications(std::span(&*id, 1));
    if (!found) return web::answer_to(found.error());
    if (!found->empty() && found->begin()->second.state != core::State::failed) {
        return http::problem(
            409, "it is no dead letter: it is " + std::string(core::name(found->begin()->second.state)));
    }
    if (found->empty()) {
        const auto record = parts_.queries.dead_record(*id);
        if (!record) return web::answer_to(record.error());
        if (!*record) return not_known();
    }
    if (const auto told = command_replay(std::span(&*id, 1)); !told) return web::answer_to(told.error());
    auto response = web::json_answer(202, json::object{{"replayed", 1}});
    if (!found->empty()) response.headers.emplace_back("Location", "/v1/notifications/" + id->str());
    return response;
}

// {"ids": […]} or a filter in the query, as the list takes it; without either, everything. An empty list of
// ids is nothing, not everything.
http::Response Admin::replay_many(const http::Request& request) {
    core::Faults faults;
    auto page = read_filtered_page(request, faults);
    auto filter = read_filter(request, faults);
    if (!faults.empty()) return web::refused(faults);
    std::vector<Uuid> ids;
    bool named = false;
    if (!request.body.empty()) {
        const auto body = web::read_body(request);
        if (!body) return body.error();
        core::Members members(*body, "", faults);
        if (const auto* list = members.array("ids")) {
            named = true;
            for (std::size_t i = 0; i < list->size(); ++i) {
                const auto* text = (*list)[i].if_string();
                const auto id = text ? Uuid::parse(*text) : std::nullopt;
                if (id)
                    ids.push_back(*id);
                else
                    faults.push_back({"/ids/" + std::to_string(i), "must be an id"});
            }
        }
        members.finish();
        if (ids.size() > kReplayMax) faults.push_back({"/ids", "must have at most 10000 items"});
        if (!faults.empty()) return web::refused(faults);
    }
    if (!named) {
        filter.states = {core::State::failed};
        page.limit = 500;
        do {
            const auto listed = parts_.queries.list(filter, page);
            if (!listed) return web::answer_to(listed.error());
            for (const auto& n : listed->items) ids.push_back(n.id);
            page.after = listed->next_cursor;
        } while (page.after && ids.size() < kReplayMax);
    }
    if (const auto told = command_replay(ids); !told) return web::answer_to(told.error());
    return web::json_answer(202, json::object{{"replayed", ids.size()}});
}

Result<> Admin::command_replay(std::span<const Uuid> ids) {
    std::vector<ports::NewRecord> commands;
    while (!ids.empty()) {
        const auto part = ids.first(std::min(ids.size(), kReplayBatch));
        commands.push_back(records::write_command(records::Replay{{part.begin(), part.end()}}));
        ids = ids.subspan(part.size());
    }
    return commands.empty() ? Result<>() : parts_.log.append(commands);
}

}  // namespace tidings::admin
