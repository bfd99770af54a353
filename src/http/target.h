#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.h"

namespace tidings::http {

// The parts of a request target, as sent. They point into the text that was split.
struct Target {
    std::string_view authority;  // of the absolute form only
    std::string_view path;       // begins with '/', or is "*"
    std::string_view query;
};

// Splits the origin form "/path?query", the absolute form "http://host/path?query" and, for OPTIONS, "*".
// Nothing else is a target of ours: no authority form (CONNECT), no fragment, no user information, no space,
// control character, backslash or byte from 0x80 on.
std::optional<Target> split_target(std::string_view method, std::string_view target);

// Decodes %41 and the like. Nothing for a broken escape, and for a result that has a NUL or is no UTF-8,
// since no store of ours could keep it.
std::optional<std::string> percent_decode(std::string_view text);

// Encodes everything but letters, digits and -._~ ; what percent_decode reads back.
std::string percent_encode(std::string_view text);

// A URL that a path can be put behind.
std::string without_slash(std::string url);

// Reads "a=1&b=x+y": pairs in order, '+' for a space; a name without '=' has an empty value.
std::optional<Fields> parse_query(std::string_view query);

// The segments between the slashes, as sent: "/v1/events/" is {"v1", "events", ""}, "/" is {""}.
std::vector<std::string_view> split_path(std::string_view path);

}  // namespace tidings::http
