#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace tidings {

// Whether `text` is valid UTF-8: no overlong form, no surrogate, nothing above U+10FFFF.
bool is_utf8(std::string_view text);

// How many bytes at the front of `text` are valid UTF-8.
std::size_t utf8_prefix(std::string_view text);

// The number of code points in `text`, which is UTF-8.
std::size_t count_code_points(std::string_view text);

// Whether `text` has a control character: U+0000 to U+001F, U+007F to U+009F, U+2028 or U+2029. `text` is
// UTF-8.
bool has_control(std::string_view text);

// Whether `text` begins with a character that turns round the direction in which what follows is shown, and
// so lets a name look like another: U+202A to U+202E, U+2066 to U+2069.
bool turns_direction(std::string_view text);

// `code`, which is a character, at the end of `out`.
void append_utf8(char32_t code, std::string& out);

}  // namespace tidings
