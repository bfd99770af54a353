#include <algorithm>

#include "jinja/failure.h"
#include "jinja/methods/methods.h"
#include "jinja/methods/native_call.h"
#include "jinja/run/rendering.h"
#include "jinja/values/big_integer.h"
#include "jinja/values/compare.h"
#include "jinja/values/items.h"
#include "jinja/values/text.h"

namespace tidings::jinja {
namespace {

std::size_t place(const Value& argument, std::size_t fallback, std::size_t size) {
    if (argument.is_missing()) return fallback;
    if (!argument.is_any_integer()) type_error("slice indices must be integers or have an __index__ method");
    const auto count = static_cast<std::int64_t>(size);
    const std::int64_t at = clamped(argument) + (is_negative(argument) ? count : 0);
    return static_cast<std::size_t>(std::clamp<std::int64_t>(at, 0, count));
}

// The error where nothing is found differs by type.
[[noreturn]] void not_found(Rendering& rendering, const Value& sequence, const Value& wanted) {
    if (sequence.is_list()) value_error(repr(rendering, wanted) + " is not in list");
    if (sequence.is(Value::Type::tuple)) value_error("tuple.index(x): x not in tuple");
    if (wanted.is_integral()) value_error(repr(rendering, wanted) + " is not in range");
    value_error("sequence.index(x): x not in sequence");
}

Value index_of(Rendering& rendering, const Bound& a) {
    const Items items(rendering, a[0]);
    const std::size_t end = place(a[3], items.size(), items.size());
    for (std::size_t i = place(a[2], 0, items.size()); i < end; ++i) {
        if (same_or_equal(rendering, items[i], a[1])) return Value::integer(i);
    }
    not_found(rendering, a[0], a[1]);
}

Value count(Rendering& rendering, const Bound& a) {
    const Items items(rendering, a[0]);
    std::int64_t found = 0;
    for (std::size_t i = 0; i < items.size(); ++i) found += same_or_equal(rendering, items[i], a[1]) ? 1 : 0;
    return Value::integer(found);
}

Value append(Rendering& rendering, const Bound& a) {
    rendering.writable_list(a[0]).append(rendering.arena(), a[1]);
    return Value::none();
}

Value clear(Rendering& rendering, const Bound& a) {
    rendering.writable_list(a[0]).set_items({});
    return Value::none();
}

Value extend(Rendering& rendering, const Bound& a) {
    List& list = rendering.writable_list(a[0]);
    const Items items(rendering, a[1]);
    for (std::size_t i = 0; i < items.size(); ++i) list.append(rendering.arena(), items[i]);
    return Value::none();
}

// Moving the items behind a place costs a step for each 64 of them.
void charge_moves(Rendering& rendering, std::size_t items) {
    rendering.charge(items / 64);
}

Value insert(Rendering& rendering, const Bound& a) {
    List& list = rendering.writable_list(a[0]);
    const auto size = static_cast<std::int64_t>(list.size());
    const std::int64_t wanted = integer_or(a[1], 0);
    const std::int64_t at = std::clamp<std::int64_t>(wanted < 0 ? wanted + size : wanted, 0, size);
    charge_moves(rendering, static_cast<std::size_t>(size - at));
    list.insert(rendering.arena(), static_cast<std::size_t>(at), a[2]);
    return Value::none();
}

Value pop(Rendering& rendering, const Bound& a) {
    List& list = rendering.writable_list(a[0]);
    const std::int64_t wanted = integer_or(a[1], -1);
    if (list.size() == 0) fail("IndexError", "pop from empty list");
    const auto size = static_cast<std::int64_t>(list.size());
    const std::int64_t at = wanted < 0 ? wanted + size : wanted;
    if (at < 0 || at >= size) fail("IndexError", "pop index out of range");
    charge_moves(rendering, static_cast<std::size_t>(size - at));
    return list.remove(static_cast<std::size_t>(at));
}

Value remove(Rendering& rendering, const Bound& a) {
    List& list = rendering.writable_list(a[0]);
    rendering.charge(list.size());
    for (std::size_t i = 0; i < list.size(); ++i) {
        if (!same_or_equal(rendering, list.items()[i], a[1])) continue;
        list.remove(i);
        return Value::none();
    }
    value_error("list.remove(x): x not in list");
}

Value reverse(Rendering& rendering, const Bound& a) {
    List& list = rendering.writable_list(a[0]);
    rendering.charge(list.size());
    list.reverse();
    return Value::none();
}

constexpr Builtin kCount = native(Calling::one, "count", {"self", "value"}, 2, count);
constexpr Builtin kIndex = native(Calling::counted, "index", {"self", "value", "start", "stop"}, 2, index_of);

constexpr Builtin kListMethods[] = {
    kCount,
    kIndex,
    native(Calling::one, "append", {"self", "object"}, 2, append),
    native("clear", clear),
    native("copy", [](Rendering& r, const Bound& a) { return r.copied_list(Items(r, a[0]).span(r)); }),
    native(Calling::one, "extend", {"self", "iterable"}, 2, extend),
    native(Calling::counted, "insert", {"self", "index", "object"}, 3, insert),
    native(Calling::counted, "pop", {"self", "index"}, 1, pop),
    native(Calling::one, "remove", {"self", "value"}, 2, remove),
    native("reverse", reverse),
    {.name = "sort", .variadic = sort_list},
};

constexpr Builtin kTupleMethods[] = {kCount, kIndex};

constexpr Builtin kRangeMethods[] = {kCount, native(Calling::one, "index", {"self", "value"}, 2, index_of)};

}  // namespace

std::span<const Builtin> list_methods() {
    return kListMethods;
}
std::span<const Builtin> tuple_methods() {
    return kTupleMethods;
}
std::span<const Builtin> range_methods() {
    return kRangeMethods;
}

Value range_property(const Range& range, std::string_view name) {
    if (name == "start") return Value::integer(range.start);
    if (name == "stop") return Value::integer(range.stop);
    if (name == "step") return Value::integer(range.step);
    return {};
}

}  // namespace tidings::jinja
