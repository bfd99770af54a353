#include "jinja/compare.h"
#include "jinja/dict.h"
#include "jinja/items.h"
#include "jinja/lookup.h"
#include "jinja/methods.h"
#include "jinja/native_call.h"
#include "jinja/rendering.h"
#include "jinja/to_dict.h"

namespace tidings::jinja {
namespace {

Value get(Rendering& rendering, const Bound& a) {
    hash_of(rendering, a[1]);  // fails for what no dict can have as a key
    const Value found = member(rendering, a[0], a[1]);
    if (!found.is_missing()) return found;
    return a[2].is_missing() ? Value::none() : a[2];
}

Value copy(Rendering& rendering, const Bound& a) {
    return Value::dict(&to_dict(rendering, {{&a[0], 1}, {}}));
}

Value fromkeys(Rendering& rendering, const Bound& a) {
    Dict& dict = *rendering.arena().make<Dict>();
    const Items keys(rendering, a[1]);
    const Value value = a[2].is_missing() ? Value::none() : a[2];
    for (std::size_t i = 0; i < keys.size(); ++i) dict.set(rendering, keys[i], value);
    return Value::dict(&dict);
}

constexpr Builtin kMethods[] = {
    native("items", [](Rendering& r, const Bound& a) { return make_view(r, a[0], "dict_items"); }),
    native("keys", [](Rendering& r, const Bound& a) { return make_view(r, a[0], "dict_keys"); }),
    native("values", [](Rendering& r, const Bound& a) { return make_view(r, a[0], "dict_values"); }),
    native("copy", copy),
    native(Calling::counted, "get", {"self", "key", "default"}, 2, get),
    native(Calling::counted, "fromkeys", {"self", "iterable", "value"}, 2, fromkeys),
};

}  // namespace

std::span<const Builtin> dict_methods() {
    return kMethods;
}

}  // namespace tidings::jinja
