#include "core/sms_size.h"

#include <algorithm>

namespace tidings::core {
namespace {

constexpr std::size_t kNamedMax = 10;

// The basic table beyond ASCII, and the table behind the escape; the form feed is in the latter, too.
constexpr std::u32string_view kBasicBeyondAscii = U"£¥èéùìòÇØøÅåΔΦΓΛΩΠΨΣΘΞÆæßÉ¤¡ÄÖÑÜ§¿äöñüà";
constexpr std::u32string_view kEscaped = U"\f^{}\\[~]|€";
constexpr std::u32string_view kAsciiWithout = U"`\t\x7f";

// Units in GSM-7; 0: it is not there.
std::size_t septets(char32_t c) {
    if (kEscaped.find(c) != std::u32string_view::npos) return 2;
    if (c == U'\n' || c == U'\r') return 1;
    if (c < 0x80) return c >= U' ' && kAsciiWithout.find(c) == std::u32string_view::npos ? 1 : 0;
    return kBasicBeyondAscii.find(c) != std::u32string_view::npos ? 1 : 0;
}

std::size_t words(char32_t c) {
    return c > 0xffff ? 2 : 1;
}

std::u32string decoded(std::string_view text) {
    std::u32string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const auto lead = static_cast<unsigned char>(text[at]);
        const std::size_t length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
        char32_t c = length == 1 ? lead : lead & (0x7fU >> length);
        for (std::size_t i = 1; i < length && at + i < text.size(); ++i) {
            c = c << 6U | (static_cast<unsigned char>(text[at + i]) & 0x3fU);
        }
        out += c;
        at += length;
    }
    return out;
}

std::string encoded(char32_t c) {
    const auto tail = [c](unsigned shift) { return static_cast<char>(0x80U | (c >> shift & 0x3fU)); };
    if (c < 0x80) return {static_cast<char>(c)};
    if (c < 0x800) return {static_cast<char>(0xc0U | c >> 6U), tail(0)};
    if (c < 0x10000) return {static_cast<char>(0xe0U | c >> 12U), tail(6), tail(0)};
    return {static_cast<char>(0xf0U | c >> 18U), tail(12), tail(6), tail(0)};
}

void name_others(const std::u32string& text, SmsSize& size) {
    std::u32string named;
    for (const char32_t c : text) {
        if (septets(c) != 0) continue;
        size.gsm7 = false;
        if (named.size() == kNamedMax) return;
        if (named.find(c) != std::u32string::npos) continue;
        named += c;
        size.not_gsm7.push_back(encoded(c));
    }
}

}  // namespace

SmsSize sms_size(std::string_view utf8) {
    const std::u32string text = decoded(utf8);
    SmsSize size;
    name_others(text, size);
    const std::size_t alone = size.gsm7 ? 160 : 70;
    const std::size_t each = size.gsm7 ? 153 : 67;
    std::size_t full = 0;  // units in the segment that is being filled
    std::size_t segments = text.empty() ? 0 : 1;
    for (const char32_t c : text) {
        const std::size_t units = size.gsm7 ? septets(c) : words(c);
        size.units += units;
        if (full + units > each) {
            ++segments;
            full = 0;
        }
        full += units;
    }
    size.segments = size.units <= alone ? std::min<std::size_t>(segments, 1) : segments;
    return size;
}

}  // namespace tidings::core
