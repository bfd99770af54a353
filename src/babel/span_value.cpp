#include <cmath>

#include "babel/span.h"
#include "babel/values.h"
#include "jinja/failure.h"
#include "jinja/methods/methods.h"
#include "jinja/syntax/expr.h"

namespace tidings::babel {
namespace {

using jinja::BinaryOp;
using jinja::Bound;
using jinja::Builtin;
using jinja::Calling;
using jinja::Rendering;
using jinja::Value;
using std::chrono::days;
using std::chrono::seconds;

[[noreturn]] void division_by_zero(std::string message = "integer division or modulo by zero") {
    jinja::fail("ZeroDivisionError", std::move(message));
}

std::int64_t floor_divided(Duration a, Duration b) {
    if (b == Duration{0}) division_by_zero();
    const std::int64_t quotient = a / b;
    return a % b != Duration{0} && ((a < Duration{0}) != (b < Duration{0})) ? quotient - 1 : quotient;
}

// Of two spans.
Value operate_on(Rendering& rendering, BinaryOp op, Duration a, Duration b) {
    switch (op) {
        case BinaryOp::add:
            return make(rendering, Span{add(a, b)});
        case BinaryOp::subtract:
            return make(rendering, Span{add(a, -b)});
        case BinaryOp::divide:
            if (b == Duration{0}) division_by_zero("division by zero");
            return Value::real(static_cast<double>(a.count()) / static_cast<double>(b.count()));
        case BinaryOp::floor_divide:
            return Value::integer(floor_divided(a, b));
        case BinaryOp::modulo:
            if (b == Duration{0}) division_by_zero("integer modulo by zero");
            return make(rendering, Span{a - b * floor_divided(a, b)});
        case BinaryOp::multiply:
        case BinaryOp::power:
            return {};
    }
    return {};
}

// Of a span and a number.
Value scaled(Rendering& rendering, BinaryOp op, Duration length, const Value& number) {
    const bool real = !number.is_integral();
    if (op == BinaryOp::multiply) {
        return make(rendering,
                    Span{real ? times(length, number.as_real()) : times(length, number.as_integer())});
    }
    if (op == BinaryOp::divide && real) {
        if (number.as_real() == 0) division_by_zero();
        return make(rendering, Span{times(length, 1 / number.as_real())});
    }
    if (real || (op != BinaryOp::divide && op != BinaryOp::floor_divide)) return {};
    if (number.as_integer() == 0) division_by_zero();
    if (op == BinaryOp::divide) return make(rendering, Span{divided(length, number.as_integer())});
    return make(rendering, Span{Duration{floor_divided(length, Duration{number.as_integer()})}});
}

constexpr Builtin kTotalSeconds{
    .name = "total_seconds",
    .parameters = {"self"},
    .required = 1,
    .fixed =
        [](Rendering&, const Bound& a) {
            return Value::real(static_cast<double>(held<Span>(a[0])->length.count()) / 1e6);
        },
    .calling = Calling::no_argument};

class SpanValue final : public Holder<Span> {
public:
    using Holder::Holder;

    std::string_view type_name() const override { return "datetime.timedelta"; }
    void append_text(Rendering& /*rendering*/, std::string& out) override { out += text_of(value); }
    void append_as_repr(Rendering& /*rendering*/, std::string& out) override { out += repr_of(value); }
    Value attribute(Rendering& rendering, std::string_view name) override {
        const auto whole = std::chrono::floor<days>(value.length);
        const auto rest = std::chrono::floor<seconds>(value.length - whole);
        if (name == "days") return Value::integer(std::int64_t{whole.count()});
        if (name == "seconds") return Value::integer(std::int64_t{rest.count()});
        if (name == "microseconds")
            return Value::integer(std::int64_t{(value.length - whole - rest).count()});
        if (name == "total_seconds") return jinja::make_method(rendering, kTotalSeconds, Value::object(this));
        return {};
    }
    bool is_true() const override { return value.length != Duration{0}; }
    bool is_equal(const Value& other) const override {
        const Span* const that = held<Span>(other);
        return that != nullptr && that->length == value.length;
    }
    std::size_t hash() const override { return std::hash<std::int64_t>{}(value.length.count()); }
    std::optional<int> order_to(const Value& other) const override {
        const Span* const that = held<Span>(other);
        if (that == nullptr) return std::nullopt;
        return sign(value.length, that->length);
    }
    Value operate(Rendering& rendering, BinaryOp op, const Value& other, bool reflected) override {
        if (const Span* const that = held<Span>(other))
            return operate_on(rendering, op, value.length, that->length);
        if (!other.is_number() || (reflected && op != BinaryOp::multiply)) return {};
        return scaled(rendering, op, value.length, other);
    }
    Value negated(Rendering& rendering) override { return make(rendering, Span{-value.length}); }
};

}  // namespace

Value make(Rendering& rendering, const Span& span) {
    return Value::object(rendering.arena().make<SpanValue>(span));
}

}  // namespace tidings::babel
