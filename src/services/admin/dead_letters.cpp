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
constexpr std::size_t kFoundAtOnce = 500;
// Of one command. A notifier renders them all before it looks at anything else, and templates may be costly.
constexpr std::size_t kReplayBatch = 10;

// Of a list's page: how many records are read at once at most, and after how many bytes no more are.
constexpr std::size_t kRecordsAtOnce = 4;
constexpr std::size_t kRecordBytes = 4 << 20;

http::Response no_dead_letter() {
    return http::problem(404, "there is no dead letter of this id");
}

// Nothing where the body names none.
std::optional<std::vector<Uuid>> read_ids(const json::value& body, core::Faults& faults) {
    core::Members members(body, "", faults);
    const auto* list = members.array("ids");
    members.finish();
    // One that says null has something in mind, and it is hardly everything.
    const auto* object = body.if_object();
    if (!list && object && object->contains("ids")) members.fault("ids", "must be an array of ids");
    if (!list) return std::nullopt;
    if (list->size() > kReplayMax) members.fault("ids", "must have at most 10000 items");
    std::vector<Uuid> ids;
    for (std::size_t i = 0; i < std::min(list->size(), kReplayMax); ++i) {
        const auto* text = (*list)[i].if_string();
        const auto id = text ? Uuid::parse(*text) : std::nullopt;
        if (id)
            ids.push_back(*id);
        else
            faults.push_back({"/ids/" + std::to_string(i), "must be an id"});
    }
    return ids;
}

// Records may be as large as the log takes them, so a page of them ends early where they are many bytes: then
// it has a cursor.
Result<ports::Listed<ports::DeadRecord>> dead_records(ports::StoreQueries& queries, const ports::Page& page) {
    ports::Listed<ports::DeadRecord> out;
    ports::Page part = page;
    std::size_t bytes = 0;
    std::size_t at_once = 1;
    do {
        part.limit = std::min(at_once, page.limit - out.items.size());
        at_once = std::min(2 * at_once, kRecordsAtOnce);
        auto listed = queries.dead_records(part);
        if (!listed) return listed.error();
        for (auto& record : listed->items) {
            bytes += record.key.size() + record.value.size();
            for (const auto& [name, value] : record.headers) bytes += name.size() + value.size();
            out.items.push_back(std::move(record));
        }
        part.after = std::move(listed->next_cursor);
    } while (part.after && out.items.size() < page.limit && bytes < kRecordBytes);
    out.next_cursor = std::move(part.after);
    return out;
}

}  // namespace

// Two lists in the order of ids become one; a cursor is an id, and so good for both.
http::Response Admin::list_dead_letters(const http::Request& request) {
    core::Faults faults;
    Query query(request, faults);
    const auto page = query.page();
    auto filter = query.filter();
    query.finish();
    if (!faults.empty()) return web::refused(faults);
    filter.states = {core::State::failed};
    const auto notifications = parts_.queries.list(filter, page);
    if (!notifications) return no_page(notifications.error());
    ports::Listed<ports::DeadRecord> records;
    const bool filtered = filter.user || filter.event_id || filter.source || !filter.channels.empty() ||
                          !filter.types.empty() || filter.since || filter.until;
    if (!filtered) {  // records have none of what filters ask about
        auto listed = dead_records(parts_.queries, page);
        if (!listed) return web::answer_to(listed.error());
        records = std::move(*listed);
    }
    std::vector<std::pair<Uuid, json::object>> all;
    for (const auto& n : notifications->items) all.emplace_back(n.id, dead_letter(n));
    for (const auto& r : records.items) all.emplace_back(r.id, to_json(r));
    std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
    // What stands behind the end of the records may stand behind some of the next page.
    if (records.next_cursor)
        std::erase_if(all, [&](const auto& i) { return i.first < records.items.back().id; });
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
    if (!id) return no_dead_letter();
    const auto found = parts_.store.notifications(std::span(&*id, 1));
    if (!found) return web::answer_to(found.error());
    if (!found->empty() && found->begin()->second.state == core::State::failed) {
        return web::json_answer(200, dead_letter(found->begin()->second));
    }
    const auto record = parts_.queries.dead_record(*id);
    if (!record) return web::answer_to(record.error());
    return *record ? web::json_answer(200, to_json(**record)) : no_dead_letter();
}

http::Response Admin::replay_one(const http::Request& request) {
    const auto id = Uuid::parse(request.path_value("id"));
    if (!id) return no_dead_letter();
    const auto found = parts_.store.notifications(std::span(&*id, 1));
    if (!found) return web::answer_to(found.error());
    if (!found->empty() && found->begin()->second.state != core::State::failed) {
        const auto state = core::name(found->begin()->second.state);
        return conflict("it is no dead letter: it is " + std::string(state), {{"state", state}});
    }
    if (found->empty()) {
        const auto record = parts_.queries.dead_record(*id);
        if (!record) return web::answer_to(record.error());
        if (!*record) return no_dead_letter();
    }
    if (const auto told = command_replay(std::span(&*id, 1)); !told) return web::answer_to(told.error());
    auto response = web::json_answer(202, json::object{{"replayed", 1}});
    if (!found->empty()) response.headers.emplace_back("Location", "/v1/notifications/" + id->str());
    return response;
}

// {"ids": […]} or a filter in the query, as the list takes it; without either, all failed notifications. An
// empty list of ids is nothing, not everything, and ids beside a filter would leave open which one counts.
http::Response Admin::replay_many(const http::Request& request) {
    core::Faults faults;
    Query query(request, faults);
    const auto filter = query.filter();
    query.finish();
    std::optional<std::vector<Uuid>> ids;
    if (!request.body.empty()) {
        const auto body = web::read_body(request);
        if (!body) return body.error();
        ids = read_ids(*body, faults);
        if (ids && !request.query_fields.empty())
            faults.push_back({"/ids", "must not stand beside a filter"});
    }
    if (!faults.empty()) return web::refused(faults);
    bool more = false;
    if (!ids) {
        auto found = failed_ids(filter);
        if (!found) return web::answer_to(found.error());
        ids = std::move(found->first);
        more = found->second;
    }
    if (const auto told = command_replay(*ids); !told) return web::answer_to(told.error());
    json::object body{{"replayed", ids->size()}};
    if (more) body["more"] = true;
    return web::json_answer(202, body);
}

// The ids of what the filter finds, up to a bound, and whether there are more.
Result<std::pair<std::vector<Uuid>, bool>> Admin::failed_ids(ports::NotificationFilter filter) {
    filter.states = {core::State::failed};
    std::vector<Uuid> ids;
    ports::Page page{std::nullopt, kFoundAtOnce};
    do {
        const auto listed = parts_.queries.list(filter, page);
        if (!listed) return listed.error();
        for (const auto& n : listed->items) ids.push_back(n.id);
        page.after = listed->next_cursor;
    } while (page.after && ids.size() < kReplayMax);
    return std::pair{std::move(ids), page.after.has_value()};
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
