#include "jinja/unicode.h"

#include <algorithm>
#include <iterator>
#include <span>

#include "jinja/case_tables.h"

namespace tidings::jinja {
namespace {

struct Range {
    char32_t first;
    char32_t last;
};

constexpr Range kSpaces[] = {{0x9, 0xd},       {0x1c, 0x20},     {0x85, 0x85},     {0xa0, 0xa0},
                             {0x1680, 0x1680}, {0x2000, 0x200a}, {0x2028, 0x2029}, {0x202f, 0x202f},
                             {0x205f, 0x205f}, {0x3000, 0x3000}};

constexpr Range kUnprintable[] = {{0x0, 0x1f},      {0x7f, 0xa0},       {0xad, 0xad},     {0x600, 0x605},
                                  {0x61c, 0x61c},   {0x6dd, 0x6dd},     {0x70f, 0x70f},   {0x1680, 0x1680},
                                  {0x180e, 0x180e}, {0x2000, 0x200f},   {0x2028, 0x202f}, {0x205f, 0x206f},
                                  {0x3000, 0x3000}, {0xd800, 0xf8ff},   {0xfeff, 0xfeff}, {0xfff0, 0xfffb},
                                  {0xfffe, 0xffff}, {0xe0000, 0x10ffff}};

// Blocks of letters; digits and marks inside them count as well.
constexpr Range kWords[] = {
    {'0', '9'},         {'A', 'Z'},         {'_', '_'},        {'a', 'z'},       {0xaa, 0xaa},
    {0xb5, 0xb5},       {0xb7, 0xb7},       {0xba, 0xba},      {0xc0, 0xd6},     {0xd8, 0xf6},
    {0xf8, 0x2c1},      {0x300, 0x374},     {0x376, 0x37d},    {0x37f, 0x481},   {0x483, 0x559},
    {0x561, 0x587},     {0x591, 0x5f2},     {0x610, 0x66d},    {0x66e, 0x6fc},   {0x710, 0x963},
    {0x966, 0xe3e},     {0xe40, 0x10fa},    {0x10fc, 0x167f},  {0x1681, 0x1fff}, {0x2071, 0x2071},
    {0x207f, 0x207f},   {0x2090, 0x209c},   {0x2c00, 0x2de0},  {0x3005, 0x3007}, {0x3021, 0x3029},
    {0x3031, 0x3035},   {0x3041, 0x318e},   {0x31a0, 0x31bf},  {0x31f0, 0x31ff}, {0x3400, 0x4dbf},
    {0x4e00, 0xa4cf},   {0xa500, 0xabff},   {0xac00, 0xd7ff},  {0xf900, 0xfdff}, {0xfe70, 0xfefc},
    {0xff10, 0xff19},   {0xff21, 0xff3a},   {0xff41, 0xff5a},  {0xff66, 0xffdc}, {0x10000, 0x1cfff},
    {0x1d400, 0x1d7ff}, {0x1e000, 0x1efff}, {0x20000, 0x3ffff}};

bool in_ranges(std::span<const Range> ranges, char32_t code) {
    const auto next = std::upper_bound(ranges.begin(), ranges.end(), code,
                                       [](char32_t c, const Range& range) { return c < range.first; });
    return next != ranges.begin() && code <= std::prev(next)->last;
}

char32_t map_case(std::span<const CaseRange> ranges, char32_t code) {
    const auto next = std::upper_bound(ranges.begin(), ranges.end(), code,
                                       [](char32_t c, const CaseRange& range) { return c < range.first; });
    if (next == ranges.begin()) return code;
    const CaseRange& range = *std::prev(next);
    if (code > range.last || (code - range.first) % static_cast<char32_t>(range.step) != 0) return code;
    return static_cast<char32_t>(static_cast<std::int64_t>(code) + range.delta);
}

// Appends what `code` becomes by the table, and says whether it is there.
bool append_special(std::span<const CaseSpecial> table, char32_t code, std::string& out) {
    const auto special =
        std::lower_bound(table.begin(), table.end(), code,
                         [](const CaseSpecial& entry, char32_t c) { return entry.from < c; });
    if (special == table.end() || special->from != code) return false;
    for (const char32_t part : special->to) {
        if (part != 0) append_utf8(part, out);
    }
    return true;
}

void append_upper(char32_t code, std::string& out) {
    if (code < 0x80) {
        out += static_cast<char>(code >= 'a' && code <= 'z' ? code - 32 : code);
    } else if (!append_special(kUpperSpecials, code, out)) {
        append_utf8(map_case(kUpperRanges, code), out);
    }
}

void append_lower(char32_t code, std::string& out) {
    if (code < 0x80) {
        out += static_cast<char>(code >= 'A' && code <= 'Z' ? code + 32 : code);
    } else if (code == 0x130) {  // the one whose lower case is two characters
        out += "i\xcc\x87";
    } else {
        append_utf8(map_case(kLowerRanges, code), out);
    }
}

bool is_continuation(char c) {
    return (static_cast<unsigned char>(c) & 0xc0U) == 0x80U;
}

}  // namespace

Character character_at(std::string_view text, std::size_t at) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[at + i]); };
    const unsigned char first = byte(0);
    if (first < 0x80) return {first, 1};
    const std::size_t bytes = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    if (first < 0xc0 || text.size() - at < bytes) return {first, 1};
    char32_t code = first & (0xffU >> (bytes + 1));
    for (std::size_t i = 1; i < bytes; ++i) code = code << 6U | (byte(i) & 0x3fU);
    return {code, bytes};
}

