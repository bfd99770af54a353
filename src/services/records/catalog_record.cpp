#include "services/records/catalog_record.h"

#include <algorithm>
#include <charconv>

#include "base/utf8.h"
#include "core/members.h"
#include "services/records/record_version.h"

namespace tidings::records {
namespace {

std::vector<std::string_view> split(std::string_view text) {
    std::vector<std::string_view> parts;
    while (true) {
        const auto slash = text.find('/');
        parts.push_back(text.substr(0, slash));
        if (slash == std::string_view::npos) return parts;
        text.remove_prefix(slash + 1);
    }
}

std::optional<std::int32_t> version_in(std::string_view text) {
    std::int32_t version = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), version);
    if (fault != std::errc{} || end != text.data() + text.size() || version < 1) return std::nullopt;
    return version;
}

bool is_piece_part(std::string_view part) {
    return !part.empty() && part != "." && part != ".." && std::ranges::all_of(part, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
               c == '-' || c == '_';
    });
}

json::object all_but(json::object o, std::initializer_list<std::string_view> names) {
    for (const auto name : names) o.stable_erase(name);
    return o;
}

std::string key_of(const core::EventType& t) {
    return "event-type/" + t.name.str() + "/" + std::to_string(t.version);
}
std::string key_of(const TemplateEntry& t) {
    return "template/" + t.type.str() + "/" + std::string(core::name(t.channel)) + "/" + t.locale + "/" +
           std::to_string(t.version);
}
std::string key_of(const PieceEntry& p) {
    return "piece/" + p.name + "/" + std::to_string(p.version);
}
std::string key_of(const ApiKeyEntry& k) {
    return "api-key/" + k.id;
}
std::string key_of(const SecretEntry& s) {
    return "secret/" + s.name;
}

std::string value_of(const core::EventType& t) {
    return json::write(t.to_json());
}
std::string value_of(const TemplateEntry& t) {
    return json::write(t.body);
}
std::string value_of(const PieceEntry& p) {
    json::object o{{"source", p.source}};
    core::put_back(o, p.newer);
    return json::write(o);
}
std::string value_of(const ApiKeyEntry& k) {
    json::object o;
    o["name"] = k.name;
    o["hash"] = k.hash;
    o["scopes"] = json::array(k.scopes.begin(), k.scopes.end());
    o["rate_per_second"] = k.rate_per_second;
    o["created_at"] = format_rfc3339(k.created_at);
    o["revoked"] = k.revoked;
    core::put_back(o, k.newer);
    return json::write(o);
}

std::string value_of(const SecretEntry& s) {
    return json::write(json::object{{"value", s.value.reveal()}});
}

Result<CatalogEntry> read_type(const std::vector<std::string_view>& parts, const json::value& v) {
    const auto version = version_in(parts[2]);
    if (!version) return invalid("the key has no version");
    core::Faults faults;
    auto type =
        core::EventType::from_json(core::TypeName(std::string(parts[1])), v, faults, core::Unknown::is_kept);
    if (!faults.empty()) return invalid(faults.front().pointer + " " + faults.front().detail);
    type.version = *version;
    return CatalogEntry{std::move(type)};
}

Result<CatalogEntry> read_template(const std::vector<std::string_view>& parts, const json::value& v,
                                   Time at) {
    TemplateEntry entry;
    const auto channel = core::parse_channel(parts[2]);
    const auto version = version_in(parts[4]);
    if (!channel || !version || !v.is_object()) return invalid("not a template");
    entry.type = core::TypeName(std::string(parts[1]));
    entry.channel = *channel;
    entry.locale = parts[3];
    entry.version = *version;
    entry.body = v.get_object();
    entry.written_at = at;
    return CatalogEntry{std::move(entry)};
}

