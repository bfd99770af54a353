#include "jinja/failure.h"
#include "jinja/methods/methods.h"
#include "jinja/run/rendering.h"
#include "jinja/text/python_text.h"
#include "jinja/values/attribute_path.h"

namespace tidings::jinja {
namespace {

struct SortArguments {
    Value key;
    bool reverse = false;
};

SortArguments read(const Arguments& arguments) {
    const std::size_t given = arguments.positional.size() - 1;
    const std::size_t all = given + arguments.named.size();
    if (all > 2) {
        type_error(std::string("sort() takes at most 2 ") + (given == 0 ? "keyword " : "") + "arguments (" +
                   std::to_string(all) + " given)");
    }
    if (given > 0) type_error("sort() takes no positional arguments");
    SortArguments result;
    for (const NamedValue& named : arguments.named) {
        if (named.name == "key") {
            result.key = named.value.is_none() ? Value() : named.value;
        } else if (named.name == "reverse") {
            result.reverse = int_or(named.value, 0) != 0;
        } else {
            type_error(repr_text(named.name) + " is an invalid keyword argument for sort()");
        }
    }
    return result;
}

}  // namespace

// The list is empty while the keys are made, as in Python; what is put into it meanwhile is an error.
Value sort_list(Rendering& rendering, const Arguments& arguments) {
    const SortArguments how = read(arguments);
    List& list = rendering.writable_list(arguments.positional[0]);
    const std::span<const Value> items = list.items();
    list.set_items({});
    Value* const keys = rendering.arena().make_array<Value>(items.size());
    for (std::size_t i = 0; i < items.size(); ++i) {
        keys[i] = how.key.is_missing() ? items[i] : rendering.call(how.key, {items.subspan(i, 1), {}});
    }
    const std::span<Value> sorted = sorted_by(rendering, items, {keys, items.size()}, how.reverse);
    const bool changed = list.size() > 0;
    list.set_items(sorted);
    if (changed) value_error("list modified during sort");
    return Value::none();
}

}  // namespace tidings::jinja
