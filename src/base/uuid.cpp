#include "base/uuid.h"

#include <algorithm>

namespace tidings {
namespace {

constexpr std::string_view kDigits = "0123456789abcdef";
constexpr std::size_t kTextLength = 36;

bool is_hyphen_place(std::size_t i) {
    return i == 8 || i == 13 || i == 18 || i == 23;
}

}  // namespace

Uuid Uuid::from(Time t, const std::array<std::uint8_t, 10>& rest) {
    const auto millis = std::chrono::floor<std::chrono::milliseconds>(t).time_since_epoch().count();
    Uuid id;
    for (std::size_t i = 0; i < 6; ++i) {
        id.bytes[i] = static_cast<std::uint8_t>(static_cast<std::uint64_t>(millis) >> (40 - 8 * i));
    }
    std::copy(rest.begin(), rest.end(), id.bytes.begin() + 6);
    id.bytes[6] = static_cast<std::uint8_t>((id.bytes[6] & 0x0FU) | 0x70U);  // version 7
    id.bytes[8] = static_cast<std::uint8_t>((id.bytes[8] & 0x3FU) | 0x80U);  // variant of RFC 9562
    return id;
}

Uuid Uuid::random(Time t, Random& random) {
    const std::uint64_t high = random.next();
    const std::uint64_t low = random.next();
    std::array<std::uint8_t, 10> rest{};
    std::memcpy(rest.data(), &high, 8);
    std::memcpy(rest.data() + 8, &low, 2);
    return from(t, rest);
}

std::optional<Uuid> Uuid::parse(std::string_view text) {
    if (text.size() != kTextLength) return std::nullopt;
    Uuid id;
    std::size_t digits = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (is_hyphen_place(i)) {
            if (text[i] != '-') return std::nullopt;
            continue;
        }
        const std::size_t digit = kDigits.find(text[i]);
        if (digit == std::string_view::npos) return std::nullopt;
        std::uint8_t& byte = id.bytes[digits++ / 2];
        byte = static_cast<std::uint8_t>(std::size_t{byte} << 4U | digit);
    }
    return id;
}

std::string Uuid::str() const {
    std::string text;
    text.reserve(kTextLength);
    for (const std::uint8_t byte : bytes) {
        if (is_hyphen_place(text.size())) text += '-';
        text += kDigits[byte >> 4U];
        text += kDigits[byte & 0x0FU];
    }
    return text;
}

Time Uuid::time() const {
    std::int64_t millis = 0;
    for (std::size_t i = 0; i < 6; ++i) millis = (millis << 8) | bytes[i];
    return Time{std::chrono::milliseconds{millis}};
}

}  // namespace tidings
