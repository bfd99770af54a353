#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tidings::jinja {

// Numbers and texts as Python's str() and repr() write them.
void append_integer(std::int64_t i, std::string& out);
void append_real(double d, std::string& out);  // the shortest form that reads back: 0.1, 1e+16, nan
// The significant digits of a number, of which the first has that exponent of ten. An exponent is written
// below -4, and from `exponent_shown` up.
void append_digits(std::string_view digits, int exponent, int exponent_shown, std::string& out);
void append_repr(std::string_view text, std::string& out);
std::string repr_text(std::string_view text);

// What Python's ascii() makes of a repr: all past ASCII as \x, \u and \U escapes.
std::string ascii_only(std::string_view repr);

}  // namespace tidings::jinja
