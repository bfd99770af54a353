#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>

#include <boost/json/value.hpp>

#include "base/assert.h"
#include "base/json.h"

namespace tidings::json {
namespace {

// What follows the backslash for each byte; 'u' stands for the long form, 0 for a byte written as it is.
constexpr std::array<char, 256> make_escapes() {
    std::array<char, 256> escapes{};
    for (std::size_t i = 0; i < 0x20; ++i) escapes[i] = 'u';
    escapes['\b'] = 'b';
    escapes['\f'] = 'f';
    escapes['\n'] = 'n';
    escapes['\r'] = 'r';
    escapes['\t'] = 't';
    escapes['"'] = '"';
    escapes['\\'] = '\\';
    return escapes;
}

constexpr std::array<char, 256> kEscapes = make_escapes();

void write_escape(std::uint8_t byte, std::string& out) {
    constexpr std::string_view digits = "0123456789abcdef";
    out += '\\';
    out += kEscapes[byte];
    if (kEscapes[byte] != 'u') return;
    out += "00";
    out += digits[byte >> 4U];
    out += digits[byte & 0x0FU];
}

template <class Number, class... Format>
std::string_view digits_of(Number number, std::array<char, 32>& buffer, Format... format) {
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number, format...).ptr;
    return {buffer.data(), static_cast<std::size_t>(end - buffer.data())};
}

template <class Integer>
void write_integer(Integer number, std::string& out) {
    std::array<char, 32> buffer;
    out += digits_of(number, buffer);
}

// Plain digits where a person expects them: "100000.0", not "1e+05".
void write_double(double number, std::string& out) {
    TIDINGS_ASSERT(std::isfinite(number));
    const double size = std::abs(number);
    const bool plain = size == 0 || (size >= 1e-5 && size < 1e16);
    std::array<char, 32> buffer;
    const std::string_view digits =
        digits_of(number, buffer, plain ? std::chars_format::fixed : std::chars_format::scientific);
    out += digits;
    if (plain && digits.find('.') == std::string_view::npos) out += ".0";
}

void write_array(const array& items, std::string& out) {
    out += '[';
    bool first = true;
    for (const value& item : items) {
        if (!first) out += ',';
        first = false;
        write(item, out);
    }
    out += ']';
}

void write_object(const object& members, std::string& out) {
    out += '{';
    bool first = true;
    for (const auto& member : members) {
        if (!first) out += ',';
        first = false;
        write_string(member.key(), out);
        out += ':';
        write(member.value(), out);
    }
    out += '}';
}

}  // namespace

void write_string(std::string_view text, std::string& out) {
    out += '"';
    std::size_t written = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<std::uint8_t>(text[i]);
        if (kEscapes[byte] == 0) continue;
        out.append(text, written, i - written);
        write_escape(byte, out);
        written = i + 1;
    }
    out.append(text, written);
    out += '"';
}

void write(const value& v, std::string& out) {
    switch (v.kind()) {
        case boost::json::kind::null:
            out += "null";
            return;
        case boost::json::kind::bool_:
            out += v.get_bool() ? "true" : "false";
            return;
        case boost::json::kind::int64:
            write_integer(v.get_int64(), out);
            return;
        case boost::json::kind::uint64:
            write_integer(v.get_uint64(), out);
            return;
        case boost::json::kind::double_:
            write_double(v.get_double(), out);
            return;
        case boost::json::kind::string:
            write_string(v.get_string(), out);
            return;
        case boost::json::kind::array:
            write_array(v.get_array(), out);
            return;
        case boost::json::kind::object:
            write_object(v.get_object(), out);
            return;
    }
}

std::string write(const value& v) {
    std::string out;
    write(v, out);
    return out;
}

}  // namespace tidings::json