Result<CatalogEntry> read_piece(std::string_view key, const json::value& v, Time at) {
    key.remove_prefix(key.find('/') + 1);
    const auto slash = key.rfind('/');
    const auto version = version_in(key.substr(slash + 1));
    const auto* o = v.if_object();
    const auto* source = o ? json::member(*o, "source") : nullptr;
    if (!version || !source || !source->is_string()) return invalid("not a piece");
    PieceEntry entry{std::string(key.substr(0, slash)), *version, std::string(source->get_string()), at,
                     all_but(*o, {"source"})};
    if (auto fault = piece_name_fault(entry.name)) return invalid("the name " + *fault);
    return CatalogEntry{std::move(entry)};
}

Result<CatalogEntry> read_key(std::string_view id, const json::value& v) {
    const auto* o = v.if_object();
    if (!o) return invalid("not an API key");
    ApiKeyEntry entry;
    entry.id = id;
    entry.name = json::text_or_empty(*o, "name");
    entry.hash = json::text_or_empty(*o, "hash");
    if (const auto* scopes = json::member(*o, "scopes"); scopes && scopes->is_array()) {
        for (const auto& scope : scopes->get_array()) {
            if (scope.is_string()) entry.scopes.emplace_back(scope.get_string());
        }
    }
    if (const auto* rate = json::member(*o, "rate_per_second"); rate && rate->is_int64()) {
        entry.rate_per_second = rate->get_int64();
    }
    if (const auto created = parse_rfc3339(json::text_or_empty(*o, "created_at")))
        entry.created_at = *created;
    const auto* revoked = json::member(*o, "revoked");
    entry.revoked = revoked && revoked->is_bool() && revoked->get_bool();
    entry.newer = all_but(*o, {"name", "hash", "scopes", "rate_per_second", "created_at", "revoked"});
    return CatalogEntry{std::move(entry)};
}

Result<CatalogEntry> read_secret(std::string_view name, const json::value& v) {
    const auto* o = v.if_object();
    const std::string value(o ? json::text_or_empty(*o, "value") : "");
    if (value.empty()) return invalid("a secret without a value");
    return CatalogEntry{SecretEntry{std::string(name), Secret(value)}};
}

}  // namespace

std::optional<std::string> piece_name_fault(std::string_view name) {
    constexpr std::size_t kNameMax = 200;
    const auto parts = split(name);
    const bool good = name.size() <= kNameMax && std::ranges::all_of(parts, is_piece_part);
    if (!good) {
        return "must be letters, digits, dots, hyphens and underscores in parts between slashes, such as "
               "layouts/email.html, at most 200";
    }
    if (parts.back() != "versions" && parts.back() != "revert") return std::nullopt;
    return "must not end with /versions or /revert, which are paths of their own";
}

ports::NewRecord write_catalog(const CatalogEntry& entry) {
    return std::visit(
        [](const auto& e) { return ports::NewRecord{core::Topic::catalog, key_of(e), {}, value_of(e)}; },
        entry);
}

std::optional<std::pair<core::TypeName, std::int32_t>> event_type_of(std::string_view key) {
    const auto parts = split(key);
    if (parts.size() != 3 || parts[0] != "event-type") return std::nullopt;
    const auto version = version_in(parts[2]);
    if (!version) return std::nullopt;
    return std::pair{core::TypeName(std::string(parts[1])), *version};
}

Result<CatalogEntry> read_catalog(const ports::Record& record) {
    if (const auto known = understood(record.headers); !known) return known.error();
    if (!is_utf8(record.key) || has_control(record.key)) return invalid("the key is no text");
    const auto parts = split(record.key);
    const auto v = json::read(record.value);
    if (!v) return invalid("not JSON: " + v.error().message);
    if (parts.size() == 3 && parts[0] == "event-type") return read_type(parts, *v);
    if (parts.size() == 5 && parts[0] == "template") return read_template(parts, *v, record.appended_at);
    if (parts.size() >= 3 && parts[0] == "piece") return read_piece(record.key, *v, record.appended_at);
    if (parts.size() == 2 && parts[0] == "api-key") return read_key(parts[1], *v);
    if (parts.size() == 2 && parts[0] == "secret") return read_secret(parts[1], *v);
    return invalid("a key that is not known");
}

}  // namespace tidings::records
