#include "jinja/text/characters.h"

#include <algorithm>
#include <iterator>
#include <span>

#include "jinja/text/cased_tables.h"
#include "jinja/text/character_tables.h"
#include "jinja/text/letter_tables.h"
#include "jinja/text/unicode.h"

namespace tidings::jinja {
namespace {

constexpr CharacterRange kSpaces[] = {{0x85, 0x85},     {0xa0, 0xa0},     {0x1680, 0x1680}, {0x2000, 0x200a},
                                      {0x2028, 0x2029}, {0x202f, 0x202f}, {0x205f, 0x205f}, {0x3000, 0x3000}};

bool in_ranges(std::span<const CharacterRange> ranges, char32_t code) {
    const auto next =
        std::upper_bound(ranges.begin(), ranges.end(), code,
                         [](char32_t c, const CharacterRange& range) { return c < range.first; });
    if (next == ranges.begin()) return false;
    const CharacterRange& range = *std::prev(next);
    return code <= range.last && (code - range.first) % range.step == 0;
}

bool starts_identifier(char32_t code) {
    if (code < 0x80) return code == '_' || is_alpha(code);
    return is_alpha(code) != in_ranges(kStartingOtherwise, code);
}

bool continues_identifier(char32_t code) {
    if (code < 0x80) return code == '_' || is_alphanumeric(code);
    return in_ranges(kContinuing, code) || (is_alphanumeric(code) && !in_ranges(kAlone, code));
}

}  // namespace

bool is_alpha(char32_t code) {
    if (code < 0x80) return (code | 0x20U) >= 'a' && (code | 0x20U) <= 'z';
    return in_ranges(kLetters, code);
}

bool is_alphanumeric(char32_t code) {
    return is_alpha(code) || is_numeric(code);
}

bool is_decimal(char32_t code) {
    return code < 0x80 ? is_digit(code) : in_ranges(kDecimals, code);
}

bool is_any_digit(char32_t code) {
    return is_decimal(code) || in_ranges(kOtherDigits, code);
}

bool is_numeric(char32_t code) {
    return code < 0x80 ? is_digit(code) : is_any_digit(code) || in_ranges(kOtherNumerics, code);
}

bool is_printable(char32_t code) {
    return code < 0x7f ? code >= 0x20 : in_ranges(kPrintable, code);
}

bool is_space(char32_t code) {
    if (code < 0x80) return code == ' ' || (code >= '\t' && code <= '\r') || (code >= 0x1c && code <= 0x1f);
    return in_ranges(kSpaces, code);
}

bool is_word(char32_t code) {
    return code == '_' || is_alphanumeric(code);
}

bool is_digit(char32_t code) {
    return code >= '0' && code <= '9';
}

bool is_upper_case(char32_t code) {
    return code < 0x80 ? code >= 'A' && code <= 'Z' : in_ranges(kUpperCase, code);
}

bool is_lower_case(char32_t code) {
    return code < 0x80 ? code >= 'a' && code <= 'z' : in_ranges(kLowerCase, code);
}

bool is_title_case(char32_t code) {
    return code >= 0x80 && in_ranges(kTitleCase, code);
}

bool is_cased(char32_t code) {
    return is_lower_case(code) || is_upper_case(code) || is_title_case(code);
}

bool is_case_ignorable(char32_t code) {
    return in_ranges(kCaseIgnorable, code);
}

bool folds_up(char32_t code) {
    return in_ranges(kFoldsUp, code);
}

bool is_in_names(char32_t code) {
    if (code < 0x80) return is_word(code);
    return is_word(code) || (in_ranges(kContinuing, code) && !in_ranges(kNew, code));
}

bool is_identifier(std::string_view text) {
    bool valid = !text.empty();
    bool first = true;
    each_character(text, [&](char32_t code, std::string_view) {
        valid = valid && (first ? starts_identifier(code) : continues_identifier(code));
        first = false;
    });
    return valid;
}

}  // namespace tidings::jinja
