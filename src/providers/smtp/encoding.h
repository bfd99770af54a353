#pragma once

#include <cstddef>
#include <string>
#include <string_view>

// How texts are written so that mail carries them. All texts are UTF-8.
namespace tidings::providers {

// `text` with every CRLF, CR and LF as CRLF, and one at the end.
std::string with_crlf(std::string_view text);

// Whether quoted-printable (RFC 2045 6.7) takes less room for `text` than base64.
bool suits_quoted_printable(std::string_view text);

// `text`, whose lines end in CRLF, as quoted-printable: lines of at most 76, of printable ASCII.
std::string quoted_printable(std::string_view text);

// `bytes` as base64 in lines of 76, each with CRLF.
std::string base64_lines(std::string_view bytes);

// A header's text as encoded-words (RFC 2047), folded. `column` is how much of the first line is taken.
std::string encoded_words(std::string_view text, std::size_t column);

// A header's text: as it is, folded at its spaces, where it is plain ASCII; else as encoded-words.
std::string unstructured(std::string_view text, std::size_t column);

// A display name: quoted, or as encoded-words.
std::string phrase(std::string_view name, std::size_t column);

}  // namespace tidings::providers
