#include <algorithm>

#include "core/address.h"
#include "services/admin/admin.h"
#include "services/admin/query.h"
#include "services/admin/shapes.h"
#include "services/catalog/variables.h"
#include "services/web/answers.h"

namespace tidings::admin {
namespace {

constexpr std::size_t kTypeNameMax = 100;

// The name becomes part of records' keys and of paths, so it is kept plain. What says "here" and "above" in a
// path is no name: clients and proxies take it away.
bool is_type_name(std::string_view name) {
    return name != "." && name != ".." && !name.empty() && name.size() <= kTypeNameMax &&
           std::all_of(name.begin(), name.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
           });
}

struct Place {
    core::TypeName type;
    core::Channel channel = core::Channel::email;
    std::string locale;
};

Place place_in(const http::Request& request, const catalog::Catalog& catalog, const std::string& setting,
               core::Faults& faults) {
    Place place{core::TypeName(request.path_value("type")), core::Channel::email, {}};
    place.locale = catalog.locale_of(place.type, setting);
    const auto channel = core::parse_channel(request.path_value("channel"));
    if (!channel) faults.push_back({"channel", "must be one of email, sms, push"});
    place.channel = channel.value_or(place.channel);
    if (const auto* locale = http::find(request.path_fields, "locale")) {
        place.locale = *locale;
        if (auto fault = core::locale_fault(*locale)) faults.push_back({"locale", *fault});
    }
    return place;
}

json::object to_json(const records::TemplateEntry& entry) {
    json::object o = entry.body;
    o["version"] = entry.version;
    o["locale"] = entry.locale;
    return o;
}

http::Response stored(int status, json::object shown, const std::vector<std::string>& warnings) {
    if (!warnings.empty()) shown["warnings"] = json::array(warnings.begin(), warnings.end());
    return web::json_answer(status, shown);
}

// The templates that use what the type does not have. No fault of the type: of the two, one changes first.
std::vector<std::string> left_behind(const catalog::Catalog& catalog, const core::EventType& type) {
    const jinja::Shape variables = catalog::variables_of(type);
    std::vector<std::string> told;
    for (const auto& [key, compiled] : catalog.templates()) {
        if (compiled->entry().type != type.name) continue;
        const auto faults = compiled->fit(variables).faults;
        if (!faults.empty()) told.push_back(broken_text(compiled->entry(), faults.front()));
        if (told.size() == kBrokenToldMax) break;
    }
    return told;
}

}  // namespace

http::Response Admin::list_types(const http::Request& request) {
    const auto catalog = parts_.catalog.current();
    NamedItems items;
    for (const auto& [name, versions] : catalog->types()) {
        items.emplace_back(name.str(), versions.rbegin()->second.type.to_json().as_object());
    }
    return named_list(request, std::move(items));
}

http::Response Admin::get_type(const http::Request& request) {
    const auto catalog = parts_.catalog.current();
    const auto* found = catalog->type(core::TypeName(request.path_value("type")));
    if (!found) return http::problem(404, "there is no event type of this name");
    return web::json_answer(200, found->type.to_json());
}

http::Response Admin::put_type(const http::Request& request) {
    const core::TypeName name(request.path_value("type"));
    auto body = web::read_body(request);
    if (!body) return body.error();
    if (auto* object = body->if_object()) object->erase("warnings");  // what a PUT answers may be put back
    core::Faults faults;
    if (!is_type_name(name.str())) {
        faults.push_back({"",
                          "the name in the path must be a-z, 0-9, dots (and more than those), hyphens and "
                          "underscores, at most 100"});
    }
    auto type = catalog::read_event_type(name, *body, faults);
    if (!faults.empty()) return web::refused(faults);
    const auto catalog = parts_.catalog.current();
    const auto* newest = catalog->type(name);
    type.version = newest ? newest->type.version : 1;
    const auto warnings = left_behind(*catalog, type);
    if (newest && newest->type.to_json() == type.to_json())
        return stored(200, type.to_json().as_object(), warnings);
    if (newest) ++type.version;
    if (const auto published = publish(type); !published) return web::answer_to(published.error());
    return stored(newest ? 200 : 201, type.to_json().as_object(), warnings);
}

http::Response Admin::list_templates(const http::Request& request) {
    const auto catalog = parts_.catalog.current();
    NamedItems items;
    for (const auto& [key, compiled] : catalog->templates()) {
        const auto& entry = compiled->entry();
        const std::string channel(core::name(entry.channel));
        items.emplace_back(entry.type.str() + "/" + channel + "/" + entry.locale,
                           json::object{{"type", entry.type.str()},
                                        {"channel", channel},
                                        {"locale", entry.locale},
                                        {"version", entry.version}});
    }
    return named_list(request, std::move(items));
}

