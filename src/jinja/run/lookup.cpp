#include "jinja/run/lookup.h"

#include <algorithm>
#include <cstdlib>

#include "jinja/failure.h"
#include "jinja/methods/methods.h"
#include "jinja/run/rendering.h"
#include "jinja/text/unicode.h"
#include "jinja/values/big_integer.h"
#include "jinja/values/compare.h"
#include "jinja/values/dict.h"
#include "jinja/values/items.h"

namespace tidings::jinja {
namespace {

// An index from the end counts backwards. False when there is no such item.
bool to_position(std::int64_t index, std::size_t size, std::size_t& position) {
    const auto count = static_cast<std::int64_t>(size);
    if (index < 0) index += count;
    if (index < 0 || index >= count) return false;
    position = static_cast<std::size_t>(index);
    return true;
}

Value item_at(Rendering& rendering, const Value& any, std::int64_t index) {
    const Value object = rendering.current(any);
    std::size_t position = 0;
    switch (object.type()) {
        case Value::Type::list:
        case Value::Type::tuple: {
            const auto items = object.is(Value::Type::list) ? object.as_list().items() : object.as_items();
            return to_position(index, items.size(), position) ? items[position] : Value();
        }
        case Value::Type::json_array: {
            const json::array& array = object.as_json_array();
            return to_position(index, array.size(), position) ? Value::json(array[position]) : Value();
        }
        case Value::Type::range: {
            const Range& range = object.as_range();
            if (!to_position(index, static_cast<std::size_t>(range.size), position)) return {};
            return Value::integer(range.start + static_cast<std::int64_t>(position) * range.step);
        }
        case Value::Type::text: {
            const std::string_view text = object.as_text();
            rendering.charge_bytes(text.size());
            if (!to_position(index, count_characters(text), position)) return {};
            return Value::text(substring(text, position, position + 1), object.is_markup());
        }
        default:
            return {};
    }
}

Value of_undefined(Rendering& rendering, const Value& object) {
    if (object.as_undefined().mode == Undefined::chainable) return object;
    rendering.undefined_error(object);
}

std::int64_t slice_bound(const Value& bound, std::int64_t fallback, std::int64_t low, std::int64_t high,
                         std::int64_t size) {
    if (bound.is_none() || bound.is_missing()) return fallback;
    if (!bound.is_any_integer())
        type_error("slice indices must be integers or None or have an __index__ method");
    std::int64_t index = clamped(bound);
    if (index < 0) index += size;
    return std::clamp(index, low, high);
}

// A slice of `size` items as Python's slice.indices() gives it: like range().
Range slice_of(std::int64_t size, const Value& start, const Value& stop, const Value& step) {
    const bool has_step = !step.is_none() && !step.is_missing();
    if (has_step && !step.is_any_integer()) {
        type_error("slice indices must be integers or None or have an __index__ method");
    }
    if (has_step && clamped(step) == 0) value_error("slice step cannot be zero");
    Range range;
    // A step longer than the sequence selects one item, whatever its size.
    range.step = has_step ? std::clamp(clamped(step), -size - 1, size + 1) : 1;
    const std::int64_t low = range.step > 0 ? 0 : -1;
    const std::int64_t high = range.step > 0 ? size : size - 1;
    range.start = slice_bound(start, range.step > 0 ? low : high, low, high, size);
    range.stop = slice_bound(stop, range.step > 0 ? high : low, low, high, size);
    const std::int64_t span = range.step > 0 ? range.stop - range.start : range.start - range.stop;
    range.size = span > 0 ? (span - 1) / std::abs(range.step) + 1 : 0;
    return range;
}

// Python's bounds may be past what a range of 64 bits has.
[[noreturn]] void too_large() {
    fail("OverflowError", "Python int too large to convert to C ssize_t");
}

Value slice_range(Rendering& rendering, const Range& range, const Value& start, const Value& stop,
                  const Value& step) {
    const Range places = slice_of(range.size, start, stop, step);
    const auto place = [&](std::int64_t i) {
        std::int64_t at = 0;
        if (__builtin_mul_overflow(i, range.step, &at) || __builtin_add_overflow(range.start, at, &at))
            too_large();
        return at;
    };
    Range result{place(places.start), place(places.stop), 0, places.size};
    if (__builtin_mul_overflow(range.step, places.step, &result.step)) too_large();
    return Value::range(rendering.arena().make<Range>(result));
}

}  // namespace

Value member(Rendering& rendering, const Value& any_mapping, const Value& key) {
    const Value mapping = rendering.current(any_mapping);
    if (mapping.is(Value::Type::dict)) {
        const Value* const found = mapping.as_dict().find(rendering, key);
        return found ? *found : Value();
    }
    if (!key.is_text()) return {};
    const json::object& object = mapping.as_json_object();
    rendering.charge_bytes(key.as_text().size());
    const json::value* const found = object.if_contains(key.as_text());
    return found ? Value::json(*found) : Value();
}

Value find_item(Rendering& rendering, const Value& object, const Value& key) {
    if (key.is_list() || key.is_mapping()) return {};  // no dict can have such a key
    if (object.is_mapping()) return member(rendering, object, key);
    if (object.is(Value::Type::object)) return object.as_object().item(rendering, key);
    if (key.is_integral()) return item_at(rendering, object, key.as_integer());
    return {};
}

bool is_subscriptable(const Value& value) {
    if (value.is(Value::Type::object)) return value.as_object().is_subscriptable();
    return value.is_text() || value.is_list() || value.is_mapping() || value.is(Value::Type::tuple) ||
           value.is(Value::Type::range);
}

Value get_attribute(Rendering& rendering, const Value& object, std::string_view name) {
    if (object.is_undefined()) return of_undefined(rendering, object);
    Value found;
    if (object.is(Value::Type::object)) {
        found = object.as_object().attribute(rendering, name);
    } else if (!object.is(Value::Type::json_object) || is_dict_method(name)) {
        found = find_method(rendering, object, name);
    }
    if (found.is_missing()) found = find_item(rendering, object, Value::text(name));
    return found.is_missing() ? rendering.undefined(object, Value::text(name)) : found;
}

Value get_item(Rendering& rendering, const Value& object, const Value& key) {
    if (object.is_undefined()) return of_undefined(rendering, object);
    if (object.is_mapping() && key.is_undefined()) hash_of(rendering, key);  // fails for a strict one
    Value found = find_item(rendering, object, key);
    if (found.is_missing() && key.is_text()) {
        found = object.is(Value::Type::object) ? object.as_object().attribute(rendering, key.as_text())
                                               : find_method(rendering, object, key.as_text());
    }
    return found.is_missing() ? rendering.undefined(object, key) : found;
}

// The characters of a text from one place to another.
Value part_of(Rendering& rendering, const Value& whole, const Value& start, const Value& stop) {
    const std::string_view text = whole.as_text();
    const auto size = static_cast<std::int64_t>(length(rendering, whole));
    const Range places = slice_of(size, start, stop, Value());
    const auto begin = static_cast<std::size_t>(places.start);
    const auto end = static_cast<std::size_t>(places.start + places.size);
    return Value::text(substring(text, begin, end), whole.is_markup());
}

Value slice(Rendering& rendering, const Value& object, const Value& start, const Value& stop,
            const Value& step) {
    if (object.is_undefined()) return of_undefined(rendering, object);
    if (!is_subscriptable(object))
        type_error("'" + std::string(type_name(object)) + "' object is not subscriptable");
    if (object.is_mapping() || object.is(Value::Type::object)) type_error("unhashable type: 'slice'");
    const bool is_text = object.is_text();
    if (object.is(Value::Type::range)) return slice_range(rendering, object.as_range(), start, stop, step);
    if (is_text && (step.is_none() || step.is_missing())) return part_of(rendering, object, start, stop);
    const Items items(rendering, object);
    const Range places = slice_of(static_cast<std::int64_t>(items.size()), start, stop, step);
    const auto item = [&](std::int64_t i) {
        return items[static_cast<std::size_t>(places.start + i * places.step)];
    };
    if (is_text) {
        std::string text;
        for (std::int64_t i = 0; i < places.size; ++i) text += item(i).as_text();
        return rendering.text(text, object.is_markup());
    }
    const auto size = static_cast<std::size_t>(places.size);
    Value* const values = rendering.arena().make_array<Value>(size);
    for (std::size_t i = 0; i < size; ++i) values[i] = item(static_cast<std::int64_t>(i));
    const std::span<Value> span{values, size};
    return object.is(Value::Type::tuple) ? Value::tuple(span) : rendering.list(span);
}

std::size_t length(Rendering& rendering, const Value& any) {
    const Value value = rendering.current(any);
    switch (value.type()) {
        case Value::Type::text:
            rendering.charge_bytes(value.as_text().size());
            return count_characters(value.as_text());
        case Value::Type::list:
            return value.as_list().size();
        case Value::Type::tuple:
            return value.as_items().size();
        case Value::Type::json_array:
            return value.as_json_array().size();
        case Value::Type::json_object:
            return value.as_json_object().size();
        case Value::Type::dict:
            return value.as_dict().size();
        case Value::Type::range:
            return static_cast<std::size_t>(value.as_range().size);
        case Value::Type::undefined:
            if (value.as_undefined().mode == Undefined::strict) rendering.undefined_error(value);
            return 0;
        case Value::Type::object:
            if (const auto size = value.as_object().size(rendering)) return *size;
            [[fallthrough]];
        default:
            type_error("object of type '" + std::string(type_name(value)) + "' has no len()");
    }
}

bool truth(Rendering& rendering, const Value& value) {
    switch (value.type()) {
        case Value::Type::missing:
        case Value::Type::none:
            return false;
        case Value::Type::boolean:
            return value.as_boolean();
        case Value::Type::integer:
            return value.as_integer() != 0;
        case Value::Type::big_integer:
            return true;
        case Value::Type::real:
            return value.as_real() != 0;
        case Value::Type::text:
            return !value.as_text().empty();
        case Value::Type::generator:
            return true;
        case Value::Type::object:
            return value.as_object().is_true();
        default:
            return length(rendering, value) > 0;
    }
}

}  // namespace tidings::jinja
