#include "jinja/values/dict.h"

#include "jinja/failure.h"
#include "jinja/methods/methods.h"
#include "jinja/methods/native_call.h"
#include "jinja/run/lookup.h"
#include "jinja/run/rendering.h"
#include "jinja/values/compare.h"
#include "jinja/values/cursor.h"
#include "jinja/values/dict_view.h"
#include "jinja/values/list.h"
#include "jinja/values/text.h"
#include "jinja/values/to_dict.h"

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
    Cursor keys(rendering, a[1]);
    const Value value = a[2].is_missing() ? Value::none() : a[2];
    for (Value key; keys.next(rendering, key);) dict.set(rendering, key, value);
    return Value::dict(&dict);
}

template <DictView::Kind kind>
Value view(Rendering& rendering, const Bound& a) {
    return Value::object(rendering.arena().make<DictView>(rendering, a[0], kind));
}

Value clear(Rendering& rendering, const Bound& a) {
    rendering.writable_dict(a[0]).clear();
    return Value::none();
}

Value pop(Rendering& rendering, const Bound& a) {
    Dict& dict = rendering.writable_dict(a[0]);
    const Value found = dict.size() > 0 ? dict.remove(rendering, a[1]) : Value();
    if (!found.is_missing()) return found;
    if (a[2].is_missing()) fail("KeyError", repr(rendering, a[1]));
    return a[2];
}

Value popitem(Rendering& rendering, const Bound& a) {
    Dict& dict = rendering.writable_dict(a[0]);
    if (dict.size() == 0) fail("KeyError", "'popitem(): dictionary is empty'");
    const Value key = dict.entries().back().key;
    return pair(rendering, key, dict.remove(rendering, key));
}

Value setdefault(Rendering& rendering, const Bound& a) {
    Dict& dict = rendering.writable_dict(a[0]);
    if (const Value* const found = dict.find(rendering, a[1])) return *found;
    const Value value = a[2].is_missing() ? Value::none() : a[2];
    dict.set(rendering, a[1], value);
    return value;
}

Value update(Rendering& rendering, const Arguments& arguments) {
    const auto added = arguments.positional.subspan(1);
    if (added.size() > 1)
        type_error("update expected at most 1 argument, got " + std::to_string(added.size()));
    Dict& dict = rendering.writable_dict(arguments.positional[0]);
    add_to_dict(rendering, {added, arguments.named}, dict);
    return Value::none();
}

constexpr std::array<std::string_view, kParametersMax> kKey{"self", "key", "default"};

constexpr Builtin kDictMethods[] = {
    native("items", view<DictView::Kind::items>),
    native("keys", view<DictView::Kind::keys>),
    native("values", view<DictView::Kind::values>),
    native("clear", clear),
    native("copy", copy),
    native(Calling::counted, "fromkeys", {"self", "iterable", "value"}, 2, fromkeys),
    native(Calling::counted, "get", kKey, 2, get),
    native(Calling::counted, "pop", kKey, 2, pop),
    native("popitem", popitem),
    native(Calling::counted, "setdefault", kKey, 2, setdefault),
    {.name = "update", .variadic = update},
};

}  // namespace

std::span<const Builtin> dict_methods() {
    return kDictMethods;
}

}  // namespace tidings::jinja
