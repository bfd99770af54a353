#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace tidings::jinja {

// One character of a UTF-8 text and how many bytes it takes. A byte that starts no character counts as one.
struct Character {
    char32_t code = 0;
    std::size_t bytes = 1;
};

// The character at byte `at`, which must be inside `text`.
Character character_at(std::string_view text, std::size_t at);

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

void append_utf8(char32_t code, std::string& out);

// Python's str.upper and str.lower, without the rules that depend on neighbours.
std::string to_upper(std::string_view text);
std::string to_lower(std::string_view text);
std::string to_capitalized(std::string_view text);
std::string to_title(std::string_view character);  // as the first of a word: "ß" becomes "Ss"

bool has_upper(std::string_view text);  // a character that has a lower case
bool has_lower(std::string_view text);  // a character that has an upper case

bool is_space(char32_t code);      // Python's str.isspace
bool is_printable(char32_t code);  // Python's str.isprintable, near enough
bool is_word(char32_t code);       // a letter, a digit or "_", near enough
bool is_digit(char32_t code);      // 0 to 9

// Python's str.strip, lstrip and rstrip without an argument.
std::string_view trim_left(std::string_view text);
std::string_view trim_right(std::string_view text);
std::string_view trim(std::string_view text);

}  // namespace tidings::jinja
