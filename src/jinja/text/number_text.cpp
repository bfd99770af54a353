#include "jinja/text/number_text.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cstdlib>
#include <string>

#include "jinja/run/rendering.h"
#include "jinja/text/unicode.h"
#include "jinja/values/big_integer.h"

namespace tidings::jinja {
namespace {

// The digits of a number without the "_" that may stand between two of them; nothing where one stands
// elsewhere.
std::optional<std::string> without_underscores(std::string_view text) {
    std::string digits;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '_') {
            digits += text[i];
        } else if (i == 0 || i + 1 == text.size() || text[i - 1] == '_') {
            return std::nullopt;
        }
    }
    return digits;
}

// Takes "0x", "0o" or "0b" away where the base allows it; base 0 means what it says.
void strip_base(std::string& digits, std::int64_t& base) {
    if (digits.size() > 2 && digits[0] == '0') {
        const char kind = static_cast<char>(digits[1] | 0x20);
        const std::int64_t named = kind == 'x' ? 16 : kind == 'o' ? 8 : kind == 'b' ? 2 : 0;
        if (named != 0 && (base == named || base == 0)) {
            digits.erase(0, 2);
            base = named;
        }
    }
    if (base == 0) base = 10;
}

bool are_digits(std::string_view text, std::int64_t base) {
    return std::all_of(text.begin(), text.end(), [&](char c) {
        const int letter = (c | 0x20) - 'a';
        const int digit = is_digit(static_cast<unsigned char>(c)) ? c - '0' : letter >= 0 ? letter + 10 : 99;
        return digit < base;
    });
}

}  // namespace

std::optional<double> parse_real(std::string_view text) {
    std::optional<std::string> digits = without_underscores(trim(text));
    if (!digits || digits->empty() || digits->find_first_of("xXpP(") != std::string::npos)
        return std::nullopt;
    char* end = nullptr;
    const double value = std::strtod(digits->c_str(), &end);
    if (end != digits->c_str() + digits->size()) return std::nullopt;
    return value;
}

Value parse_integer(Rendering& rendering, std::string_view text, std::int64_t base) {
    text = trim(text);
    const bool negative = text.starts_with('-');
    if (negative || text.starts_with('+')) text.remove_prefix(1);
    std::optional<std::string> digits = without_underscores(text);
    if (!digits || digits->empty() || (base != 0 && (base < 2 || base > 36))) return {};
    strip_base(*digits, base);
    if (digits->empty() || !are_digits(*digits, base)) return {};
    const bool is_binary = std::has_single_bit(static_cast<std::uint64_t>(base));
    if (digits->size() > (is_binary ? kIntegerBits : kIntegerDigits)) return {};
    rendering.charge(digits->size());
    std::uint64_t word = 0;
    const auto [end, error] =
        std::from_chars(digits->data(), digits->data() + digits->size(), word, static_cast<int>(base));
    if (error == std::errc()) return integer_of(rendering, {&word, 1}, negative);
    return integer_of(rendering, words_of_digits(*digits, static_cast<int>(base)), negative);
}

}  // namespace tidings::jinja
