#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace tidings {

// How many insertions, deletions, replacements and swaps of neighbours turn `a` into `b`. Case counts.
std::size_t edit_distance(std::string_view a, std::string_view b);

// The name that `word` was probably meant to be: the nearest one, if no more than a third of the letters (at
// least two) are wrong; the first of several.
std::optional<std::string> nearest(std::string_view word, std::span<const std::string> names);

// `; did you mean "embedded"?`, or nothing.
std::string did_you_mean(std::string_view word, std::span<const std::string> names);

}  // namespace tidings
