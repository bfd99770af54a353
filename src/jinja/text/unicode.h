#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/utf8.h"
#include "jinja/text/characters.h"

namespace tidings::jinja {

// One character of a UTF-8 text and how many bytes it takes. A byte that starts no character counts as one.
struct Character {
    char32_t code = 0;
    std::size_t bytes = 1;
};

Character wide_character_at(std::string_view text, std::size_t at);  // as below, past ASCII

// The character at byte `at`, which must be inside `text`.
inline Character character_at(std::string_view text, std::size_t at) {
    const auto first = static_cast<unsigned char>(text[at]);
    return first < 0x80 ? Character{first, 1} : wide_character_at(text, at);
}

bool is_ascii(std::string_view text);
constexpr char ascii_upper(char c) {
    return static_cast<char>(c >= 'a' && c <= 'z' ? c - 32 : c);
}
constexpr char ascii_lower(char c) {
    return static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
}

// Calls `visit(code, bytes_of_the_character)` for each character in turn.
template <class Visit>
void each_character(std::string_view text, Visit&& visit) {
    for (std::size_t at = 0; at < text.size();) {
        const Character c = character_at(text, at);
        visit(c.code, text.substr(at, c.bytes));
        at += c.bytes;
    }
}

std::size_t count_characters(std::string_view text);

// The byte at which the `index`-th character starts; the size of `text` when it has fewer.
std::size_t byte_of_character(std::string_view text, std::size_t index);

// From the `begin`-th character up to the `end`-th.
std::string_view substring(std::string_view text, std::size_t begin, std::size_t end);

// As chr() makes one of a code below 0x110000. Fails with a ValueError on a surrogate, which UTF-8 cannot
// say.
void append_code(char32_t code, std::string& out);

// Python's methods of these names.
std::string to_upper(std::string_view text);
std::string to_lower(std::string_view text);
std::string to_capitalized(std::string_view text);
std::string to_titled(std::string_view text);  // upper case after anything that has no case
std::string to_swapped(std::string_view text);
std::string to_folded(std::string_view text);

// Python's str.strip, lstrip and rstrip without an argument.
std::string_view trim_left(std::string_view text);
std::string_view trim_right(std::string_view text);
std::string_view trim(std::string_view text);

}  // namespace tidings::jinja