http::Response Admin::get_template(const http::Request& request) {
    core::Faults faults;
    const auto catalog = parts_.catalog.current();
    const auto place = place_in(request, *catalog, options_.texts.default_locale, faults);
    Query query(request, faults);
    const auto version = query.version();
    query.finish();
    if (!faults.empty()) return web::refused(faults);
    const auto& versions = catalog->template_versions(place.type, place.channel, place.locale);
    const auto* found = version_in(versions, version);
    if (!found) return http::problem(404, "there is no such template");
    return web::json_answer(200, to_json(*found));
}

http::Response Admin::put_template(const http::Request& request) {
    core::Faults faults;
    const auto catalog = parts_.catalog.current();
    const auto place = place_in(request, *catalog, options_.texts.default_locale, faults);
    const auto body = web::read_body(request);
    if (!body) return body.error();
    if (!body->is_object()) faults.push_back({"", "must be an object"});
    if (!faults.empty()) return web::refused(faults);
    records::TemplateEntry entry{place.type, place.channel, place.locale, 1, body->get_object()};
    for (const auto* shown : {"version", "locale", "warnings"})
        entry.body.erase(shown);  // what GET adds may be put back
    return store(std::move(entry));
}

http::Response Admin::list_template_versions(const http::Request& request) {
    core::Faults faults;
    const auto catalog = parts_.catalog.current();
    const auto place = place_in(request, *catalog, options_.texts.default_locale, faults);
    if (!faults.empty()) return web::refused(faults);
    std::map<std::int32_t, Time> shown;
    for (const auto& [version, entry] : catalog->template_versions(place.type, place.channel, place.locale)) {
        shown.emplace(version, entry->written_at);
    }
    if (shown.empty()) return http::problem(404, "there is no such template");
    return version_list(request, shown);
}

// An older version is not made current itself: what it said becomes the next one. So versions only grow, the
// newest is what holds, and what two admins do at once is told apart as ever.
http::Response Admin::revert_template(const http::Request& request) {
    core::Faults faults;
    const auto catalog = parts_.catalog.current();
    const auto place = place_in(request, *catalog, options_.texts.default_locale, faults);
    const auto body = web::read_body(request);
    if (!body) return body.error();
    const auto version = read_version(*body, faults);
    if (!faults.empty()) return web::refused(faults);
    const auto& versions = catalog->template_versions(place.type, place.channel, place.locale);
    const auto* found = version_in(versions, version);
    if (!found) return http::problem(404, "there is no such version of a template");
    return store(*found);
}

// As the next version, unless it is what the newest says.
http::Response Admin::store(records::TemplateEntry entry) {
    const auto catalog = parts_.catalog.current();
    const auto* type = catalog->type(entry.type);
    if (!type) return http::problem(404, "there is no event type of this name");
    core::Faults faults;
    const auto pieces = std::make_shared<const catalog::Pieces>(catalog->pieces());
    const auto compiled = catalog::CompiledTemplate::compile(entry, faults, pieces);
    const auto fit = compiled->judge(catalog::variables_of(type->type), std::move(faults));
    if (!fit.faults.empty()) return web::refused(fit.faults);
    const auto* newest = catalog->find_template(entry.type, entry.channel, entry.locale);
    entry.version = newest ? newest->entry().version : 1;
    if (newest) {
        entry.locale = newest->entry().locale;  // "pt-br" is "pt-BR", which its records are kept under
        if (newest->entry().body == entry.body) return stored(200, to_json(entry), fit.warnings);
        ++entry.version;
    }
    if (const auto published = publish(entry); !published) return web::answer_to(published.error());
    return stored(newest ? 200 : 201, to_json(entry), fit.warnings);
}

// On the log, and read back, so that whoever asks next sees it; where it is not there yet, the answer waits
// for it.
Result<> Admin::publish(const records::CatalogEntry& entry) {
    const auto record = records::write_catalog(entry);
    if (const auto appended = parts_.log.append(std::span(&record, 1)); !appended) return appended;
    const auto read = parts_.catalog.catch_up();
    if (read) return counts(entry);
    if (read.error().code != Errc::unavailable) return read;
    published_unread_ = entry;
    return {};
}

// Whether it was the first to say what its version is; where several admins change one thing at once, only
// one was. The log is compacted, which keeps the last record of a key: so the first one is put there again.
Result<> Admin::counts(const records::CatalogEntry& entry) {
    const auto first = parts_.catalog.current()->counts_as(entry);
    if (!first) return {};
    const auto mine = records::write_catalog(entry);
    const auto winner = records::write_catalog(*first);
    if (mine.value == winner.value) return {};
    if (mine.key == winner.key) {
        if (const auto again = parts_.log.append(std::span(&winner, 1)); !again) return again;
    }
    return tidings::conflict("somebody else changed it at the same moment; read it and change it again");
}

}  // namespace tidings::admin
