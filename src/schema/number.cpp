#include "schema/number.h"

#include <array>
#include <charconv>
#include <cmath>

namespace tidings::schema {
namespace {

__extension__ using Wide = unsigned __int128;

Decimal without_trailing_zeros(Decimal d) {
    if (d.digits == 0) return {};
    while (d.digits % 10 == 0) {
        d.digits /= 10;
        ++d.exponent;
    }
    return d;
}

// From the shortest digits that stand for the double, which are the ones that somebody wrote: "1.999e+01".
Decimal decimal_of_double(double number) {
    std::array<char, 32> text;
    const char* const end =
        std::to_chars(text.data(), text.data() + text.size(), std::abs(number), std::chars_format::scientific)
            .ptr;
    Decimal result;
    const char* at = text.data();
    bool fraction = false;
    for (; *at != 'e'; ++at) {
        if (*at == '.') {
            fraction = true;
            continue;
        }
        result.digits = result.digits * 10 + static_cast<std::uint64_t>(*at - '0');
        if (fraction) --result.exponent;
    }
    ++at;
    if (*at == '+') ++at;
    int exponent = 0;
    std::from_chars(at, end, exponent);
    result.exponent += exponent;
    return result;
}

std::uint64_t multiply_modulo(std::uint64_t a, std::uint64_t b, std::uint64_t modulus) {
    return static_cast<std::uint64_t>(Wide{a} * b % modulus);
}

}  // namespace

Exact exact(const json::value& v) {
    if (v.is_int64()) return static_cast<Exact>(v.get_int64());
    if (v.is_uint64()) return static_cast<Exact>(v.get_uint64());
    return static_cast<Exact>(v.get_double());
}

bool is_integer(const json::value& v) {
    if (v.is_double()) return std::trunc(v.get_double()) == v.get_double();
    return v.is_int64() || v.is_uint64();
}

std::optional<std::uint64_t> as_count(const json::value& v) {
    if (!is_integer(v)) return std::nullopt;
    const Exact number = exact(v);
    if (number < 0 || number > static_cast<Exact>(std::numeric_limits<std::uint64_t>::max()))
        return std::nullopt;
    return static_cast<std::uint64_t>(number);
}

Decimal decimal(const json::value& v) {
    if (v.is_double()) return without_trailing_zeros(decimal_of_double(v.get_double()));
    if (v.is_uint64()) return without_trailing_zeros({v.get_uint64(), 0});
    const auto bits = static_cast<std::uint64_t>(v.get_int64());
    return without_trailing_zeros({v.get_int64() < 0 ? 0 - bits : bits, 0});
}

bool is_multiple(Decimal a, Decimal b) {
    if (a.digits == 0) return true;
    // What `a` lacks in factors of ten, its digits cannot give: they do not end in 0.
    if (a.exponent < b.exponent) return false;
    std::uint64_t rest = a.digits % b.digits;
    for (int i = b.exponent; i < a.exponent && rest != 0; ++i) rest = multiply_modulo(rest, 10, b.digits);
    return rest == 0;
}

}  // namespace tidings::schema
