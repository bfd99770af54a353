#include "services/web/answers.h"

#include <fmt/format.h>

#include "base/log.h"

namespace tidings::web {
namespace {

// Without its parameters, in small letters.
std::string media_type(std::string_view content_type) {
    auto type = content_type.substr(0, content_type.find(';'));
    while (!type.empty() && (type.back() == ' ' || type.back() == '\t')) type.remove_suffix(1);
    return http::to_lower(type);
}

}  // namespace

http::Response json_answer(int status, const json::value& body) {
    return http::respond(status, "application/json", json::write(body));
}

http::Response refused(const core::Faults& faults) {
    std::vector<http::Fault> items;
    for (const auto& fault : faults) items.push_back({fault.pointer, fault.detail});
    return http::problem(422, "invalid request",
                         faults.size() == 1 ? "one thing is wrong with it" : "some things are wrong with it",
                         items);
}

std::optional<http::Response> refused_query(const http::Request& request) {
    if (request.query_fields.empty()) return std::nullopt;
    core::Faults faults;
    for (const auto& [name, value] : request.query_fields) faults.push_back({name, "is not known here"});
    return refused(faults);
}

http::Response overloaded(std::string_view detail) {
    auto response = http::problem(503, detail);
    response.headers.emplace_back("Retry-After", "1");
    return response;
}

http::Response answer_to(const Error& error) {
    switch (error.code) {
        case Errc::invalid:
            return http::problem(422, error.message);
        case Errc::not_found:
            return http::problem(404, error.message);
        case Errc::conflict:
            return http::problem(409, error.message);
        case Errc::unavailable:
        case Errc::full:
            // One for each request of an outage, which the log is told of elsewhere.
            log::debug("a request was refused", {{"error", error.message}});
            return overloaded("it cannot be done now: " + error.message);
        case Errc::internal:
            break;
    }
    log::error("a request failed", {{"error", error.message}});
    return http::problem(500, "a fault of this program; its log says more");
}

bool is_json(std::string_view content_type) {
    const std::string type = media_type(content_type);
    return type == "application/json" || (type.ends_with("+json") && type.find('/') != std::string::npos);
}

boost::system::result<json::value, http::Response> read_body(const http::Request& request) {
    const auto* type = request.header("content-type");
    if (type && !is_json(*type) && media_type(*type) != "application/x-www-form-urlencoded") {
        return http::problem(415, "the body must be JSON: application/json, said in Content-Type");
    }
    auto v = json::parse(request.body);
    if (v) return std::move(*v);
    const auto& e = v.error();
    return http::problem(400, "not JSON", fmt::format("{} (line {}, column {})", e.message, e.line, e.column),
                         {{e.pointer, e.message}});
}

}  // namespace tidings::web
