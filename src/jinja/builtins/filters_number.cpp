#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <optional>

#include "jinja/builtins/builtin.h"
#include "jinja/failure.h"
#include "jinja/run/lookup.h"
#include "jinja/run/rendering.h"
#include "jinja/text/number_text.h"
#include "jinja/text/unicode.h"
#include "jinja/values/big_integer.h"
#include "jinja/values/compare.h"
#include "jinja/values/operators.h"
#include "jinja/values/text.h"

namespace tidings::jinja {
namespace {

// Missing for nan.
Value to_integer(Rendering& rendering, double d) {
    if (std::isinf(d)) fail("OverflowError", "cannot convert float infinity to integer");
    return std::isnan(d) ? Value() : whole_part(rendering, d);
}

Value required_integer(Rendering& rendering, double d) {
    const Value integer = to_integer(rendering, d);
    if (integer.is_missing()) value_error("cannot convert float NaN to integer");
    return integer;
}

Value int_filter(Rendering& rendering, const Bound& a) {
    if (a[0].is_undefined()) rendering.undefined_error(a[0]);
    Value result;
    if (a[0].is_text()) {
        // A base that is none is a TypeError that Jinja2 catches, as it does one of the text.
        if (a[2].is_missing() || a[2].is_integral())
            result = parse_integer(rendering, a[0].as_text(), integer_or(a[2], 10));
        const std::optional<double> real = result.is_missing() ? parse_real(a[0].as_text()) : std::nullopt;
        if (real) result = to_integer(rendering, *real);
    } else if (a[0].is_any_integer()) {
        result = plus(rendering, a[0]);
    } else if (a[0].is(Value::Type::real)) {
        result = to_integer(rendering, a[0].as_real());
    }
    if (!result.is_missing()) return result;
    return a[1].is_missing() ? Value::integer(std::int64_t{0}) : a[1];
}

Value float_filter(Rendering& rendering, const Bound& a) {
    if (a[0].is_undefined()) rendering.undefined_error(a[0]);
    if (a[0].is_number()) return Value::real(a[0].as_real());
    const std::optional<double> result = a[0].is_text() ? parse_real(a[0].as_text()) : std::nullopt;
    if (result) return Value::real(*result);
    return a[1].is_missing() ? Value::real(0) : a[1];
}

Value abs_filter(Rendering& rendering, const Bound& a) {
    if (a[0].is(Value::Type::real)) return Value::real(std::fabs(a[0].as_real()));
    if (a[0].is_any_integer()) return is_negative(a[0]) ? negate(rendering, a[0]) : plus(rendering, a[0]);
    type_error("bad operand type for abs(): '" + std::string(type_name(a[0])) + "'");
}

// Rounds by arithmetic, where its error cannot matter: far from the middle between two results.
std::optional<double> round_plainly(double d, std::int64_t places) {
    constexpr std::array<double, 7> kUnits{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6};
    if (places < 0 || places >= static_cast<std::int64_t>(kUnits.size())) return std::nullopt;
    const double unit = kUnits[static_cast<std::size_t>(places)];
    const double scaled = d * unit;
    if (!(std::fabs(scaled) < 1e9)) return std::nullopt;
    const double rest = std::fabs(scaled - std::trunc(scaled));
    if (std::fabs(rest - 0.5) < 1e-6) return std::nullopt;
    return std::rint(scaled) / unit;
}

// The same to tens, hundreds and so on: `places` is negative.
double round_tens(double d, int places) {
    std::array<char, 700> digits{};  // those before the point, of which there are 309 at most
    std::snprintf(digits.data(), digits.size(), "%.*e", 330, std::fabs(d));
    const int exponent = std::atoi(std::strchr(digits.data(), 'e') + 1);
    const int kept = exponent + 1 + places;  // digits
    if (kept < 0 || d == 0) return std::copysign(0.0, d);
    double rounded = 0;
    if (kept == 0) {  // half of a unit is rounded to none
        *std::strchr(digits.data(), 'e') = '\0';
        const bool is_more = digits[0] > '5' || (digits[0] == '5' && std::strspn(&digits[2], "0") < 330);
        if (is_more) rounded = std::strtod(("1e" + std::to_string(-places)).c_str(), nullptr);
    } else {
        std::snprintf(digits.data(), digits.size(), "%.*e", kept - 1, std::fabs(d));
        rounded = std::strtod(digits.data(), nullptr);
    }
    if (std::isinf(rounded)) fail("OverflowError", "rounded value too large to represent");
    return std::copysign(rounded, d);
}

// Rounds the exact binary value, half to even, as Python does.
double round_places(double d, std::int64_t places) {
    if (!std::isfinite(d) || places > 330) return d;
    if (places < 0) return round_tens(d, static_cast<int>(std::max<std::int64_t>(places, -400)));
    if (const std::optional<double> rounded = round_plainly(d, places)) return *rounded;
    std::array<char, 700> buffer{};
    const auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size() - 1, d,
                                            std::chars_format::fixed, static_cast<int>(places));
    if (error != std::errc()) return d;
    double rounded = d;
    std::from_chars(buffer.data(), end, rounded);
    return rounded;
}

// Half to even.
Value round_integer(Rendering& rendering, const Value& integer, std::int64_t places) {
    if (places >= 0) return plus(rendering, integer);
    const Value zero = Value::integer(std::int64_t{0});
    if (places < -static_cast<std::int64_t>(bit_length(integer))) return zero;
    const auto apply_to = [&](BinaryOp op, const Value& a, const Value& b) {
        return apply(rendering, op, a, b);
    };
    const Value unit = power_of_ten(rendering, static_cast<std::size_t>(-places));
    const Value rest = apply_to(BinaryOp::modulo, integer, unit);
    const Value low = apply_to(BinaryOp::subtract, integer, rest);
    const int half = order(rendering, apply_to(BinaryOp::add, rest, rest), unit);
    const Value two = Value::integer(std::int64_t{2});
    const Value count = apply_to(BinaryOp::floor_divide, low, unit);
    const bool is_odd = truth(rendering, apply_to(BinaryOp::modulo, count, two));
    return half > 0 || (half == 0 && is_odd) ? apply_to(BinaryOp::add, low, unit) : low;
}

// As Python's round(), which gives an integer where it is asked for no places.
Value round_commonly(Rendering& rendering, const Value& number, const Value& precision) {
    if (!number.is_number())
        type_error("type " + std::string(type_name(number)) + " doesn't define __round__ method");
    const bool is_integer = number.is_any_integer();
    if (!precision.is_none()) {
        const std::int64_t places = integer_or(precision, 0);
        return is_integer ? round_integer(rendering, number, places)
                          : Value::real(round_places(number.as_real(), places));
    }
    if (is_integer) return plus(rendering, number);
    return required_integer(rendering, round_places(number.as_real(), 0));
}

Value round_filter(Rendering& rendering, const Bound& a) {
    const std::string_view method = text_or(rendering, a[2], "common");
    if (method != "common" && method != "ceil" && method != "floor") {
        fail("FilterArgumentError", "method must be common, ceil or floor");
    }
    const Value precision = a[1].is_missing() ? Value::integer(std::int64_t{0}) : a[1];
    if (method == "common") return round_commonly(rendering, a[0], precision);
    const Value unit = apply(rendering, BinaryOp::power, Value::integer(std::int64_t{10}), precision);
    const Value scaled = apply(rendering, BinaryOp::multiply, a[0], unit);
    if (!scaled.is_number()) type_error("must be real number, not " + std::string(type_name(scaled)));
    Value whole = plus(rendering, scaled);
    if (scaled.is(Value::Type::real)) {
        const double d = scaled.as_real();
        whole = required_integer(rendering, method == "ceil" ? std::ceil(d) : std::floor(d));
    }
    return apply(rendering, BinaryOp::divide, whole, unit);
}

std::string integer_text(Rendering& rendering, double d) {
    const Value whole = to_integer(rendering, d);
    return whole.is_missing() ? "0" : repr(rendering, whole);
}

Value filesizeformat(Rendering& rendering, const Bound& a) {
    if (a[0].is_undefined()) rendering.undefined_error(a[0]);
    const std::optional<double> parsed = a[0].is_text() ? parse_real(a[0].as_text()) : std::nullopt;
    if (!parsed && a[0].is_text()) value_error("could not convert string to float: " + repr(rendering, a[0]));
    if (!parsed && !a[0].is_number()) {
        type_error("float() argument must be a string or a real number, not '" +
                   std::string(type_name(a[0])) + "'");
    }
    const double bytes = parsed ? *parsed : a[0].as_real();
    const bool binary = truth_or(rendering, a[1], false);
    const double base = binary ? 1024 : 1000;
    if (bytes == 1) return Value::text("1 Byte");
    if (bytes < base) return rendering.text(integer_text(rendering, bytes) + " Bytes");
    constexpr std::string_view kDecimal[] = {"kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB"};
    constexpr std::string_view kBinary[] = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB", "ZiB", "YiB"};
    std::size_t index = 0;
    long double unit = base * base;  // 64 bits of mantissa hold 1000 to the eighth
    while (bytes >= unit && index < 7) {
        unit *= base;
        ++index;
    }
    std::array<char, 400> buffer{};
    const auto [end, error] =
        std::to_chars(buffer.data(), buffer.data() + buffer.size(), base * bytes / static_cast<double>(unit),
                      std::chars_format::fixed, 1);
    std::string text(buffer.data(), end);
    text.append(" ").append(binary ? kBinary[index] : kDecimal[index]);
    return rendering.text(text);
}

constexpr Builtin kNumberFilters[] = {
    {.name = "int",
     .python_name = "do_int",
     .parameters = {"value", "default", "base"},
     .required = 1,
     .fixed = int_filter},
    {.name = "float",
     .python_name = "do_float",
     .parameters = {"value", "default"},
     .required = 1,
     .fixed = float_filter},
    {.name = "abs", .parameters = {"x"}, .required = 1, .fixed = abs_filter, .calling = Calling::one},
    {.name = "round",
     .python_name = "do_round",
     .parameters = {"value", "precision", "method"},
     .required = 1,
     .fixed = round_filter},
    {.name = "filesizeformat",
     .python_name = "do_filesizeformat",
     .parameters = {"value", "binary"},
     .required = 1,
     .fixed = filesizeformat},
};

}  // namespace

std::span<const Builtin> number_filters() {
    return kNumberFilters;
}

}  // namespace tidings::jinja
