#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace tidings::jinja {

// A "%…" format that Python takes for an f-string, which writes each item before the next one is evaluated.
struct FormatInTurn {
    std::string format;       // the same with %s everywhere
    std::string conversions;  // 's', 'r' or 'a', for each item
};

// Nothing where `format` is none for `count` items: it has others than %s, %r and %a, or another number.
std::optional<FormatInTurn> read_in_turn(std::string_view format, std::size_t count);

}  // namespace tidings::jinja
