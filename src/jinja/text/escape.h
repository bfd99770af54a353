#pragma once

#include <string>
#include <string_view>

namespace tidings::jinja {

// `text` with & < > ' " as references, as MarkupSafe writes them, at the end of `out`.
void append_escaped(std::string_view text, std::string& out);

}  // namespace tidings::jinja
