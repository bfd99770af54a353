#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/ascii.h"

namespace tidings::http {

// Names and values in the order in which they came; a name may stand there more than once.
using Fields = std::vector<std::pair<std::string, std::string>>;

// The first value under `name` (compared byte by byte), or nullptr.
const std::string* find(const Fields& fields, std::string_view name);
std::size_t count(const Fields& fields, std::string_view name);

struct Request {
    std::string method;   // as sent; methods are case-sensitive
    std::string path;     // as sent, percent-encoded: begins with '/', or is "*"
    std::string query;    // as sent, without the '?'
    Fields headers;       // names in lower case; values free of control characters, obs-text left as it came
    std::string body;     // whole, transfer coding removed
    std::string peer;     // the client's IP address, without the port
    Fields query_fields;  // decoded; filled in by the router
    Fields path_fields;   // {id} and the like, decoded; filled in by the router

    // The first value, or nullptr. `name` is in lower case.
    const std::string* header(std::string_view name) const { return find(headers, name); }
    std::size_t header_count(std::string_view name) const { return count(headers, name); }

    // The first value, or nullptr.
    const std::string* query_value(std::string_view name) const { return find(query_fields, name); }

    // The value that `{name}` of the route's pattern stands for. Asking for another name is a bug
    // (assertion).
    const std::string& path_value(std::string_view name) const;
};

// `headers` need not name Content-Length, Transfer-Encoding, Connection or Date: the server writes those, and
// ignores them here.
struct Response {
    int status = 200;
    Fields headers{};
    std::string body{};
};

// A response with a body of the given content type.
Response respond(int status, std::string content_type, std::string body);

// "Not Found" for 404; "Unknown" for a status that we never send.
std::string_view reason_phrase(int status);

using tidings::equal_ignoring_case;
using tidings::to_lower;

}  // namespace tidings::http
