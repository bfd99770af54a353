#include "jinja/compare.h"
#include "jinja/failure.h"
#include "jinja/items.h"
#include "jinja/lookup.h"
#include "jinja/methods.h"
#include "jinja/rendering.h"
#include "jinja/text.h"

namespace tidings::jinja {
namespace {

Value get(Rendering& rendering, const Bound& a) {
    const Value found = member(rendering, a[0], a[1]);
    if (!found.is_missing()) return found;
    return a[2].is_missing() ? Value::none() : a[2];
}

Value index_of(Rendering& rendering, const Bound& a) {
    const Items items(rendering, a[0]);
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (equals(rendering, items[i], a[1])) return Value::integer(i);
    }
    value_error(repr(rendering, a[1]) + " is not in list");
}

Value count(Rendering& rendering, const Bound& a) {
    const Items items(rendering, a[0]);
    std::int64_t found = 0;
    for (std::size_t i = 0; i < items.size(); ++i) found += equals(rendering, items[i], a[1]) ? 1 : 0;
    return Value::integer(found);
}

constexpr Builtin kDictMethods[] = {
    {.name = "items",
     .parameters = {"self"},
     .required = 1,
     .fixed = [](Rendering& r, const Bound& a) { return make_view(r, a[0], "dict_items"); }},
    {.name = "keys",
     .parameters = {"self"},
     .required = 1,
     .fixed = [](Rendering& r, const Bound& a) { return make_view(r, a[0], "dict_keys"); }},
    {.name = "values",
     .parameters = {"self"},
     .required = 1,
     .fixed = [](Rendering& r, const Bound& a) { return make_view(r, a[0], "dict_values"); }},
    {.name = "get", .parameters = {"self", "key", "default"}, .required = 2, .fixed = get},
};

constexpr Builtin kListMethods[] = {
    {.name = "index", .parameters = {"self", "value"}, .required = 2, .fixed = index_of},
    {.name = "count", .parameters = {"self", "value"}, .required = 2, .fixed = count},
};

}  // namespace

std::span<const Builtin> dict_methods() {
    return kDictMethods;
}
std::span<const Builtin> list_methods() {
    return kListMethods;
}

}  // namespace tidings::jinja
