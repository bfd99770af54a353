#pragma once

#include <string>
#include <string_view>

namespace tidings::jinja {

class Rendering;

// `text` with the characters that its HTML entities stand for, as Python's html.unescape().
std::string unescape_html(std::string_view text);

// The words of an HTML text, without tags and comments.
std::string strip_tags(Rendering& rendering, std::string_view html);

}  // namespace tidings::jinja
