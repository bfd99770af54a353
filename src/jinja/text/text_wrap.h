#pragma once

#include <cstddef>
#include <functional>
#include <string_view>

namespace tidings::jinja {

struct WrapOptions {
    std::size_t width = 79;  // in characters, at least 1
    bool break_long_words = true;
    bool break_on_hyphens = true;
};

// Python's textwrap.wrap of one line, with tabs and other white space left as they are: calls `visit` with
// each of the lines that it becomes, of which there is none where it is empty.
void each_wrapped_line(std::string_view line, const WrapOptions& options,
                       const std::function<void(std::string_view)>& visit);

}  // namespace tidings::jinja
