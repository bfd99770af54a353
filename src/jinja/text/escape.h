#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace tidings::jinja {

// `text` with & < > ' " as references, as MarkupSafe writes them, at the end of `out`.
void append_escaped(std::string_view text, std::string& out);

// The same, written to `to`, where escaped_room(text.size()) bytes are. Returns the end of the text; what is
// behind it there may have changed as well.
char* write_escaped(std::string_view text, char* to);
constexpr std::size_t escaped_room(std::size_t bytes) {
    return 5 * bytes + 16;
}
constexpr std::size_t escaped_fits(std::size_t room) {  // how long a text has that room, of 16 at least
    return (room - 16) / 5;
}

}  // namespace tidings::jinja
