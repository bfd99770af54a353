#include "http/message.h"

#include <algorithm>

#include "base/assert.h"

namespace tidings::http {

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
    switch (status) {
        case 200:
            return "OK";
        case 201:
            return "Created";
        case 202:
            return "Accepted";
        case 204:
            return "No Content";
        case 301:
            return "Moved Permanently";
        case 302:
            return "Found";
        case 303:
            return "See Other";
        case 304:
            return "Not Modified";
        case 307:
            return "Temporary Redirect";
        case 308:
            return "Permanent Redirect";
        case 400:
            return "Bad Request";
        case 401:
            return "Unauthorized";
        case 403:
            return "Forbidden";
        case 404:
            return "Not Found";
        case 405:
            return "Method Not Allowed";
        case 406:
            return "Not Acceptable";
        case 408:
            return "Request Timeout";
        case 409:
            return "Conflict";
        case 410:
            return "Gone";
        case 412:
            return "Precondition Failed";
        case 413:
            return "Content Too Large";
        case 414:
            return "URI Too Long";
        case 415:
            return "Unsupported Media Type";
        case 417:
            return "Expectation Failed";
        case 422:
            return "Unprocessable Content";
        case 428:
            return "Precondition Required";
        case 429:
            return "Too Many Requests";
        case 431:
            return "Request Header Fields Too Large";
        case 500:
            return "Internal Server Error";
        case 501:
            return "Not Implemented";
        case 502:
            return "Bad Gateway";
        case 503:
            return "Service Unavailable";
        case 504:
            return "Gateway Timeout";
        default:
            return "Unknown";
    }
}

}  // namespace tidings::http
