#include "services/web/access.h"

#include <algorithm>

#include "base/hash.h"
#include "http/problem.h"

namespace tidings::web {
namespace {

constexpr std::array<std::string_view, 3> kScopes{"send", "read", "admin"};
constexpr std::string_view kPrefix = "tk_";

std::string hash_of(std::string_view key) {
    const auto hash = sha256(key);
    return to_hex({reinterpret_cast<const char*>(hash.data()), hash.size()});
}

// Of two, a proxy may have looked at the other one, so neither counts.
std::string_view bearer(const http::Request& request) {
    const std::string* header = request.header("authorization");
    if (!header || request.header_count("authorization") > 1 || header->size() < 7 ||
        !http::equal_ignoring_case(std::string_view(*header).substr(0, 7), "bearer ")) {
        return {};
    }
    return std::string_view(*header).substr(7);
}

std::string_view id_in(std::string_view key) {
    if (!key.starts_with(kPrefix)) return {};
    key.remove_prefix(kPrefix.size());
    return key.substr(0, key.find('_'));
}

bool allows(const records::ApiKeyEntry& key, Scope scope) {
    return std::any_of(key.scopes.begin(), key.scopes.end(),
                       [&](const std::string& s) { return s == name(scope) || s == name(Scope::admin); });
}

// A name that nobody else can have made to lead here: an address, or one that no public DNS has.
bool is_local(std::string_view host) {
    if (host.starts_with('[')) return true;
    const std::string name = http::to_lower(host.substr(0, host.find(':')));
    const bool is_ipv4 = name.find_first_not_of("0123456789.") == std::string::npos;
    return is_ipv4 || name.find('.') == std::string::npos || name.ends_with(".localhost");
}

// Whether a browser asks for a page from elsewhere: by a form or script of another origin, or by a name that
// was made to lead here (DNS rebinding).
bool is_from_foreign_page(const http::Request& request) {
    const auto* host = request.header("host");
    if (!host) return false;
    if (const auto* origin = request.header("origin")) {
        const auto scheme = origin->find("://");
        if (scheme == std::string::npos) return true;
        if (!http::equal_ignoring_case(std::string_view(*origin).substr(scheme + 3), *host)) return true;
    }
    return !is_local(*host);
}

std::string seconds(Duration d) {
    const auto whole = std::chrono::ceil<std::chrono::seconds>(d).count();
    return std::to_string(std::max<std::int64_t>(1, whole));
}

http::Response too_many(const std::string& detail, Duration wait) {
    auto response = http::problem(429, detail);
    response.headers.emplace_back("Retry-After", seconds(wait));
    return response;
}

http::Fields rate_headers(const core::RateLimit& limit, std::int64_t left, Duration until_reset) {
    return {{"RateLimit-Limit", std::to_string(limit.count)},
            {"RateLimit-Remaining", std::to_string(left)},
            {"RateLimit-Reset", seconds(until_reset)}};
}

}  // namespace

http::Response unauthorized(std::string_view detail) {
    auto response = http::problem(401, detail);
    response.headers.emplace_back("WWW-Authenticate", "Bearer");
    return response;
}

std::string_view name(Scope s) {
    return kScopes[static_cast<std::size_t>(s)];
}

std::optional<Scope> parse_scope(std::string_view text) {
    const auto found = std::find(kScopes.begin(), kScopes.end(), text);
    if (found == kScopes.end()) return std::nullopt;
    return static_cast<Scope>(found - kScopes.begin());
}

NewKey make_key(std::string name, std::vector<std::string> scopes, Time now) {
    NewKey key;
    key.entry.id = to_hex(random_bytes(4));
    key.text = std::string(kPrefix) + key.entry.id + "_" + to_hex(random_bytes(32));
    key.entry.name = std::move(name);
    key.entry.hash = hash_of(key.text);
    key.entry.scopes = std::move(scopes);
    key.entry.created_at = now;
    return key;
}

Access::Access(catalog::CatalogView& catalog, const ports::Clock& clock, core::RateLimit rate_per_key)
    : catalog_(catalog), clock_(clock), rate_(rate_per_key), open_(rate_per_key) {}

void Access::add(http::Router& router, std::string method, std::string_view pattern, Scope scope,
                 Inbox& inbox, std::function<void(Visit&&)> handle) {
    const auto* handler = keep(std::move(handle));
    router.add(std::move(method), pattern,
               [this, scope, &inbox, handler](http::Request&& request, http::Responder&& responder) {
                   auto admitted = admit(request, scope);
                   if (!admitted) return responder.answer(admitted.error());
                   responder.add_headers(std::move(admitted->rate));
                   inbox.post({std::move(request), std::move(responder), std::move(admitted->key_name),
                               handler, admitted->with_key});
               });
}

void Access::add_open(http::Router& router, std::string method, std::string_view pattern, Inbox& inbox,
                      std::function<void(Visit&&)> handle) {
    router.add(std::move(method), pattern,
               [this, &inbox, handler = keep(std::move(handle))](http::Request&& request,
                                                                 http::Responder&& responder) {
                   const auto now = clock_.steady();
                   if (open_.grant(now, 1) == 0) {
                       return responder.answer(refuse(
                           "rate", too_many("too many ask for this at once", open_.next_grant(now) - now)));
                   }
                   inbox.post({std::move(request), std::move(responder), "local", handler});
               });
}

const std::function<void(Visit&&)>* Access::keep(std::function<void(Visit&&)> handle) {
    handlers_.push_back(std::make_unique<std::function<void(Visit&&)>>(std::move(handle)));
    return handlers_.back().get();
}

boost::system::result<Access::Admitted, http::Response> Access::admit(const http::Request& request,
                                                                      Scope scope) {
    const auto catalog = catalog_.current();
    if (catalog->api_keys().empty()) {
        if (!is_from_foreign_page(request)) return Admitted{"local", false, {}};
        return refuse("foreign_page", http::problem(403,
                                                    "without an API key only programs may call, by an "
                                                    "address or a local name"));
    }
    const auto text = bearer(request);
    if (text.empty()) {
        return refuse("no_key", unauthorized("an API key is needed: send it as 'Authorization: Bearer KEY'"));
    }
    const auto found = catalog->api_keys().find(std::string(id_in(text)));
    const bool known = found != catalog->api_keys().end() && !found->second.revoked &&
                       equal_in_constant_time(hash_of(text), found->second.hash);
    if (!known) return refuse_stranger(request);
    if (!allows(found->second, scope)) {
        return refuse("scope",
                      http::problem(403, "the API key lacks the scope '" + std::string(name(scope)) + "'"));
    }
    auto rate = use_rate(found->second);
    if (!rate) return refuse("rate", rate.error());
    return Admitted{found->second.name, true, std::move(*rate)};
}

http::Response Access::refuse(std::string_view reason, http::Response response) const {
    tell_(reason);
    return response;
}

http::Response Access::refuse_stranger(const http::Request& request) {
    if (const auto wait = strangers_.came(request.peer, clock_.steady())) {
        return refuse("guessing", too_many("too many requests came from here with unknown API keys", *wait));
    }
    return refuse("unknown_key", unauthorized("the API key is not known, or was revoked"));
}

boost::system::result<http::Fields, http::Response> Access::use_rate(const records::ApiKeyEntry& key) {
    auto limit = rate_;
    if (key.rate_per_second > 0) limit = {key.rate_per_second, std::chrono::seconds{1}};
    auto& window = windows_.try_emplace(key.id, limit).first->second;
    const auto now = clock_.steady();
    if (window.grant(now, 1) == 1)
        return rate_headers(limit, window.left(now), limit.window + limit.permit_life());
    auto response = http::problem(429, "this API key may make " + limit.str() + " requests");
    for (auto& header : rate_headers(limit, 0, window.next_grant(now) - now)) {
        if (header.first == "RateLimit-Reset") response.headers.emplace_back("Retry-After", header.second);
        response.headers.push_back(std::move(header));
    }
    return response;
}

}  // namespace tidings::web
