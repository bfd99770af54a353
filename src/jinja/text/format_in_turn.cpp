#include "jinja/text/format_in_turn.h"

#include <algorithm>

namespace tidings::jinja {
namespace {

constexpr std::string_view kDigits = "0123456789";

// Python leaves longer numbers to its usual way.
constexpr std::size_t kDigitsMax = 2;

// Goes behind a number; false where it is too long.
bool skip_number(std::string_view format, std::size_t& at) {
    const std::size_t end = std::min(format.find_first_not_of(kDigits, at), format.size());
    const bool is_short = end - at <= kDigitsMax;
    at = end;
    return is_short;
}

// Goes behind one "%…" to its last letter; false where it is not a simple one.
bool skip_to_conversion(std::string_view format, std::size_t& at) {
    at = std::min(format.find_first_not_of("-+ #0", at + 1), format.size());
    if (!skip_number(format, at)) return false;
    if (at < format.size() && format[at] == '.' && !skip_number(format, ++at)) return false;
    return at < format.size() && std::string_view("sra").find(format[at]) != std::string_view::npos;
}

}  // namespace

std::optional<FormatInTurn> read_in_turn(std::string_view format, std::size_t count) {
    FormatInTurn result{.format = std::string(format), .conversions = {}};
    for (std::size_t at = 0; (at = format.find('%', at)) != std::string_view::npos; ++at) {
        if (format.substr(at).starts_with("%%")) {
            ++at;
            continue;
        }
        if (!skip_to_conversion(format, at)) return std::nullopt;
        result.conversions += format[at];
        result.format[at] = 's';
    }
    if (result.conversions.size() != count) return std::nullopt;
    return result;
}

}  // namespace tidings::jinja
