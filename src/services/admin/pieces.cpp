#include "core/members.h"
#include "services/admin/admin.h"
#include "services/admin/query.h"
#include "services/admin/shapes.h"
#include "services/catalog/variables.h"
#include "services/web/answers.h"

namespace tidings::admin {
namespace {

json::object to_json(const records::PieceEntry& piece) {
    return {{"name", piece.name}, {"version", piece.version}, {"source", piece.source}};
}

records::PieceEntry read_piece(std::string name, const json::value& body, core::Faults& faults) {
    records::PieceEntry entry{std::move(name), 1, {}};
    if (auto fault = records::piece_name_fault(entry.name)) {
        faults.push_back({"", "the name in the path " + *fault});
    }
    core::Members members(body, "", faults);
    if (!body.is_object()) return entry;
    if (auto source = members.text("source")) {
        entry.source = std::move(*source);
    } else if (!members.any("source")) {
        members.fault("source", "is required");
    }
    members.any("version");  // what GET shows may be put back as it is
    members.any("name");
    members.finish();
    return entry;
}

// What it would fail on: its pieces, and variables that its event type does not have.
core::Faults faults_of(const catalog::Catalog& catalog, const catalog::CompiledTemplate& compiled) {
    if (!compiled.piece_faults().empty()) return compiled.piece_faults();
    const auto* type = catalog.type(compiled.entry().type);
    return type ? compiled.fit(catalog::variables_of(type->type)).faults : core::Faults();
}

// The templates that would not find in the piece what they need of it. Those that are broken already are not
// its fault.
void add_broken(const catalog::Catalog& now, const records::PieceEntry& piece, core::Faults& faults) {
    catalog::Catalog then(now);
    if (const auto added = then.add(piece); !added) return;
    then.link();
    for (const auto& [key, compiled] : then.templates()) {
        if (!compiled->uses(piece.name)) continue;
        const auto broken = faults_of(now, *compiled);
        if (broken.empty() || !faults_of(now, *now.templates().at(key)).empty()) continue;
        faults.push_back({"/source", broken_text(compiled->entry(), broken.front())});
        if (faults.size() == kBrokenToldMax) return;
    }
}

}  // namespace

http::Response Admin::list_pieces(const http::Request& request) {
    NamedItems items;
    for (const auto& [name, piece] : parts_.catalog.current()->pieces()) {
        items.emplace_back(name, json::object{{"name", name}, {"version", piece->version}});
    }
    return named_list(request, std::move(items));
}

http::Response Admin::get_piece(const http::Request& request) {
    core::Faults faults;
    Query query(request, faults);
    const auto version = query.version();
    query.finish();
    if (!faults.empty()) return web::refused(faults);
    const auto catalog = parts_.catalog.current();
    const auto& versions = catalog->piece_versions(request.path_value("name"));
    const auto* found = version_in(versions, version);
    if (!found) return http::problem(404, "there is no such piece");
    return web::json_answer(200, to_json(*found));
}

http::Response Admin::put_piece(const http::Request& request) {
    const auto body = web::read_body(request);
    if (!body) return body.error();
    core::Faults faults;
    auto entry = read_piece(request.path_value("name"), *body, faults);
    return faults.empty() ? store(std::move(entry)) : web::refused(faults);
}

http::Response Admin::list_piece_versions(const http::Request& request) {
    const auto catalog = parts_.catalog.current();
    std::map<std::int32_t, Time> shown;
    for (const auto& [version, entry] : catalog->piece_versions(request.path_value("name"))) {
        shown.emplace(version, entry->written_at);
    }
    if (shown.empty()) return http::problem(404, "there is no such piece");
    return version_list(request, shown);
}

http::Response Admin::revert_piece(const http::Request& request) {
    const auto body = web::read_body(request);
    if (!body) return body.error();
    core::Faults faults;
    const auto version = read_version(*body, faults);
    if (!faults.empty()) return web::refused(faults);
    const auto catalog = parts_.catalog.current();
    const auto& versions = catalog->piece_versions(request.path_value("name"));
    const auto* found = version_in(versions, version);
    if (!found) return http::problem(404, "there is no such version of a piece");
    return store(*found);
}

// As the next version, unless it is what the newest says.
http::Response Admin::store(records::PieceEntry entry) {
    const auto catalog = parts_.catalog.current();
    const auto* newest = catalog->piece(entry.name);
    if (newest && newest->source == entry.source) return web::json_answer(200, to_json(*newest));
    entry.version = newest ? newest->version + 1 : 1;
    auto pieces = catalog->pieces();
    pieces[entry.name] = std::make_shared<const records::PieceEntry>(entry);
    core::Faults faults;
    if (auto fault =
            catalog::piece_fault(entry, std::make_shared<const catalog::Pieces>(std::move(pieces)))) {
        faults.push_back({"/source", std::move(*fault)});
    } else {
        add_broken(*catalog, entry, faults);
    }
    if (!faults.empty()) return web::refused(faults);
    if (const auto published = publish(entry); !published) return web::answer_to(published.error());
    return web::json_answer(newest ? 200 : 201, to_json(entry));
}

}  // namespace tidings::admin
