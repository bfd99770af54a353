#include "http/syntax.h"

#include <algorithm>
#include <array>

namespace tidings::http {
namespace {

constexpr std::array<bool, 256> class_of(std::string_view marks) {
    std::array<bool, 256> members{};
    for (char c = 'a'; c <= 'z'; ++c) members[static_cast<unsigned char>(c)] = true;
    for (char c = 'A'; c <= 'Z'; ++c) members[static_cast<unsigned char>(c)] = true;
    for (char c = '0'; c <= '9'; ++c) members[static_cast<unsigned char>(c)] = true;
    for (const char c : marks) members[static_cast<unsigned char>(c)] = true;
    return members;
}

constexpr auto kToken = class_of("!#$%&'*+-.^_`|~");
constexpr auto kAuthority = class_of("-._~!$&'()*+;=%:[]");  // no comma: it would join two hosts

}  // namespace

bool is_token_char(char c) {
    return kToken[static_cast<unsigned char>(c)];
}

bool is_token(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, is_token_char);
}

bool is_field_value(std::string_view text) {
    return std::ranges::all_of(text, [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return (byte >= 0x20 && byte != 0x7f) || c == '\t';
    });
}

bool is_authority(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return kAuthority[static_cast<unsigned char>(c)]; });
}

std::string_view trim(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

}  // namespace tidings::http
