#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <boost/json/value.hpp>

#include "base/result.h"

namespace tidings::json {

using boost::json::array;
using boost::json::object;
using boost::json::string;
using boost::json::value;

// Deeper texts are refused: 32 levels of arrays and objects.
inline constexpr std::size_t kDepthMax = 32;

// Where and why a text is not the JSON that we take. `offset` counts bytes from 0; `line` and `column` (in
// bytes) count from 1. `pointer` names the value at fault (RFC 6901) as far as it was read.
struct ParseError {
    std::string message;
    std::string pointer;
    std::size_t offset = 0;
    std::size_t line = 1;
    std::size_t column = 1;
};

// Reads one JSON text (RFC 8259), strictly: refused are duplicate keys, invalid UTF-8, lone surrogates, NUL
// in a string or key (escaped too), numbers outside the range of a double, depth above kDepthMax, comments,
// trailing commas and anything after the value. Integers become int64, or uint64 where they do not fit;
// larger ones, and all with a fraction or exponent, become the nearest double.
boost::system::result<value, ParseError> parse(std::string_view text);

// As above, with the error as one sentence: "unexpected end (line 1, column 17)".
Result<value> read(std::string_view text);

// Writes compact JSON. Doubles are written with the fewest digits that read back as the same number, and with
// a fraction or an exponent so that they stay doubles; a double that is not finite is a bug (assertion).
std::string write(const value& v);
void write(const value& v, std::string& out);

// Appends `text` as a JSON string, quotes included. `text` is UTF-8.
void write_string(std::string_view text, std::string& out);

// The value at an RFC 6901 pointer ("" is the whole), or nullptr.
const value* find(const value& v, std::string_view pointer);

// Appends one token to a pointer, with "~" and "/" escaped.
void append_token(std::string& pointer, std::string_view token);

// The member, or nullptr when `o` lacks it.
const value* member(const object& o, std::string_view key);

// The text of a member that is a string; empty when it is absent or is no string.
std::string_view text_or_empty(const object& o, std::string_view key);

// RFC 7396: `patch` applied to `target`.
void merge_patch(value& target, const value& patch);

}  // namespace tidings::json
