#include "app/api_client.h"

#include <algorithm>

#include <fmt/format.h>

#include "app/style.h"
#include "http/client.h"
#include "http/target.h"

namespace tidings::app {

namespace {

Errc code_of(int status) {
    if (status == 404) return Errc::not_found;
    if (status == 409) return Errc::conflict;
    return status == 429 || status >= 500 ? Errc::unavailable : Errc::invalid;
}

// A problem (RFC 9457) as text for people.
Error error_of(const ApiClient::Answer& answer) {
    const json::object* const problem = answer.body.if_object();
    if (problem == nullptr) {
        return {code_of(answer.status),
                fmt::format("the server answered {} without saying why", answer.status)};
    }
    std::string text = printable(json::text_or_empty(*problem, "title"));
    const std::string_view detail = json::text_or_empty(*problem, "detail");
    if (!detail.empty()) text += (text.empty() ? "" : ": ") + printable(detail);
    if (text.empty()) text = fmt::format("the server answered {}", answer.status);
    const json::value* const faults = json::member(*problem, "errors");
    if (faults != nullptr && faults->is_array()) {
        for (const json::value& fault : faults->get_array()) {
            if (!fault.is_object()) continue;
            const std::string pointer = printable(json::text_or_empty(fault.get_object(), "pointer"));
            text += fmt::format("\n  {}{}{}", pointer, pointer.empty() ? "" : " ",
                                printable(json::text_or_empty(fault.get_object(), "detail")));
        }
    }
    if (answer.status == 401) text += "\n  the commands take the key from --key or TIDINGS_KEY";
    return {code_of(answer.status), std::move(text)};
}

// Whether a process with the role `gateway` alone serves it.
bool is_gateways(std::string_view method, std::string_view path) {
    if (!path.starts_with("/v1/")) return true;  // every process has these
    if (path.starts_with("/v1/users/")) return method != "GET";
    return method == "POST" && path == "/v1/events";
}

// Where a 307 sends `call`: the address that stands before the same path. Empty: it is no such answer.
std::string sent_on_to(const http::Response& response, const http::Call& call) {
    const auto location = std::ranges::find(response.headers, "location", &http::Fields::value_type::first);
    if (response.status != 307 || location == response.headers.end()) return "";
    const std::string& url = location->second;
    return url.ends_with(call.path) ? url.substr(0, url.size() - call.path.size()) : "";
}

}  // namespace

ApiClient::ApiClient(std::string base_url, Secret key)
    : base_url_(http::without_slash(std::move(base_url))), key_(std::move(key)) {}

void ApiClient::set_admin_url(std::string url) {
    admin_url_ = http::without_slash(std::move(url));
}

const std::string& ApiClient::url_for(std::string_view method, std::string_view path) const {
    return admin_url_.empty() || is_gateways(method, path) ? base_url_ : admin_url_;
}

Result<ApiClient::Answer> ApiClient::exchange(std::string_view method, const std::string& path,
                                              const std::optional<json::value>& body) const {
    http::Call call{.base_url = url_for(method, path),
                    .method = std::string(method),
                    .path = path,
                    .headers = {},
                    .body = {}};
    call.timeout = std::chrono::ceil<std::chrono::milliseconds>(timeout_);
    call.headers.emplace_back("Accept", "application/json");
    if (!key_.empty()) call.headers.emplace_back("Authorization", "Bearer " + key_.reveal());
    if (body) {
        call.headers.emplace_back("Content-Type",
                                  method == "PATCH" ? "application/merge-patch+json" : "application/json");
        call.body = json::write(*body);
    }
    Result<http::Response> response = http::call(call);
    if (response) {
        if (std::string admin = sent_on_to(*response, call); !admin.empty()) {
            call.base_url = std::move(admin);
            response = http::call(call);
        }
    }
    if (!response) return response.error();
    Answer answer{response->status, nullptr};
    Result<json::value> value = json::read(response->body);
    answer.is_foreign = !value && !response->body.empty();
    if (value) answer.body = *std::move(value);
    return answer;
}

Result<json::value> ApiClient::ask(std::string_view method, const std::string& path,
                                   const std::optional<json::value>& body) const {
    Result<Answer> answer = exchange(method, path, body);
    if (!answer) return answer.error();
    if (answer->status < 200 || answer->status > 299) return error_of(*answer);
    if (answer->is_foreign) {
        return invalid(printable(url_for(method, path)) +
                       " answered, but not as tidings does; is it the right address?");
    }
    return std::move(answer->body);
}

std::string path_of(std::initializer_list<std::string_view> segments, const ApiClient::Query& query) {
    std::string path = "/v1";
    for (const std::string_view segment : segments) path += '/' + http::percent_encode(segment);
    return path + query_text(query);
}

std::string query_text(const ApiClient::Query& query) {
    std::string text;
    for (const auto& [name, value] : query) {
        text += (text.empty() ? "?" : "&") + name + '=' + http::percent_encode(value);
    }
    return text;
}

}  // namespace tidings::app
