#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tidings::schema {

// The five parts of a URI reference (RFC 3986), uninterpreted.
struct Uri {
    std::optional<std::string_view> scheme;
    std::optional<std::string_view> authority;
    std::string_view path;
    std::optional<std::string_view> query;
    std::optional<std::string_view> fragment;
};

// Splits any text; the parts point into it.
Uri split_uri(std::string_view text);

enum class Characters { ascii, any };  // `any` makes it an IRI (RFC 3987)

// Whether `text` is a reference by the grammar of RFC 3986: absolute or relative.
bool is_uri_reference(std::string_view text, Characters characters);

// As above, with a scheme.
bool is_uri(std::string_view text, Characters characters);

// `reference` seen from `base`, without its fragment (RFC 3986, 5.2).
std::string resolve_uri(std::string_view base, std::string_view reference);

// Replaces "%41" by "A"; nothing when a "%" is not followed by two hexadecimal digits.
std::optional<std::string> percent_decode(std::string_view text);

}  // namespace tidings::schema
