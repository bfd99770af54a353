#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace tidings {

using Sha256 = std::array<std::uint8_t, 32>;

// SHA-256 of one text.
Sha256 sha256(std::string_view text);

// SHA-256 of several texts, each preceded by its length, so that ("ab", "c") and ("a", "bc") differ.
Sha256 sha256_of(std::initializer_list<std::string_view> parts);

// HMAC-SHA256 (RFC 2104).
Sha256 hmac_sha256(std::string_view key, std::string_view text);

std::string to_hex(std::string_view bytes);

// The bytes of an even number of lower-case hex digits; anything else reads as nothing.
std::optional<std::string> from_hex(std::string_view digits);

// `count` bytes from the operating system's generator, for keys and secrets.
std::string random_bytes(std::size_t count);

// Compares in a time that depends on the lengths only.
bool equal_in_constant_time(std::string_view a, std::string_view b);

std::string base64_encode(std::string_view bytes);

// The bytes of standard base64 with its padding; anything else, line ends too, reads as nothing.
std::optional<std::string> base64_decode(std::string_view text);

}  // namespace tidings
