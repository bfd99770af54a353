#pragma once

#include <string_view>

// The character classes of RFC 9110 and RFC 9112.
namespace tidings::http {

// A letter, digit or one of !#$%&'*+-.^_`|~ : what methods and header names are made of.
bool is_token_char(char c);
bool is_token(std::string_view text);  // false when empty

// A header's value: no control character but TAB. Bytes from 0x80 on may stand there.
bool is_field_value(std::string_view text);

// A host with an optional port, as Host carries it. May be empty, as RFC 9112 allows.
bool is_authority(std::string_view text);

// Without spaces and tabs at both ends.
std::string_view trim(std::string_view text);

// -1 for what is no hexadecimal digit.
int hex_digit(char c);

}  // namespace tidings::http
