#pragma once

#include <string>
#include <string_view>

// Letters of ASCII, whatever the locale; all else stays as it is.
namespace tidings {

std::string to_lower(std::string_view text);
bool equal_ignoring_case(std::string_view a, std::string_view b);

}  // namespace tidings
