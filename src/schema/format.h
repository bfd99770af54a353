#pragma once

#include <string_view>

namespace tidings::schema {

// A word of the keyword `format`.
struct Format {
    std::string_view name;
    bool (*matches)(std::string_view text);
    std::string_view phrase;  // completes "must be …"
};

// Nothing when we do not know the word.
const Format* find_format(std::string_view name);

// An IPv6 address without a zone (RFC 4291, 2.2).
bool is_ipv6(std::string_view text);

}  // namespace tidings::schema
