#include "jinja/text/unicode.h"

#include <algorithm>
#include <iterator>
#include <span>

#include "jinja/failure.h"
#include "jinja/text/cased_tables.h"

namespace tidings::jinja {
namespace {

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
        out += ascii_upper(static_cast<char>(code));
    } else if (!append_special(kUpperSpecials, code, out)) {
        append_utf8(map_case(kUpperRanges, code), out);
    }
}

void append_title(char32_t code, std::string& out) {
    if (code < 0x80 || !append_special(kTitleSpecials, code, out)) append_upper(code, out);
}

void append_folded(char32_t code, std::string& out) {
    if (code < 0x80) {
        out += ascii_lower(static_cast<char>(code));
    } else if (folds_up(code)) {
        append_upper(code, out);
    } else if (code == 0x130) {
        out += "i\xcc\x87";
    } else if (!append_special(kFolds, code, out)) {
        append_utf8(map_case(kLowerRanges, code), out);
    }
}

bool is_continuation(char c) {
    return (static_cast<unsigned char>(c) & 0xc0U) == 0x80U;
}

// The character before byte `at`, which is not 0.
Character character_before(std::string_view text, std::size_t at) {
    std::size_t begin = at - 1;
    while (begin > 0 && is_continuation(text[begin])) --begin;
    return {character_at(text, begin).code, at - begin};
}

// Whether the capital sigma at byte `at` ends a word: it stands behind a letter and before none.
bool is_final(std::string_view text, std::size_t at) {
    std::size_t begin = at;
    while (begin > 0 && is_case_ignorable(character_before(text, begin).code)) {
        begin -= character_before(text, begin).bytes;
    }
    if (begin == 0 || !is_cased(character_before(text, begin).code)) return false;
    std::size_t end = at + 2;
    while (end < text.size() && is_case_ignorable(character_at(text, end).code)) {
        end += character_at(text, end).bytes;
    }
    return end >= text.size() || !is_cased(character_at(text, end).code);
}

// The lower case of the character at byte `at`.
void append_lower(std::string_view text, std::size_t at, char32_t code, std::string& out) {
    constexpr char32_t kCapitalSigma = 0x3a3;
    if (code < 0x80) {
        out += ascii_lower(static_cast<char>(code));
    } else if (code == 0x130) {  // the one whose lower case is two characters
        out += "i\xcc\x87";
    } else if (code == kCapitalSigma && is_final(text, at)) {
        append_utf8(0x3c2, out);
    } else {
        append_utf8(map_case(kLowerRanges, code), out);
    }
}

// Calls `visit(byte, code)` for each character, and gives what it has appended to `out`.
template <class Visit>
std::string mapped(std::string_view text, Visit&& visit) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const Character c = character_at(text, at);
        visit(at, c.code, out);
        at += c.bytes;
    }
    return out;
}

std::string ascii_mapped(std::string_view text, char (*map)(char)) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), map);
    return out;
}

}  // namespace

bool is_ascii(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

Character wide_character_at(std::string_view text, std::size_t at) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[at + i]); };
    const unsigned char first = byte(0);
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

std::string to_upper(std::string_view text) {
    if (is_ascii(text)) return ascii_mapped(text, ascii_upper);
    return mapped(text, [](std::size_t, char32_t code, std::string& out) { append_upper(code, out); });
}

std::string to_lower(std::string_view text) {
    if (is_ascii(text)) return ascii_mapped(text, ascii_lower);
    return mapped(
        text, [&](std::size_t at, char32_t code, std::string& out) { append_lower(text, at, code, out); });
}

std::string to_folded(std::string_view text) {
    return mapped(text, [](std::size_t, char32_t code, std::string& out) { append_folded(code, out); });
}

std::string to_capitalized(std::string_view text) {
    return mapped(text, [&](std::size_t at, char32_t code, std::string& out) {
        at == 0 ? append_title(code, out) : append_lower(text, at, code, out);
    });
}

std::string to_titled(std::string_view text) {
    bool inside = false;
    return mapped(text, [&](std::size_t at, char32_t code, std::string& out) {
        inside ? append_lower(text, at, code, out) : append_title(code, out);
        inside = is_cased(code);
    });
}

std::string to_swapped(std::string_view text) {
    return mapped(text, [&](std::size_t at, char32_t code, std::string& out) {
        if (is_upper_case(code)) {
            append_lower(text, at, code, out);
        } else if (is_lower_case(code)) {
            append_upper(code, out);
        } else {
            append_utf8(code, out);
        }
    });
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

void append_code(char32_t code, std::string& out) {
    if (code >= 0xd800 && code < 0xe000) value_error("a surrogate is no character");
    append_utf8(code, out);
}

}  // namespace tidings::jinja
