#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <optional>

#include "jinja/builtin.h"
#include "jinja/failure.h"
#include "jinja/operators.h"
#include "jinja/rendering.h"
#include "jinja/text.h"
#include "jinja/unicode.h"

namespace tidings::jinja {
namespace {

// The digits of a number without the "_" that may stand between two of them; nothing where one stands
// elsewhere.
std::optional<std::string> without_underscores(std::string_view text) {
    std::string digits;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '_') {
            digits += text[i];
        } else if (i == 0 || i + 1 == text.size() || text[i - 1] == '_') {
            return std::nullopt;
        }
    }
    return digits;
}

std::optional<double> parse_real(std::string_view text) {
    std::optional<std::string> digits = without_underscores(trim(text));
    if (!digits || digits->empty() || digits->find_first_of("xXpP(") != std::string::npos)
        return std::nullopt;
    char* end = nullptr;
    const double value = std::strtod(digits->c_str(), &end);
    if (end != digits->c_str() + digits->size()) return std::nullopt;
    return value;
}

// Takes "0x", "0o" or "0b" away where the base allows it; base 0 means what it says.
void strip_base(std::string& digits, std::int64_t& base) {
    if (digits.size() > 2 && digits[0] == '0') {
        const char kind = static_cast<char>(digits[1] | 0x20);
        const std::int64_t named = kind == 'x' ? 16 : kind == 'o' ? 8 : kind == 'b' ? 2 : 0;
        if (named != 0 && (base == named || base == 0)) {
            digits.erase(0, 2);
            base = named;
        }
    }
    if (base == 0) base = 10;
}

std::optional<std::int64_t> parse_integer(std::string_view text, std::int64_t base) {
    text = trim(text);
    const bool negative = text.starts_with('-');
    if (negative || text.starts_with('+')) text.remove_prefix(1);
    std::optional<std::string> digits = without_underscores(text);
    if (!digits || digits->empty() || (base != 0 && (base < 2 || base > 36))) return std::nullopt;
    strip_base(*digits, base);
    if (digits->starts_with('-')) return std::nullopt;
    if (negative) digits->insert(0, 1, '-');  // before reading: the least integer has no positive
    std::int64_t value = 0;
    const auto [end, error] =
        std::from_chars(digits->data(), digits->data() + digits->size(), value, static_cast<int>(base));
    if (end != digits->data() + digits->size()) return std::nullopt;
    if (error == std::errc::result_out_of_range) overflow();
    if (error != std::errc()) return std::nullopt;
    return value;
}

std::optional<std::int64_t> to_integer(double d) {
    if (std::isinf(d)) fail("OverflowError", "cannot convert float infinity to integer");
    if (std::isnan(d)) return std::nullopt;
    if (std::fabs(d) >= 9.2233720368547758e18) overflow();
    return static_cast<std::int64_t>(d);
}

Value int_filter(Rendering& rendering, const Bound& a) {
    if (a[0].is_undefined()) rendering.undefined_error(a[0]);
    std::optional<std::int64_t> result;
    if (a[0].is_text()) {
        result = parse_integer(a[0].as_text(), integer_or(a[2], 10));
        const std::optional<double> real = result ? std::nullopt : parse_real(a[0].as_text());
        if (real) result = to_integer(*real);
    } else if (a[0].is_integral()) {
        result = a[0].as_integer();
    } else if (a[0].is(Value::Type::real)) {
        result = to_integer(a[0].as_real());
    }
    if (result) return Value::integer(*result);
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
    if (a[0].is_integral()) {
        return a[0].as_integer() < 0 ? negate(rendering, a[0]) : Value::integer(a[0].as_integer());
    }
    type_error("bad operand type for abs(): '" + std::string(type_name(a[0])) + "'");
}

// Rounds by arithmetic, where its error cannot matter: far from the middle between two results.
std::optional<double> round_plainly(double d, std::int64_t places) {
    if (places < 0 || places > 6) return std::nullopt;
    const double unit = std::pow(10.0, static_cast<double>(places));
    const double scaled = d * unit;
    if (!(std::fabs(scaled) < 1e9)) return std::nullopt;
    const double rest = std::fabs(scaled - std::trunc(scaled));
    if (std::fabs(rest - 0.5) < 1e-6) return std::nullopt;
    return std::rint(scaled) / unit;
}

// Rounds the exact binary value, half to even, as Python does.
double round_places(double d, std::int64_t places) {
    if (!std::isfinite(d) || places > 330) return d;
    if (places < -310) return std::copysign(0.0, d);
    if (places < 0) {
        const double unit = std::pow(10.0, static_cast<double>(-places));
        return std::nearbyint(d / unit) * unit;
    }
    if (const std::optional<double> rounded = round_plainly(d, places)) return *rounded;
    std::array<char, 700> buffer{};
    const auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size() - 1, d,
                                            std::chars_format::fixed, static_cast<int>(places));
    if (error != std::errc()) return d;
    double rounded = d;
    std::from_chars(buffer.data(), end, rounded);
    return rounded;
}

std::int64_t round_integer(std::int64_t i, std::int64_t places) {
    if (places >= 0) return i;
    if (places < -18) return 0;
    std::int64_t unit = 1;
    for (std::int64_t p = places; p < 0; ++p) unit *= 10;
    const std::int64_t rest = ((i % unit) + unit) % unit;
    const std::int64_t low = i - rest;
    const bool up = rest > unit - rest || (rest == unit - rest && (low / unit) % 2 != 0);
    std::int64_t result = low;
    if (up && __builtin_add_overflow(low, unit, &result)) overflow();
    return result;
}

Value round_filter(Rendering& rendering, const Bound& a) {
    const std::string_view method = text_or(rendering, a[2], "common");
    const std::int64_t places = integer_or(a[1], 0);
    if (method != "common" && method != "ceil" && method != "floor") {
        fail("FilterArgumentError", "method must be common, ceil or floor");
    }
    if (method == "common") {
        if (a[0].is_integral()) return Value::integer(round_integer(a[0].as_integer(), places));
        if (a[0].is(Value::Type::real)) return Value::real(round_places(a[0].as_real(), places));
        type_error("type " + std::string(type_name(a[0])) + " doesn't define __round__ method");
    }
    const Value unit =
        apply(rendering, BinaryOp::power, Value::integer(std::int64_t{10}), Value::integer(places));
    const Value scaled = apply(rendering, BinaryOp::multiply, a[0], unit);
    if (!scaled.is_number()) type_error("must be real number, not " + std::string(type_name(scaled)));
    const double whole = method == "ceil" ? std::ceil(scaled.as_real()) : std::floor(scaled.as_real());
    return Value::real(whole / unit.as_real());
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
    if (bytes < base) return rendering.text(std::to_string(to_integer(bytes).value_or(0)) + " Bytes");
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

constexpr Builtin kFilters[] = {
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
    {.name = "abs", .parameters = {"x"}, .required = 1, .fixed = abs_filter},
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
    return kFilters;
}

}  // namespace tidings::jinja
