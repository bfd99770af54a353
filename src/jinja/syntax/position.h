#pragma once

#include <cstddef>
#include <string_view>

namespace tidings::jinja {

struct Position {
    std::size_t line = 1;
    std::size_t column = 1;
};

// The line and column, counted in characters from 1, of a byte of `source`.
Position position_of(std::string_view source, std::size_t offset);

}  // namespace tidings::jinja
