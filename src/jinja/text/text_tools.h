#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "jinja/values/arena.h"

namespace tidings::jinja {

class Rendering;

// What filters and methods of texts share.

// As std::string_view finds them. Count the steps where much of a long `part` is in many places.
std::size_t find_text(Rendering& rendering, std::string_view text, std::string_view part,
                      std::size_t from = 0);
std::size_t rfind_text(Rendering& rendering, std::string_view text, std::string_view part);

// Counts what it takes to look every character up in the tables of Unicode, which is nothing in ASCII.
void charge_letters(Rendering& rendering, std::string_view text);

using TextParts = std::vector<std::string_view, ArenaAllocator<std::string_view>>;

// At runs of blanks, as str.split() without an argument; `limit` splits at most, all when negative.
TextParts split_blanks(Rendering& rendering, std::string_view text, std::int64_t limit, bool from_right);

// At each `separator`, which must not be empty.
TextParts split_by(Rendering& rendering, std::string_view text, std::string_view separator,
                   std::int64_t limit, bool from_right);

// str.splitlines(keepends).
TextParts split_lines(Rendering& rendering, std::string_view text, bool keep_ends = false);

// Without the characters of `set` at its ends.
std::string_view trim_characters(Rendering& rendering, std::string_view text, std::string_view set, bool left,
                                 bool right);

// The first `count` (all when negative) occurrences of `from` become `to`.
std::string replace_text(Rendering& rendering, std::string_view text, std::string_view from,
                         std::string_view to, std::int64_t count);

// With `fill` on the given sides up to `width` characters. On both the text is centred: an odd one goes to
// the right, or as str.center() has it.
std::string pad_text(Rendering& rendering, std::string_view text, std::int64_t width, std::string_view fill,
                     bool left, bool right, bool as_center = true);

// str.islower() and str.isupper().
bool is_lower(std::string_view text);
bool is_upper(std::string_view text);

}  // namespace tidings::jinja
