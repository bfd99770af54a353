#include "base/utf8.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace tidings {
namespace {

std::uint8_t byte_at(std::string_view text, std::size_t i) {
    return static_cast<std::uint8_t>(text[i]);
}

bool is_continuation(std::uint8_t byte) {
    return (byte & 0xC0U) == 0x80U;
}

// The length of the sequence that starts with `lead`, and the range of its second byte, which is where RFC
// 3629 excludes overlong forms, surrogates and what is above U+10FFFF. A length of 0: no sequence starts so.
struct Sequence {
    std::size_t length = 0;
    std::uint8_t low = 0x80;
    std::uint8_t high = 0xBF;
};

Sequence sequence_of(std::uint8_t lead) {
    if (lead < 0x80) return {1};
    if (lead < 0xC2) return {0};
    if (lead < 0xE0) return {2};
    if (lead == 0xE0) return {3, 0xA0, 0xBF};
    if (lead == 0xED) return {3, 0x80, 0x9F};
    if (lead < 0xF0) return {3};
    if (lead == 0xF0) return {4, 0x90, 0xBF};
    if (lead < 0xF4) return {4};
    if (lead == 0xF4) return {4, 0x80, 0x8F};
    return {0};
}

bool is_sequence(std::string_view text, const Sequence& sequence) {
    if (sequence.length == 0 || sequence.length > text.size()) return false;
    if (sequence.length == 1) return true;
    const std::uint8_t second = byte_at(text, 1);
    if (second < sequence.low || second > sequence.high) return false;
    for (std::size_t i = 2; i < sequence.length; ++i) {
        if (!is_continuation(byte_at(text, i))) return false;
    }
    return true;
}

// Most texts are ASCII for long stretches: eight bytes at a time.
std::size_t ascii_prefix(std::string_view text) {
    std::size_t i = 0;
    for (; i + 8 <= text.size(); i += 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, text.data() + i, sizeof word);
        if ((word & 0x8080808080808080ULL) != 0) break;
    }
    return i;
}

}  // namespace

std::size_t utf8_prefix(std::string_view text) {
    std::size_t i = ascii_prefix(text);
    while (i < text.size()) {
        const Sequence sequence = sequence_of(byte_at(text, i));
        if (!is_sequence(text.substr(i), sequence)) break;
        i += sequence.length;
        i += ascii_prefix(text.substr(i));
    }
    return i;
}

bool is_utf8(std::string_view text) {
    return utf8_prefix(text) == text.size();
}

std::size_t count_code_points(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(
        text.begin(), text.end(), [](char c) { return !is_continuation(static_cast<std::uint8_t>(c)); }));
}

bool has_control(std::string_view text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        const std::uint8_t byte = byte_at(text, i);
        if (byte < 0x20 || byte == 0x7F) return true;
        if (byte == 0xC2 && i + 1 < text.size() && byte_at(text, i + 1) < 0xA0) return true;
        const std::string_view three = text.substr(i, 3);
        if (byte == 0xE2 && (three == "\u2028" || three == "\u2029")) return true;
    }
    return false;
}

bool turns_direction(std::string_view text) {
    if (text.size() < 3 || byte_at(text, 0) != 0xE2) return false;
    const std::uint8_t last = byte_at(text, 2);
    return (byte_at(text, 1) == 0x80 && last >= 0xAA && last <= 0xAE) ||
           (byte_at(text, 1) == 0x81 && last >= 0xA6 && last <= 0xA9);
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

}  // namespace tidings
