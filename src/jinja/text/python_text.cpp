#include "jinja/text/python_text.h"

#include <array>
#include <charconv>
#include <cmath>

#include "jinja/text/unicode.h"

namespace tidings::jinja {
namespace {

void append_hex(char32_t code, int digits, std::string& out) {
    constexpr std::string_view kHexDigits = "0123456789abcdef";
    for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4) {
        out += kHexDigits[(code >> static_cast<unsigned>(shift)) & 0xfU];
    }
}

void append_unprintable(char32_t code, std::string& out) {
    if (code < 0x100) {
        out += "\\x";
        append_hex(code, 2, out);
    } else if (code < 0x10000) {
        out += "\\u";
        append_hex(code, 4, out);
    } else {
        out += "\\U";
        append_hex(code, 8, out);
    }
}

}  // namespace

void append_integer(std::int64_t i, std::string& out) {
    if (i >= 0 && i < 10) {
        out += static_cast<char>('0' + i);
        return;
    }
    std::array<char, 24> buffer;
    const auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), i);
    out.append(buffer.data(), static_cast<std::size_t>(end - buffer.data()));
}

void append_digits(std::string_view digits, int exponent, int exponent_shown, std::string& out) {
    const int count = static_cast<int>(digits.size());
    if (exponent < -4 || exponent >= exponent_shown) {
        out += digits[0];
        if (count > 1) out.append(".").append(digits.substr(1));
        out += exponent < 0 ? "e-" : "e+";
        const int size = exponent < 0 ? -exponent : exponent;
        if (size < 10) out += '0';
        append_integer(size, out);
    } else if (exponent < 0) {
        out.append("0.").append(static_cast<std::size_t>(-exponent - 1), '0').append(digits);
    } else if (count <= exponent + 1) {
        out.append(digits).append(static_cast<std::size_t>(exponent + 1 - count), '0').append(".0");
    } else {
        const std::size_t whole = static_cast<std::size_t>(exponent) + 1;
        out.append(digits.substr(0, whole)).append(".").append(digits.substr(whole));
    }
}

namespace {

// Numbers with up to three places, which most are: where the quotient comes back to the number, its 15 digits
// at most are the shortest that do.
bool append_few_places(double d, std::string& out) {
    constexpr std::array<std::int64_t, 4> kUnits{1, 10, 100, 1000};
    for (std::size_t places = 0; places < kUnits.size(); ++places) {
        const auto unit = static_cast<double>(kUnits[places]);
        const double whole = std::rint(d * unit);
        if (!(whole < 1e15)) return false;
        if (whole / unit != d) continue;
        const auto digits = static_cast<std::int64_t>(whole);
        append_integer(digits / kUnits[places], out);
        out += '.';
        const std::int64_t rest = digits % kUnits[places];
        for (std::size_t p = places; p > 1 && rest < kUnits[p - 1]; --p) out += '0';
        append_integer(rest, out);
        return true;
    }
    return false;
}

}  // namespace

void append_real(double d, std::string& out) {
    if (std::isnan(d)) {
        out += "nan";
        return;
    }
    if (std::signbit(d)) out += '-';
    if (std::isinf(d)) {
        out += "inf";
        return;
    }
    if (append_few_places(std::fabs(d), out)) return;
    std::array<char, 40> buffer{};
    const auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), std::fabs(d),
                                            std::chars_format::scientific);
    const std::string_view text(buffer.data(), static_cast<std::size_t>(end - buffer.data()));
    const std::size_t e = text.find('e');
    int exponent = 0;
    const bool positive = text[e + 1] == '+';
    std::from_chars(text.data() + e + (positive ? 2 : 1), end, exponent);
    std::string digits(1, text[0]);
    if (e > 2) digits += text.substr(2, e - 2);
    append_digits(digits, exponent, 16, out);
}

void append_repr(std::string_view text, std::string& out) {
    const bool has_single = text.find('\'') != std::string_view::npos;
    const char quote = has_single && text.find('"') == std::string_view::npos ? '"' : '\'';
    out += quote;
    each_character(text, [&](char32_t code, std::string_view bytes) {
        if (code == '\\' || code == static_cast<char32_t>(quote)) {
            out.append("\\").append(bytes);
        } else if (code == '\n') {
            out += "\\n";
        } else if (code == '\r') {
            out += "\\r";
        } else if (code == '\t') {
            out += "\\t";
        } else if (is_printable(code)) {
            out += bytes;
        } else {
            append_unprintable(code, out);
        }
    });
    out += quote;
}

std::string repr_text(std::string_view text) {
    std::string out;
    append_repr(text, out);
    return out;
}

std::string ascii_only(std::string_view repr) {
    std::string out;
    each_character(repr, [&](char32_t code, std::string_view bytes) {
        if (code < 0x80) {
            out += bytes;
        } else {
            append_unprintable(code, out);
        }
    });
    return out;
}

}  // namespace tidings::jinja
