#include <array>
#include <charconv>
#include <cmath>

#include "jinja/failure.h"
#include "jinja/methods/methods.h"
#include "jinja/methods/native_call.h"
#include "jinja/run/rendering.h"
#include "jinja/values/big_integer.h"
#include "jinja/values/list.h"
#include "jinja/values/operators.h"

namespace tidings::jinja {
namespace {

Value itself(Rendering& /*rendering*/, const Bound& a) {
    return a[0].is(Value::Type::boolean) ? Value::integer(a[0].as_integer()) : a[0];
}

// Python's float.hex(): all digits of the mantissa.
Value hex(Rendering& rendering, const Bound& a) {
    const double d = a[0].as_real();
    if (!std::isfinite(d)) return Value::text(std::isnan(d) ? "nan" : d > 0 ? "inf" : "-inf");
    const std::string sign = std::signbit(d) ? "-" : "";
    if (d == 0) return rendering.text(sign + "0x0.0p+0");
    std::array<char, 40> buffer{};
    const bool subnormal = std::fabs(d) < std::numeric_limits<double>::min();
    // The mantissa of a subnormal begins with 0; adding 1 to its exponent's smallest makes it regular.
    const double shown = subnormal ? std::fabs(d) * 0x1p1022 + 1 : std::fabs(d);
    const auto [end, error] =
        std::to_chars(buffer.data(), buffer.data() + buffer.size(), shown, std::chars_format::hex, 13);
    std::string text(buffer.data(), end);
    if (subnormal) text = "0" + text.substr(1, text.find('p') - 1) + "p-1022";
    return rendering.text(sign + "0x" + text);
}

// Two integers without a common divisor whose quotient is the float.
Value as_integer_ratio(Rendering& rendering, const Bound& a) {
    const double d = a[0].as_real();
    if (std::isinf(d)) fail("OverflowError", "cannot convert Infinity to integer ratio");
    if (std::isnan(d)) value_error("cannot convert NaN to integer ratio");
    int exponent = 0;
    double mantissa = std::frexp(d, &exponent);
    while (std::floor(mantissa) != mantissa) {
        mantissa *= 2;
        --exponent;
    }
    const Value one = Value::integer(std::int64_t{1});
    if (exponent >= 0) return pair(rendering, whole_part(rendering, d), one);
    const Value two = Value::integer(std::int64_t{2});
    const Value power = Value::integer(static_cast<std::int64_t>(-exponent));
    return pair(rendering, whole_part(rendering, mantissa), apply(rendering, BinaryOp::power, two, power));
}

constexpr Builtin kIntegerMethods[] = {
    native(
        "as_integer_ratio",
        [](Rendering& r, const Bound& a) { return pair(r, itself(r, a), Value::integer(std::int64_t{1})); }),
    native("bit_count", [](Rendering&, const Bound& a) { return Value::integer(bit_count(a[0])); }),
    native("bit_length", [](Rendering&, const Bound& a) { return Value::integer(bit_length(a[0])); }),
    native("conjugate", itself),
};

constexpr Builtin kRealMethods[] = {
    native("as_integer_ratio", as_integer_ratio),
    native("conjugate", itself),
    native("hex", hex),
    native("is_integer",
           [](Rendering&, const Bound& a) {
               return Value::boolean(std::isfinite(a[0].as_real()) &&
                                     std::floor(a[0].as_real()) == a[0].as_real());
           }),
};

}  // namespace

std::span<const Builtin> integer_methods() {
    return kIntegerMethods;
}

std::span<const Builtin> real_methods() {
    return kRealMethods;
}

Value number_property(const Value& number, std::string_view name) {
    const bool is_real = number.is(Value::Type::real);
    if (name == "imag") return is_real ? Value::real(0) : Value::integer(std::int64_t{0});
    if (name == "real" || (name == "numerator" && !is_real)) {
        return number.is(Value::Type::boolean) ? Value::integer(number.as_integer()) : number;
    }
    if (name == "denominator" && !is_real) return Value::integer(std::int64_t{1});
    return {};
}

}  // namespace tidings::jinja
