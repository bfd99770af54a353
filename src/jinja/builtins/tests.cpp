#include <unordered_map>

#include "jinja/builtins/builtin.h"
#include "jinja/run/lookup.h"
#include "jinja/run/rendering.h"
#include "jinja/text/text_tools.h"
#include "jinja/values/compare.h"
#include "jinja/values/items.h"
#include "jinja/values/operators.h"
#include "jinja/values/text.h"

namespace tidings::jinja {
namespace {

using Type = Value::Type;

template <CompareOp op>
Value compared(Rendering& rendering, const Bound& a) {
    return Value::boolean(compare(rendering, op, a[0], a[1]));
}

Value remainder_is(Rendering& rendering, const Value& value, const Value& divisor, std::int64_t rest) {
    const Value result = apply(rendering, BinaryOp::modulo, value, divisor);
    return Value::boolean(equals(rendering, result, Value::integer(rest)));
}

Value is_sequence(Rendering& /*rendering*/, const Bound& a) {
    const bool lenient = a[0].is_undefined() && a[0].as_undefined().mode != Undefined::strict;
    const bool sequence = a[0].is_text() || a[0].is_list() || a[0].is_mapping() || a[0].is(Type::tuple) ||
                          a[0].is(Type::range) || lenient;
    return Value::boolean(sequence);
}

Value is_iterable_value(Rendering& rendering, const Bound& a) {
    if (a[0].is_undefined() && a[0].as_undefined().mode == Undefined::strict) rendering.undefined_error(a[0]);
    return Value::boolean(is_iterable(a[0]));
}

// Whether the value is a name in a table, which Python looks up by its hash.
Value is_filter(Rendering& rendering, const Bound& a) {
    hash_of(rendering, a[0]);
    return Value::boolean(a[0].is_text() && find_filter(rendering.options(), a[0].as_text()) != nullptr);
}

Value is_test(Rendering& rendering, const Bound& a) {
    hash_of(rendering, a[0]);
    return Value::boolean(a[0].is_text() && find_test(a[0].as_text()) != nullptr);
}

Value is_callable(Rendering& /*rendering*/, const Arguments& arguments) {
    const std::size_t given = arguments.positional.size();
    if (!arguments.named.empty()) type_error("callable() takes no keyword arguments");
    if (given != 1) type_error("callable() takes exactly one argument (" + std::to_string(given) + " given)");
    const Value& value = arguments.positional[0];
    return Value::boolean(value.is_undefined() ||
                          (value.is(Type::object) && value.as_object().is_callable()));
}

Value is_exactly(const Bound& a, bool wanted) {
    return Value::boolean(a[0].is(Type::boolean) && a[0].as_boolean() == wanted);
}

template <bool (*is)(std::string_view)>
Value said(Rendering& rendering, const Bound& a) {
    const std::string_view text = to_text(rendering, a[0]);
    charge_letters(rendering, text);
    return Value::boolean(is(text));
}

constexpr std::array<std::string_view, kParametersMax> kValue{"value"};
constexpr std::array<std::string_view, kParametersMax> kPair{"a", "b"};

constexpr Builtin kTests[] = {
    {"!=", "ne", kPair, 2, compared<CompareOp::ne>, nullptr, {}, Calling::counted},
    {"<", "lt", kPair, 2, compared<CompareOp::lt>, nullptr, {}, Calling::counted},
    {"<=", "le", kPair, 2, compared<CompareOp::le>, nullptr, {}, Calling::counted},
    {"==", "eq", kPair, 2, compared<CompareOp::eq>, nullptr, {}, Calling::counted},
    {">", "gt", kPair, 2, compared<CompareOp::gt>, nullptr, {}, Calling::counted},
    {">=", "ge", kPair, 2, compared<CompareOp::ge>, nullptr, {}, Calling::counted},
    {"eq", "eq", kPair, 2, compared<CompareOp::eq>, nullptr, {}, Calling::counted},
    {"equalto", "eq", kPair, 2, compared<CompareOp::eq>, nullptr, {}, Calling::counted},
    {"ge", "ge", kPair, 2, compared<CompareOp::ge>, nullptr, {}, Calling::counted},
    {"greaterthan", "gt", kPair, 2, compared<CompareOp::gt>, nullptr, {}, Calling::counted},
    {"gt", "gt", kPair, 2, compared<CompareOp::gt>, nullptr, {}, Calling::counted},
    {"in", "test_in", {"value", "seq"}, 2, compared<CompareOp::in>},
    {"le", "le", kPair, 2, compared<CompareOp::le>, nullptr, {}, Calling::counted},
    {"lessthan", "lt", kPair, 2, compared<CompareOp::lt>, nullptr, {}, Calling::counted},
    {"lt", "lt", kPair, 2, compared<CompareOp::lt>, nullptr, {}, Calling::counted},
    {"ne", "ne", kPair, 2, compared<CompareOp::ne>, nullptr, {}, Calling::counted},
    {"sameas",
     "test_sameas",
     {"value", "other"},
     2,
     [](Rendering&, const Bound& a) { return Value::boolean(a[0].same_as(a[1])); }},
    {"boolean", "test_boolean", kValue, 1,
     [](Rendering&, const Bound& a) { return Value::boolean(a[0].is(Type::boolean)); }},
    {"callable", "callable", {}, 0, nullptr, is_callable},
    {"defined", "test_defined", kValue, 1,
     [](Rendering&, const Bound& a) { return Value::boolean(!a[0].is_undefined()); }},
    {"divisibleby",
     "test_divisibleby",
     {"value", "num"},
     2,
     [](Rendering& r, const Bound& a) { return remainder_is(r, a[0], a[1], 0); }},
    {"escaped", "test_escaped", kValue, 1,
     [](Rendering&, const Bound& a) { return Value::boolean(is_html(a[0])); }},
    {"even", "test_even", kValue, 1,
     [](Rendering& r, const Bound& a) { return remainder_is(r, a[0], Value::integer(std::int64_t{2}), 0); }},
    {"odd", "test_odd", kValue, 1,
     [](Rendering& r, const Bound& a) { return remainder_is(r, a[0], Value::integer(std::int64_t{2}), 1); }},
    {"false", "test_false", kValue, 1, [](Rendering&, const Bound& a) { return is_exactly(a, false); }},
    {"true", "test_true", kValue, 1, [](Rendering&, const Bound& a) { return is_exactly(a, true); }},
    {"filter", "test_filter", kValue, 1, is_filter, nullptr, "env"},
    {"test", "test_test", kValue, 1, is_test, nullptr, "env"},
    {"float", "test_float", kValue, 1,
     [](Rendering&, const Bound& a) { return Value::boolean(a[0].is(Type::real)); }},
    {"integer", "test_integer", kValue, 1,
     [](Rendering&, const Bound& a) {
         return Value::boolean(a[0].is_any_integer() && !a[0].is(Type::boolean));
     }},
    {"number", "test_number", kValue, 1,
     [](Rendering&, const Bound& a) { return Value::boolean(a[0].is_number()); }},
    {"iterable", "test_iterable", kValue, 1, is_iterable_value},
    {"sequence", "test_sequence", kValue, 1, is_sequence},
    {"mapping", "test_mapping", kValue, 1,
     [](Rendering&, const Bound& a) { return Value::boolean(a[0].is_mapping()); }},
    {"string", "test_string", kValue, 1,
     [](Rendering&, const Bound& a) { return Value::boolean(a[0].is_text()); }},
    {"lower", "test_lower", kValue, 1, said<is_lower>},
    {"upper", "test_upper", kValue, 1, said<is_upper>},
    {"none", "test_none", kValue, 1,
     [](Rendering&, const Bound& a) { return Value::boolean(a[0].is_none()); }},
    {"undefined", "test_undefined", kValue, 1,
     [](Rendering&, const Bound& a) { return Value::boolean(a[0].is_undefined()); }},
};

}  // namespace

const Builtin* find_test(std::string_view name) {
    static const auto table = [] {
        std::unordered_map<std::string_view, const Builtin*> tests;
        for (const Builtin& builtin : kTests) tests.emplace(builtin.name, &builtin);
        return tests;
    }();
    const auto found = table.find(name);
    return found == table.end() ? nullptr : found->second;
}

}  // namespace tidings::jinja
