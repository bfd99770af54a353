#include "jinja/syntax/position.h"

#include <algorithm>

#include "jinja/text/unicode.h"

namespace tidings::jinja {

Position position_of(std::string_view source, std::size_t offset) {
    const std::string_view before = source.substr(0, offset);
    const auto lines = static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
    const std::size_t newline = before.rfind('\n');
    const std::string_view line = newline == std::string_view::npos ? before : before.substr(newline + 1);
    return {lines + 1, count_characters(line) + 1};
}

}  // namespace tidings::jinja
