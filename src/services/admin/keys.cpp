#include <algorithm>

#include "core/members.h"
#include "services/admin/admin.h"
#include "services/admin/query.h"
#include "services/intake/submission.h"
#include "services/web/answers.h"

namespace tidings::admin {
namespace {

json::object to_json(const records::ApiKeyEntry& key) {
    return {{"id", key.id},
            {"name", key.name},
            {"scopes", json::array(key.scopes.begin(), key.scopes.end())},
            {"rate_per_second", key.rate_per_second == 0 ? json::value() : json::value(key.rate_per_second)},
            {"created_at", format_rfc3339(key.created_at)},
            {"revoked", key.revoked}};
}

bool is_admin(const records::ApiKeyEntry& key) {
    return !key.revoked && std::find(key.scopes.begin(), key.scopes.end(), "admin") != key.scopes.end();
}

std::vector<std::string> read_scopes(core::Members& members, core::Faults& faults) {
    std::vector<std::string> scopes;
    const auto* list = members.array("scopes");
    if (!list || list->empty()) members.fault("scopes", "must name at least one of send, read, admin");
    if (!list) return scopes;
    for (std::size_t i = 0; i < list->size(); ++i) {
        const auto* text = (*list)[i].if_string();
        if (text && web::parse_scope(*text))
            scopes.emplace_back(*text);
        else
            faults.push_back({"/scopes/" + std::to_string(i), "must be one of send, read, admin"});
    }
    return scopes;
}

}  // namespace

http::Response Admin::list_keys(const http::Request& request) {
    const auto catalog = parts_.catalog.current();
    NamedItems items;
    for (const auto& [id, key] : catalog->api_keys()) items.emplace_back(id, to_json(key));
    return named_list(request, std::move(items));
}

http::Response Admin::post_key(const web::Visit& visit) {
    const bool first = parts_.catalog.current()->api_keys().empty();
    // It was let in while there was no key; in the meantime another has made one.
    if (!first && !visit.with_key) {
        return web::unauthorized("the first API key has been made: send it as 'Authorization: Bearer KEY'");
    }
    const auto body = web::read_body(visit.request);
    if (!body) return body.error();
    core::Faults faults;
    core::Members members(*body, "", faults);
    const std::string name = members.text("name").value_or("");
    if (auto fault = core::name_fault(name)) members.fault("name", *fault);
    auto scopes = read_scopes(members, faults);
    std::int64_t rate = 0;
    if (const auto* v = members.any("rate_per_second")) {
        rate = v->is_int64() ? v->get_int64() : 0;
        if (rate < 1 || rate > 1'000'000) members.fault("rate_per_second", "must be from 1 to 1000000");
    }
    members.finish();
    if (first && faults.empty() && std::find(scopes.begin(), scopes.end(), "admin") == scopes.end()) {
        members.fault("scopes", "must hold admin for the first key, or nobody could make another");
    }
    if (!faults.empty()) return web::refused(faults);
    auto key = web::make_key(name, std::move(scopes), parts_.clock.now());
    key.entry.rate_per_second = rate;
    if (const auto published = publish(key.entry); !published) return web::answer_to(published.error());
    json::object answer = to_json(key.entry);
    answer["key"] = key.text;
    auto response = web::json_answer(201, answer);
    response.headers.emplace_back("Cache-Control", "no-store");
    return response;
}

http::Response Admin::delete_key(const http::Request& request) {
    const auto catalog = parts_.catalog.current();
    const auto found = catalog->api_keys().find(request.path_value("id"));
    if (found == catalog->api_keys().end()) return http::problem(404, "there is no API key of this id");
    auto entry = found->second;
    const auto admins = std::count_if(catalog->api_keys().begin(), catalog->api_keys().end(),
                                      [](const auto& item) { return is_admin(item.second); });
    if (is_admin(entry) && admins == 1) {
        return http::problem(409, "it is the last key with the scope admin; make another one first");
    }
    entry.revoked = true;
    if (const auto published = publish(entry); !published) return web::answer_to(published.error());
    return {204, {}, {}};
}

}  // namespace tidings::admin
