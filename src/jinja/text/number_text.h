#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "jinja/values/value.h"

namespace tidings::jinja {

// What Python's int(text, base) reads: missing where the text is no integer, or has more digits than are
// read.
Value parse_integer(Rendering& rendering, std::string_view text, std::int64_t base);

// What Python's float(text) reads.
std::optional<double> parse_real(std::string_view text);

}  // namespace tidings::jinja
