#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "jinja/values/value.h"

namespace tidings::jinja {

// Python's format specification: "[[fill]align][sign][z][#][0][width][grouping][.precision][type]".
struct FormatSpec {
    std::string_view fill = " ";  // one character
    char align = 0;               // < > = ^; 0 means the type's own
    char sign = 0;                // + - or a blank
    bool no_negative_zero = false;
    bool alternative = false;
    std::int64_t width = -1;
    char grouping = 0;  // , or _
    std::int64_t precision = -1;
    std::string_view type;  // one character or none

    char type_code() const { return type.size() == 1 ? type[0] : type.empty() ? '\0' : '\x7f'; }
};

// A number in parts, as padding and grouping take them.
struct NumberParts {
    bool negative = false;
    std::string_view prefix{};  // "0x"
    std::string_view text{};    // digits, and what follows them: ".5e+10"
    std::size_t group = 3;      // digits between two separators
};

// format(value, spec). Fails as Python does, and with a LimitError where the text would pass the bound on
// output.
std::string format_value(Rendering& rendering, const Value& value, std::string_view spec);

// Numbers alone, and a number that is written already.
std::string format_integer(Rendering& rendering, const Value& value, FormatSpec spec);
std::string format_real(Rendering& rendering, double value, FormatSpec spec, std::string_view type_name);
std::string format_parts(Rendering& rendering, const NumberParts& parts, const FormatSpec& spec);

[[noreturn]] void unknown_format_code(std::string_view code, std::string_view type_name);

}  // namespace tidings::jinja
