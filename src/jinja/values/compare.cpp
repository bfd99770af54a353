#include "jinja/values/compare.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include "jinja/failure.h"
#include "jinja/run/lookup.h"
#include "jinja/run/rendering.h"
#include "jinja/text/text_tools.h"
#include "jinja/values/big_integer.h"
#include "jinja/values/dict.h"
#include "jinja/values/dict_view.h"
#include "jinja/values/generator.h"
#include "jinja/values/items.h"

namespace tidings::jinja {
namespace {

// 64 bits of mantissa: exact for every int64 and every double.
using Exact = long double;

Exact exact(const Value& v) {
    return v.is(Value::Type::real) ? Exact{v.as_real()} : static_cast<Exact>(v.as_integer());
}

bool is_big(const Value& v) {
    return v.is(Value::Type::big_integer);
}

// Of numbers.
int order_numbers(const Value& a, const Value& b) {
    if (is_big(a) || is_big(b)) {
        const bool nan = (a.is(Value::Type::real) && std::isnan(a.as_real())) ||
                         (b.is(Value::Type::real) && std::isnan(b.as_real()));
        return nan ? 1 : compare_big(a, b);
    }
    return exact(a) == exact(b) ? 0 : exact(a) < exact(b) ? -1 : 1;
}

bool same_items(Rendering& rendering, const Value& a, const Value& b) {
    const Items left(rendering, a);
    const Items right(rendering, b);
    if (left.size() != right.size()) return false;
    for (std::size_t i = 0; i < left.size(); ++i) {
        if (!same_or_equal(rendering, left[i], right[i])) return false;
    }
    return true;
}

bool same_members(Rendering& rendering, const Value& a, const Value& b) {
    if (length(rendering, a) != length(rendering, b)) return false;
    const Items keys(rendering, a);
    for (std::size_t i = 0; i < keys.size(); ++i) {
        const Value left = member(rendering, a, keys[i]);
        const Value right = member(rendering, b, keys[i]);
        if (right.is_missing() || !same_or_equal(rendering, left, right)) return false;
    }
    return true;
}

bool undefined_equals(Rendering& rendering, const Value& a, const Value& b) {
    for (const Value& v : {a, b}) {
        if (v.is_undefined() && v.as_undefined().mode == Undefined::strict) rendering.undefined_error(v);
    }
    return a.is_undefined() && b.is_undefined() && a.as_undefined().mode == b.as_undefined().mode;
}

int order_items(Rendering& rendering, const Value& a, const Value& b, const char* op) {
    const Items left(rendering, a);
    const Items right(rendering, b);
    for (std::size_t i = 0; i < std::min(left.size(), right.size()); ++i) {
        if (!same_or_equal(rendering, left[i], right[i])) return order(rendering, left[i], right[i], op);
    }
    return left.size() == right.size() ? 0 : left.size() < right.size() ? -1 : 1;
}

bool same_range(const Range& a, const Range& b) {
    return a.size == b.size && (a.size == 0 || (a.start == b.start && (a.size == 1 || a.step == b.step)));
}

template <class T>
bool holds(CompareOp op, const T& a, const T& b) {
    switch (op) {
        case CompareOp::eq:
            return a == b;
        case CompareOp::ne:
            return a != b;
        case CompareOp::lt:
            return a < b;
        case CompareOp::le:
            return a <= b;
        case CompareOp::gt:
            return a > b;
        default:
            return a >= b;
    }
}

// Of a class below that of the plain undefined value, which Python asks first.
bool is_special(const Value& undefined) {
    return undefined.as_undefined().mode != Undefined::standard;
}

// Goes no further than the item.
bool finds(Rendering& rendering, Generator& generator, const Value& item) {
    for (Value other; generator.next(rendering, other);) {
        rendering.charge(1);
        if (same_or_equal(rendering, other, item)) return true;
    }
    return false;
}

}  // namespace

bool equals(Rendering& rendering, const Value& a, const Value& b) {
    const Rendering::Nested nested(rendering);
    if (a.is_text() && b.is_text()) {
        rendering.charge_bytes(a.as_text().size());
        return a.as_text() == b.as_text();
    }
    if (a.is_number() && b.is_number()) return order_numbers(a, b) == 0;
    if (a.is_undefined() || b.is_undefined()) return undefined_equals(rendering, a, b);
    if ((a.is_list() && b.is_list()) || (a.is(Value::Type::tuple) && b.is(Value::Type::tuple))) {
        return same_items(rendering, a, b);
    }
    if (a.is_mapping() && b.is_mapping()) return same_members(rendering, a, b);
    if (a.is(Value::Type::range) && b.is(Value::Type::range)) return same_range(a.as_range(), b.as_range());
    if (a.is(Value::Type::object)) return a.as_object().is_equal(b);
    return a.same_as(b);
}

int order(Rendering& rendering, const Value& a, const Value& b, const char* op) {
    const Rendering::Nested nested(rendering);
    if (a.is_text() && b.is_text()) {
        rendering.charge_bytes(a.as_text().size());
        const int result = a.as_text().compare(b.as_text());
        return result == 0 ? 0 : result < 0 ? -1 : 1;
    }
    if (a.is_number() && b.is_number()) return order_numbers(a, b);
    if ((a.is_list() && b.is_list()) || (a.is(Value::Type::tuple) && b.is(Value::Type::tuple))) {
        return order_items(rendering, a, b, op);
    }
    if (a.is_undefined() && !(b.is_undefined() && is_special(b) && !is_special(a))) {
        rendering.undefined_error(a);
    }
    if (b.is_undefined()) rendering.undefined_error(b);
    if (a.is(Value::Type::object)) {
        if (const std::optional<int> result = a.as_object().order_to(b)) return *result;
    }
    type_error("'" + std::string(op) + "' not supported between instances of '" + std::string(type_name(a)) +
               "' and '" + std::string(type_name(b)) + "'");
}

bool contains(Rendering& rendering, const Value& container, const Value& item) {
    if (container.is_text()) {
        if (!item.is_text()) {
            type_error("'in <string>' requires string as left operand, not " + std::string(type_name(item)));
        }
        rendering.charge_bytes(container.as_text().size());
        return find_text(rendering, container.as_text(), item.as_text()) != std::string_view::npos;
    }
    if (container.is_mapping()) {
        hash_of(rendering, item);  // fails for what no dict can have as a key
        return !member(rendering, container, item).is_missing();
    }
    if (!is_iterable(container)) {
        type_error("argument of type '" + std::string(type_name(container)) + "' is not iterable");
    }
    if (const DictView* const view = view_of(container)) return view->contains(rendering, item);
    if (Generator* const generator = generator_of(container)) return finds(rendering, *generator, item);
    const Items items(rendering, container);
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (same_or_equal(rendering, items[i], item)) return true;
    }
    return false;
}

