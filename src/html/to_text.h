#pragma once

#include <string>
#include <string_view>

namespace tidings::html {

// What a person would write who has to say the same without HTML:
//   links              text (https://…), or the address alone where the text is the same
//   lists              - item, 1. item, indented where they are nested
//   paragraphs, headings, tables, quotations ("> "), <pre>: blocks with an empty line between them
//   rows, other blocks a line of their own; the cells of a row stand in it two spaces apart
//   images             their alternative text; <hr> a line of hyphens
// Scripts, styles, comments, the head, and what is hidden (`hidden`, "display:none") say nothing. Entities
// are decoded, white space is joined, no line has blanks at its end.
//
// `source` is UTF-8, and any text will do: what is not HTML is taken as browsers take it, more or less. The
// result takes linear time, and is a bounded number of times as long.
std::string to_text(std::string_view source);

}  // namespace tidings::html
