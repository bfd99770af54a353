#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tidings::jinja {

struct WrapOptions {
    std::size_t width = 79;  // in characters, at least 1
    bool break_long_words = true;
    bool break_on_hyphens = true;
};

// Python's textwrap.wrap of one line, with tabs and other white space left as they are.
std::vector<std::string> wrapped_lines(std::string_view line, const WrapOptions& options);

}  // namespace tidings::jinja
