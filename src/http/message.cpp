#include "http/message.h"

#include <algorithm>

#include "base/assert.h"

namespace tidings::http {

namespace {

constexpr std::pair<int, std::string_view> kReasonPhrases[] = {
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {204, "No Content"},
    {301, "Moved Permanently"},
    {302, "Found"},
    {303, "See Other"},
    {304, "Not Modified"},
    {307, "Temporary Redirect"},
    {308, "Permanent Redirect"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {406, "Not Acceptable"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {410, "Gone"},
    {412, "Precondition Failed"},
    {413, "Content Too Large"},
    {414, "URI Too Long"},
    {415, "Unsupported Media Type"},
    {417, "Expectation Failed"},
    {422, "Unprocessable Content"},
    {428, "Precondition Required"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {502, "Bad Gateway"},
    {503, "Service Unavailable"},
    {504, "Gateway Timeout"},
};

}  // namespace

const std::string* find(const Fields& fields, std::string_view name) {
    const auto at =
        std::ranges::find(fields, name, [](const auto& field) { return std::string_view(field.first); });
    return at == fields.end() ? nullptr : &at->second;
}

std::size_t count(const Fields& fields, std::string_view name) {
    return static_cast<std::size_t>(
        std::ranges::count(fields, name, [](const auto& field) { return std::string_view(field.first); }));
}

const std::string& Request::path_value(std::string_view name) const {
    const std::string* value = find(path_fields, name);
    TIDINGS_ASSERT(value != nullptr);
    return *value;
}

Response respond(int status, std::string content_type, std::string body) {
    return {status, {{"Content-Type", std::move(content_type)}}, std::move(body)};
}

std::string_view reason_phrase(int status) {
    const auto* found = std::ranges::find(kReasonPhrases, status, &std::pair<int, std::string_view>::first);
    return found != std::end(kReasonPhrases) ? found->second : "Unknown";
}

}  // namespace tidings::http
