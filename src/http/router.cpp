#include "http/router.h"

#include <algorithm>
#include <optional>
#include <set>

#include "base/assert.h"
#include "http/problem.h"
#include "http/target.h"

namespace tidings::http {
namespace {

bool is_name(std::string_view segment) {
    return segment.starts_with('{');
}

bool is_open_name(std::string_view segment) {
    return is_name(segment) && segment.ends_with("...");
}

std::vector<std::string> parse_pattern(std::string_view pattern) {
    TIDINGS_ASSERT(pattern.starts_with('/'));
    std::vector<std::string> segments;
    for (const std::string_view segment : split_path(pattern)) {
        TIDINGS_ASSERT(is_name(segment) == segment.ends_with('}'));
        segments.emplace_back(is_name(segment) ? segment.substr(0, segment.size() - 1) : segment);
    }
    return segments;
}

// Whether `a` is more specific: a text where `b` has a name, at the leftmost place where they differ so.
bool stands_before(const std::vector<std::string>& a, const std::vector<std::string>& b) {
    return std::ranges::lexicographical_compare(a, b, {}, is_name, is_name);
}

bool same_shape(const std::vector<std::string>& a, const std::vector<std::string>& b) {
    return std::ranges::equal(
        a, b, [](const auto& x, const auto& y) { return x == y || (is_name(x) && is_name(y)); });
}

// How many segments of the path a segment of the pattern stands for.
std::size_t length_of(std::string_view segment, const std::vector<std::string>& pattern,
                      const std::vector<std::string_view>& path) {
    return is_open_name(segment) ? path.size() - pattern.size() + 1 : 1;
}

bool fits(const std::vector<std::string>& pattern, const std::vector<std::string_view>& path) {
    if (path.size() < pattern.size()) return false;
    auto at = path.begin();
    for (const std::string& expected : pattern) {
        const auto end = at + static_cast<std::ptrdiff_t>(length_of(expected, pattern, path));
        const bool good = is_name(expected) ? std::find(at, end, "") == end : *at == expected;
        if (!good) return false;
        at = end;
    }
    return at == path.end();
}

std::optional<Fields> path_fields(const std::vector<std::string>& pattern,
                                  const std::vector<std::string_view>& path) {
    Fields fields;
    std::size_t at = 0;
    for (const std::string& segment : pattern) {
        const std::size_t end = at + length_of(segment, pattern, path);
        std::string value;
        for (; at < end; ++at) {
            const auto part = percent_decode(path[at]);
            if (!part) return std::nullopt;
            value += (value.empty() ? "" : "/") + *part;
        }
        if (!is_name(segment)) continue;
        std::string name = segment.substr(1);
        if (is_open_name(segment)) name.resize(name.size() - 3);
        fields.emplace_back(std::move(name), std::move(value));
    }
    return fields;
}

std::string join(const std::set<std::string>& methods) {
    std::string list;
    for (const std::string& method : methods) {
        if (!list.empty()) list += ", ";
        list += method;
    }
    return list;
}

std::set<std::string> allowed(const std::map<std::string, Handler>& handlers) {
    std::set<std::string> methods{"OPTIONS"};
    for (const auto& [method, handler] : handlers) methods.insert(method);
    if (methods.contains("GET")) methods.insert("HEAD");
    return methods;
}

const Handler* handler_for(const std::map<std::string, Handler>& handlers, const std::string& method) {
    auto at = handlers.find(method);
    if (at == handlers.end() && method == "HEAD") at = handlers.find("GET");
    return at == handlers.end() ? nullptr : &at->second;
}

Response refuse_method(const std::string& method, const std::map<std::string, Handler>& handlers) {
    const std::string methods = join(allowed(handlers));
    Response response = method == "OPTIONS"
                            ? Response{204, {}, {}}
                            : problem(405, "this path does not take the method, but one of " + methods);
    response.headers.emplace_back("Allow", methods);
    return response;
}

Response found_at(const std::string& base_url, const Request& request) {
    Response response = problem(307, "another server answers this");
    const std::string query = request.query.empty() ? "" : '?' + request.query;
    response.headers.emplace_back("Location", base_url + request.path + query);
    return response;
}

// Whether the body is compressed, or otherwise not what its Content-Type says.
bool is_encoded(const Request& request) {
    const std::string* encoding = request.header("content-encoding");
    return encoding != nullptr && !request.body.empty() && to_lower(*encoding) != "identity";
}

Response refuse_encoding() {
    Response response = problem(415, "a body with a Content-Encoding is not taken; send it as it is");
    response.headers.emplace_back("Accept-Encoding", "identity");
    return response;
}

}  // namespace

void Router::add(std::string method, std::string_view pattern, Handler handler) {
    std::vector<std::string> segments = parse_pattern(pattern);
    const bool open = std::ranges::any_of(segments, is_open_name);
    std::vector<Route>& routes = open ? open_routes_[segments.size()] : routes_[segments.size()];
    auto at = std::ranges::find_if(routes,
                                   [&](const Route& route) { return same_shape(route.segments, segments); });
    if (at == routes.end()) {
        at = std::ranges::upper_bound(routes, segments, stands_before, &Route::segments);
        at = routes.insert(at, {std::move(segments), {}});
    } else {
        TIDINGS_ASSERT(at->segments == segments);  // one path, one set of names
    }
    const bool added = at->handlers.emplace(std::move(method), std::move(handler)).second;
    TIDINGS_ASSERT(added);
}

const Router::Route* Router::find_route(const std::vector<std::string_view>& path) const {
    const auto find_in = [&](const std::vector<Route>& routes) {
        const auto at = std::ranges::find_if(routes, [&](const Route& r) { return fits(r.segments, path); });
        return at == routes.end() ? nullptr : &*at;
    };
    if (const auto routes = routes_.find(path.size()); routes != routes_.end()) {
        if (const Route* const found = find_in(routes->second)) return found;
    }
    for (const auto& [length, routes] : open_routes_) {
        if (const Route* const found = find_in(routes)) return found;
    }
    return nullptr;
}

std::string Router::not_found(const Request& request) const {
    const std::string nothing = "there is nothing at this path";
    return hint_.empty() || !request.path.starts_with("/v1/") ? nothing : nothing + "; " + hint_;
}

void Router::operator()(Request&& request, Responder&& responder) const {
    if (request.path == "*") return responder.answer({204, {}, {}});
    if (is_encoded(request)) return responder.answer(refuse_encoding());
    // The handler gets `request` and may move it away, so what the lookup needs has ended by then.
    const Handler* handler = nullptr;
    {
        const std::vector<std::string_view> path = split_path(request.path);
        const Route* route = find_route(path);
        if (route != nullptr) handler = handler_for(route->handlers, request.method);
        if (handler == nullptr && !elsewhere_.empty() && request.path.starts_with("/v1/")) {
            return responder.answer(found_at(elsewhere_, request));
        }
        if (route == nullptr) return responder.answer(problem(404, not_found(request)));
        if (handler == nullptr) return responder.answer(refuse_method(request.method, route->handlers));
        auto names = path_fields(route->segments, path);
        auto query = parse_query(request.query);
        if (!names || !query) {
            return responder.answer(
                problem(400,
                        "the path or the query has a broken percent-encoding, a NUL, or is "
                        "not UTF-8"));
        }
        request.path_fields = std::move(*names);
        request.query_fields = std::move(*query);
    }
    (*handler)(std::move(request), std::move(responder));
}

}  // namespace tidings::http
