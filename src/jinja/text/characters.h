#pragma once

#include <string_view>

namespace tidings::jinja {

// What Python's str.is… methods ask of each character.
bool is_alpha(char32_t code);
bool is_alphanumeric(char32_t code);
bool is_decimal(char32_t code);
bool is_any_digit(char32_t code);  // decimals, and digits such as "²"
bool is_numeric(char32_t code);    // those, and numbers such as "½"
bool is_printable(char32_t code);
bool is_space(char32_t code);
bool is_word(char32_t code);   // \w: alphanumeric or "_"
bool is_digit(char32_t code);  // 0 to 9

bool is_upper_case(char32_t code);
bool is_lower_case(char32_t code);
bool is_title_case(char32_t code);
bool is_cased(char32_t code);           // one of the three
bool is_case_ignorable(char32_t code);  // neither ends a word nor stands for a letter: "'"
bool folds_up(char32_t code);           // case folding gives the upper case

// Of a template's name: \w, and what else an identifier may have in it.
bool is_in_names(char32_t code);
bool is_identifier(std::string_view text);

}  // namespace tidings::jinja