bool compare(Rendering& rendering, CompareOp op, const Value& a, const Value& b) {
    const bool are_integers = a.is(Value::Type::integer) && b.is(Value::Type::integer);
    if (are_integers && op < CompareOp::in) return holds(op, a.as_integer(), b.as_integer());
    const bool nan = (a.is(Value::Type::real) && std::isnan(a.as_real())) ||
                     (b.is(Value::Type::real) && std::isnan(b.as_real()));
    switch (op) {
        case CompareOp::eq:
            return equals(rendering, a, b);
        case CompareOp::ne:
            return !equals(rendering, a, b);
        case CompareOp::lt:
            return order(rendering, a, b, "<") < 0 && !nan;
        case CompareOp::le:
            return order(rendering, a, b, "<=") <= 0 && !nan;
        case CompareOp::gt:
            return order(rendering, a, b, ">") > 0 && !nan;
        case CompareOp::ge:
            return order(rendering, a, b, ">=") >= 0 && !nan;
        case CompareOp::in:
            return contains(rendering, b, a);
        case CompareOp::not_in:
            return !contains(rendering, b, a);
    }
    return false;
}

std::size_t hash_of(Rendering& rendering, const Value& value) {
    const Rendering::Nested nested(rendering);
    switch (value.type()) {
        case Value::Type::text:
            rendering.charge_bytes(value.as_text().size());
            return std::hash<std::string_view>{}(value.as_text());
        case Value::Type::boolean:
        case Value::Type::integer:
            return std::hash<double>{}(static_cast<double>(value.as_integer()));
        case Value::Type::big_integer: {
            const BigInteger big = value.as_big_integer();
            return std::hash<double>{}(nearest_real(big) * (big.negative ? -1 : 1));
        }
        case Value::Type::real:
            return std::hash<double>{}(value.as_real());
        case Value::Type::tuple: {
            std::size_t hash = 7;
            rendering.charge(value.as_items().size());
            for (const Value& item : value.as_items()) hash = hash * 31 + hash_of(rendering, item);
            return hash;
        }
        case Value::Type::object:
            return value.as_object().hash();
        case Value::Type::undefined:
            if (value.as_undefined().mode == Undefined::strict) rendering.undefined_error(value);
            return 1;
        case Value::Type::list:
        case Value::Type::json_array:
        case Value::Type::dict:
        case Value::Type::json_object:
            type_error("unhashable type: '" + std::string(type_name(value)) + "'");
        default:
            return static_cast<std::size_t>(value.type());
    }
}

}  // namespace tidings::jinja