std::size_t count_characters(std::string_view text) {
    return text.size() - static_cast<std::size_t>(std::count_if(text.begin(), text.end(), is_continuation));
}

std::size_t byte_of_character(std::string_view text, std::size_t index) {
    std::size_t at = 0;
    for (; index > 0 && at < text.size(); --index) at += character_at(text, at).bytes;
    return std::min(at, text.size());
}

std::string_view substring(std::string_view text, std::size_t begin, std::size_t end) {
    if (begin >= end) return {};
    const std::size_t from = byte_of_character(text, begin);
    const std::string_view rest = text.substr(from);
    return rest.substr(0, byte_of_character(rest, end - begin));
}

void append_utf8(char32_t code, std::string& out) {
    const auto tail = [&](unsigned shift) { out += static_cast<char>(0x80U | ((code >> shift) & 0x3fU)); };
    if (code < 0x80) {
        out += static_cast<char>(code);
    } else if (code < 0x800) {
        out += static_cast<char>(0xc0U | (code >> 6U));
        tail(0);
    } else if (code < 0x10000) {
        out += static_cast<char>(0xe0U | (code >> 12U));
        tail(6);
        tail(0);
    } else {
        out += static_cast<char>(0xf0U | (code >> 18U));
        tail(12);
        tail(6);
        tail(0);
    }
}

std::string to_upper(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    each_character(text, [&](char32_t code, std::string_view) { append_upper(code, out); });
    return out;
}

std::string to_lower(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    each_character(text, [&](char32_t code, std::string_view) { append_lower(code, out); });
    return out;
}

std::string to_capitalized(std::string_view text) {
    const std::size_t first = byte_of_character(text, 1);
    return to_title(text.substr(0, first)) + to_lower(text.substr(first));
}

std::string to_title(std::string_view character) {
    std::string out;
    each_character(character, [&](char32_t code, std::string_view) {
        if (!append_special(kTitleSpecials, code, out)) append_upper(code, out);
    });
    return out;
}

bool has_upper(std::string_view text) {
    return to_lower(text) != text;
}
bool has_lower(std::string_view text) {
    return to_upper(text) != text;
}

bool is_space(char32_t code) {
    return in_ranges(kSpaces, code);
}
bool is_printable(char32_t code) {
    return !in_ranges(kUnprintable, code);
}
bool is_word(char32_t code) {
    return in_ranges(kWords, code);
}
bool is_digit(char32_t code) {
    return code >= '0' && code <= '9';
}

std::string_view trim_left(std::string_view text) {
    while (!text.empty()) {
        const Character c = character_at(text, 0);
        if (!is_space(c.code)) break;
        text.remove_prefix(c.bytes);
    }
    return text;
}

std::string_view trim_right(std::string_view text) {
    while (!text.empty()) {
        std::size_t last = text.size() - 1;
        while (last > 0 && is_continuation(text[last])) --last;
        if (!is_space(character_at(text, last).code)) break;
        text.remove_suffix(text.size() - last);
    }
    return text;
}

std::string_view trim(std::string_view text) {
    return trim_left(trim_right(text));
}

}  // namespace tidings::jinja
