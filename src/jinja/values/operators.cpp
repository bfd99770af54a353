#include "jinja/values/operators.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "jinja/failure.h"
#include "jinja/run/rendering.h"
#include "jinja/text/percent_format.h"
#include "jinja/values/big_integer.h"
#include "jinja/values/items.h"
#include "jinja/values/text.h"

namespace tidings::jinja {
namespace {

constexpr std::string_view kSymbols[] = {"+", "-", "*", "/", "//", "%", "** or pow()"};

[[noreturn]] void unsupported(BinaryOp op, const Value& left, const Value& right) {
    type_error("unsupported operand type(s) for " + std::string(kSymbols[static_cast<std::size_t>(op)]) +
               ": '" + std::string(type_name(left)) + "' and '" + std::string(type_name(right)) + "'");
}

[[noreturn]] void division_by_zero(std::string message) {
    fail("ZeroDivisionError", std::move(message));
}

// False where it does not fit 64 bits.
bool power_fits(std::int64_t base, std::int64_t exponent, std::int64_t& result) {
    result = 1;
    while (exponent > 0) {
        if ((exponent & 1) != 0 && __builtin_mul_overflow(result, base, &result)) return false;
        exponent >>= 1;
        if (exponent > 0 && __builtin_mul_overflow(base, base, &base)) return false;
    }
    return true;
}

std::int64_t floor_divide(std::int64_t a, std::int64_t b) {
    const std::int64_t quotient = a / b;
    return a % b != 0 && ((a < 0) != (b < 0)) ? quotient - 1 : quotient;
}

std::int64_t modulo(std::int64_t a, std::int64_t b) {
    if (b == -1) return 0;
    const std::int64_t rest = a % b;
    return rest != 0 && ((rest < 0) != (b < 0)) ? rest + b : rest;
}

// Whether floats hold both exactly, so that dividing them rounds once.
bool are_exact(std::int64_t a, std::int64_t b) {
    constexpr std::int64_t kMax = std::int64_t{1} << 53U;
    return a <= kMax && a >= -kMax && b <= kMax && b >= -kMax;
}

void check_divisor(BinaryOp op, const Value& b) {
    if (!b.is_integral() || b.as_integer() != 0) return;
    if (op == BinaryOp::divide) division_by_zero("division by zero");
    if (op == BinaryOp::floor_divide) division_by_zero("integer division or modulo by zero");
    if (op == BinaryOp::modulo) division_by_zero("integer modulo by zero");
}

double real_power(double a, double b);

// Of integers of any size.
Value apply_integers(Rendering& rendering, BinaryOp op, const Value& a, const Value& b) {
    check_divisor(op, b);
    if (op == BinaryOp::divide) return Value::real(divide_exactly(rendering, a, b));
    if (op == BinaryOp::power && is_negative(b)) return Value::real(real_power(a.as_real(), b.as_real()));
    return apply_big(rendering, op, a, b);
}

// Of integers of 64 bits; missing where the result is none.
Value apply_small(BinaryOp op, std::int64_t a, std::int64_t b) {
    std::int64_t result = 0;
    bool fits = true;
    switch (op) {
        case BinaryOp::add:
            fits = !__builtin_add_overflow(a, b, &result);
            break;
        case BinaryOp::subtract:
            fits = !__builtin_sub_overflow(a, b, &result);
            break;
        case BinaryOp::multiply:
            fits = !__builtin_mul_overflow(a, b, &result);
            break;
        case BinaryOp::divide:
            if (b == 0 || !are_exact(a, b)) return {};
            return Value::real(static_cast<double>(a) / static_cast<double>(b));
        case BinaryOp::floor_divide:
            fits = b != 0 && (b != -1 || a != std::numeric_limits<std::int64_t>::min());
            if (fits) result = floor_divide(a, b);
            break;
        case BinaryOp::modulo:
            fits = b != 0;
            if (fits) result = modulo(a, b);
            break;
        case BinaryOp::power:
            fits = b >= 0 && power_fits(a, b, result);
            break;
    }
    return fits ? Value::integer(result) : Value();
}

double real_modulo(double a, double b) {
    if (b == 0) division_by_zero("float modulo");
    const double rest = std::fmod(a, b);
    if (rest != 0) return (rest < 0) != (b < 0) ? rest + b : rest;
    return std::copysign(0.0, b);
}

double real_floor_divide(double a, double b) {
    if (b == 0) division_by_zero("float floor division by zero");
    const double quotient = (a - real_modulo(a, b)) / b;
    if (quotient == 0) return std::copysign(0.0, a / b);
    const double whole = std::floor(quotient);
    return quotient - whole > 0.5 ? whole + 1 : whole;
}

double real_power(double a, double b) {
    if (a == 0 && b < 0) division_by_zero("0.0 cannot be raised to a negative power");
    if (a < 0 && std::floor(b) != b) fail("TypeError", "complex numbers are not supported");
    const double result = std::pow(a, b);
    if (std::isinf(result) && std::isfinite(a) && std::isfinite(b)) {
        fail("OverflowError", "(34, 'Numerical result out of range')");
    }
    return result;
}

Value apply_reals(BinaryOp op, double a, double b) {
    switch (op) {
        case BinaryOp::add:
            return Value::real(a + b);
        case BinaryOp::subtract:
            return Value::real(a - b);
        case BinaryOp::multiply:
            return Value::real(a * b);
        case BinaryOp::divide:
            if (b == 0) division_by_zero("float division by zero");
            return Value::real(a / b);
        case BinaryOp::floor_divide:
            return Value::real(real_floor_divide(a, b));
        case BinaryOp::modulo:
            return Value::real(real_modulo(a, b));
        case BinaryOp::power:
            return Value::real(real_power(a, b));
    }
    return {};
}

// Python's Markup escapes the plain text that it is joined with.
Value add_texts(Rendering& rendering, const Value& left, const Value& right) {
    const bool markup = left.is_markup() || right.is_markup();
    const Value a = markup ? escape(rendering, left) : left;
    const Value b = markup ? escape(rendering, right) : right;
    rendering.check_text(a.as_text().size() + b.as_text().size());
    std::string text(a.as_text());
    text += b.as_text();
    return rendering.text(text, markup);
}

Value add_items(Rendering& rendering, const Value& left, const Value& right) {
    const Items a(rendering, left);
    const Items b(rendering, right);
    Value* const items = rendering.arena().make_array<Value>(a.size() + b.size());
    for (std::size_t i = 0; i < a.size(); ++i) items[i] = a[i];
    for (std::size_t i = 0; i < b.size(); ++i) items[a.size() + i] = b[i];
    const std::span<Value> span{items, a.size() + b.size()};
    return left.is(Value::Type::tuple) ? Value::tuple(span) : rendering.list(span);
}

Value add(Rendering& rendering, const Value& left, const Value& right) {
    if (left.is_text()) {
        if (right.is_text()) return add_texts(rendering, left, right);
        if (left.is_markup()) unsupported(BinaryOp::add, left, right);
        type_error("can only concatenate str (not \"" + std::string(type_name(right)) + "\") to str");
    }
    const bool lists = left.is_list() && right.is_list();
    const bool tuples = left.is(Value::Type::tuple) && right.is(Value::Type::tuple);
    if (lists || tuples) return add_items(rendering, left, right);
    if (left.is_list() || left.is(Value::Type::tuple)) {
        const std::string kind = left.is_list() ? "list" : "tuple";
        type_error("can only concatenate " + kind + " (not \"" + std::string(type_name(right)) + "\") to " +
                   kind);
    }
    unsupported(BinaryOp::add, left, right);
}

Value repeat(Rendering& rendering, const Value& value, std::int64_t times) {
    const std::size_t count = times > 0 ? static_cast<std::size_t>(times) : 0;
    const auto check = [&](std::size_t size, std::size_t max) {
        if (size > 0 && count > max / size) fail("LimitError", "a repetition is too long");
    };
    if (value.is_text()) {
        const std::string_view text = value.as_text();
        check(text.size(), rendering.limits().output_bytes);
        std::string out;
        out.reserve(text.size() * count);
        for (std::size_t i = 0; i < count && !text.empty(); ++i) out += text;
        return rendering.text(out, value.is_markup());
    }
    const Items items(rendering, value);
    check(items.size() * sizeof(Value), rendering.limits().memory_bytes);
    const std::size_t size = items.size() * (items.size() > 0 ? count : 0);
    rendering.charge(size);
    Value* const out = rendering.arena().make_array<Value>(size);
    for (std::size_t i = 0; i < size; ++i) out[i] = items[i % items.size()];
    return value.is(Value::Type::tuple) ? Value::tuple({out, size}) : rendering.list({out, size});
}

bool is_repeatable(const Value& value) {
    return value.is_text() || value.is_list() || value.is(Value::Type::tuple);
}

Value multiply(Rendering& rendering, const Value& left, const Value& right) {
    const Value& times = is_repeatable(left) ? right : left;
    if ((is_repeatable(left) || is_repeatable(right)) && times.is(Value::Type::big_integer)) {
        fail("OverflowError", "cannot fit 'int' into an index-sized integer");
    }
    if (is_repeatable(left) && right.is_integral()) return repeat(rendering, left, right.as_integer());
    if (is_repeatable(right) && left.is_integral()) return repeat(rendering, right, left.as_integer());
    const bool left_first = is_repeatable(left) && (left.is_markup() || !right.is_markup());
    const Value& sequence = left_first ? left : right;
    const Value& other = left_first ? right : left;
    if (!is_repeatable(sequence)) unsupported(BinaryOp::multiply, left, right);
    if (sequence.is_markup()) {
        type_error("'" + std::string(type_name(other)) + "' object cannot be interpreted as an integer");
    }
    type_error("can't multiply sequence by non-int of type '" + std::string(type_name(other)) + "'");
}

Value apply_plain(Rendering& rendering, BinaryOp op, const Value& left, const Value& right) {
    if (op == BinaryOp::add) return add(rendering, left, right);
    if (op == BinaryOp::multiply) return multiply(rendering, left, right);
    unsupported(op, left, right);
}

// A safe text looks at an undefined value before that can fail.
Value apply_markup(Rendering& rendering, BinaryOp op, const Value& left, const Value& undefined) {
    if (op == BinaryOp::multiply) return multiply(rendering, left, undefined);
    if (op == BinaryOp::add && is_html(undefined)) return left;
    rendering.undefined_error(undefined);
}

// The left one is asked first, then the right one.
Value apply_objects(Rendering& rendering, BinaryOp op, const Value& left, const Value& right) {
    Value result;
    if (left.is(Value::Type::object)) result = left.as_object().operate(rendering, op, right, false);
    if (result.is_missing() && right.is(Value::Type::object)) {
        result = right.as_object().operate(rendering, op, left, true);
    }
    return result.is_missing() ? apply_plain(rendering, op, left, right) : result;
}

}  // namespace

Value apply(Rendering& rendering, BinaryOp op, const Value& left, const Value& right) {
    if (left.is_integral() && right.is_integral()) {
        const Value result = apply_small(op, left.as_integer(), right.as_integer());
        if (!result.is_missing()) return result;
    }
    if (left.is_any_integer() && right.is_any_integer()) return apply_integers(rendering, op, left, right);
    if (left.is_number() && right.is_number()) return apply_reals(op, left.as_real(), right.as_real());
    if (left.is_text() && op == BinaryOp::modulo) return format_percent(rendering, left, right);
    if (left.is_undefined()) rendering.undefined_error(left);
    if (right.is_undefined()) {
        if (left.is_markup()) return apply_markup(rendering, op, left, right);
        rendering.undefined_error(right);
    }
    if (left.is(Value::Type::object) || right.is(Value::Type::object)) {
        return apply_objects(rendering, op, left, right);
    }
    return apply_plain(rendering, op, left, right);
}

Value negate(Rendering& rendering, const Value& value) {
    if (value.is_any_integer()) {
        return apply(rendering, BinaryOp::subtract, Value::integer(std::int64_t{0}), value);
    }
    if (value.is(Value::Type::real)) return Value::real(-value.as_real());
    if (value.is_undefined()) rendering.undefined_error(value);
    if (value.is(Value::Type::object)) {
        if (const Value result = value.as_object().negated(rendering); !result.is_missing()) return result;
    }
    type_error("bad operand type for unary -: '" + std::string(type_name(value)) + "'");
}

Value plus(Rendering& rendering, const Value& value) {
    if (value.is_integral()) return Value::integer(value.as_integer());
    if (value.is_number()) return value;
    if (value.is_undefined()) rendering.undefined_error(value);
    type_error("bad operand type for unary +: '" + std::string(type_name(value)) + "'");
}

}  // namespace tidings::jinja
