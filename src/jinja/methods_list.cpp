#include <algorithm>

#include "jinja/compare.h"
#include "jinja/failure.h"
#include "jinja/items.h"
#include "jinja/methods.h"
#include "jinja/native_call.h"
#include "jinja/rendering.h"
#include "jinja/text.h"

namespace tidings::jinja {
namespace {

std::size_t place(const Value& argument, std::size_t fallback, std::size_t size) {
    if (argument.is_missing()) return fallback;
    if (!argument.is_integral()) type_error("slice indices must be integers or have an __index__ method");
    const auto count = static_cast<std::int64_t>(size);
    const std::int64_t at = argument.as_integer() + (argument.as_integer() < 0 ? count : 0);
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
        if (equals(rendering, items[i], a[1])) return Value::integer(i);
    }
    not_found(rendering, a[0], a[1]);
}

Value count(Rendering& rendering, const Bound& a) {
    const Items items(rendering, a[0]);
    std::int64_t found = 0;
    for (std::size_t i = 0; i < items.size(); ++i) found += equals(rendering, items[i], a[1]) ? 1 : 0;
    return Value::integer(found);
}

constexpr Builtin kCount = native(Calling::one, "count", {"self", "value"}, 2, count);
constexpr Builtin kIndex = native(Calling::counted, "index", {"self", "value", "start", "stop"}, 2, index_of);

constexpr Builtin kListMethods[] = {
    kCount,
    kIndex,
    native("copy", [](Rendering& r, const Bound& a) { return Value::list(Items(r, a[0]).span(r)); }),
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
