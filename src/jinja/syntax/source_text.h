#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "jinja/text/characters.h"
#include "jinja/text/unicode.h"

namespace tidings::jinja {

// The first place from `at` on that is no white space.
inline std::size_t skip_spaces(std::string_view source, std::size_t at) {
    while (at < source.size()) {
        const Character c = character_at(source, at);
        if (!is_space(c.code)) break;
        at += c.bytes;
    }
    return at;
}

inline bool starts_with_at(std::string_view source, std::size_t at, std::string_view part) {
    return source.substr(std::min(at, source.size())).starts_with(part);
}

}  // namespace tidings::jinja
