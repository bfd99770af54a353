#include <algorithm>
#include <vector>

#include "jinja/attribute_path.h"
#include "jinja/builtin.h"
#include "jinja/failure.h"
#include "jinja/items.h"
#include "jinja/lookup.h"
#include "jinja/methods.h"
#include "jinja/python_text.h"
#include "jinja/rendering.h"
#include "jinja/text.h"

namespace tidings::jinja {
namespace {

[[noreturn]] void argument_error(std::string message) {
    fail("FilterArgumentError", std::move(message));
}

// A filter or test that a template names by a text while it runs.
const Builtin& named_builtin(Rendering& rendering, const Value& name, bool is_filter) {
    const std::string_view text = to_text(rendering, name);
    const Builtin* const builtin = is_filter ? find_filter(rendering.options(), text) : find_test(text);
    if (builtin != nullptr) return *builtin;
    fail("TemplateRuntimeError",
         std::string("No ") + (is_filter ? "filter" : "test") + " named " + repr_text(text) + ".");
}

Value generator(Rendering& rendering, std::string_view name, const std::vector<Value>& items) {
    Value* const copy = rendering.arena().make_array<Value>(items.size());
    std::copy(items.begin(), items.end(), copy);
    return Value::generator(
        rendering.arena().make<Generator>(name, std::span<const Value>{copy, items.size()}));
}

// Calls a filter or test on one item, with the arguments that were left for it.
Value apply_to(Rendering& rendering, const Builtin& builtin, const Value& item, std::span<const Value> rest,
               std::span<const NamedValue> named) {
    std::vector<Value> all{item};
    all.insert(all.end(), rest.begin(), rest.end());
    return invoke(rendering, builtin, {all, named});
}

Value map_attribute(Rendering& rendering, const Arguments& arguments) {
    Value path;
    Value fallback;
    for (const NamedValue& named : arguments.named) {
        if (named.name == "attribute") {
            path = named.value;
        } else if (named.name == "default") {
            fallback = named.value;
        } else {
            argument_error("Unexpected keyword argument " + repr_text(named.name));
        }
    }
    if (path.is_missing()) argument_error("map requires a filter argument");
    const AttributePath attribute(rendering, path, fallback);
    std::vector<Value> mapped;
    if (!truth(rendering, arguments.positional[0])) return generator(rendering, "sync_do_map", mapped);
    const Items items(rendering, arguments.positional[0]);
    for (std::size_t i = 0; i < items.size(); ++i) mapped.push_back(attribute.of(rendering, items[i]));
    return generator(rendering, "sync_do_map", mapped);
}

Value map(Rendering& rendering, const Arguments& arguments) {
    if (arguments.positional.size() < 2) return map_attribute(rendering, arguments);
    std::vector<Value> mapped;
    if (!truth(rendering, arguments.positional[0])) return generator(rendering, "sync_do_map", mapped);
    const Items items(rendering, arguments.positional[0]);
    const Builtin& filter = named_builtin(rendering, arguments.positional[1], true);
    for (std::size_t i = 0; i < items.size(); ++i) {
        mapped.push_back(
            apply_to(rendering, filter, items[i], arguments.positional.subspan(2), arguments.named));
    }
    return generator(rendering, "sync_do_map", mapped);
}

struct Selection {
    std::string_view name;  // of the generator
    bool wanted;            // what the test must say
    bool by_attribute;
};

Value select(Rendering& rendering, const Arguments& arguments, const Selection& selection) {
    const std::size_t own = selection.by_attribute ? 2 : 1;
    if (arguments.positional.size() < own) argument_error("Missing parameter for attribute name");
    std::vector<Value> selected;
    if (!truth(rendering, arguments.positional[0])) return generator(rendering, selection.name, selected);
    const AttributePath path(rendering, selection.by_attribute ? arguments.positional[1] : Value());
    const Items items(rendering, arguments.positional[0]);
    const bool has_test = arguments.positional.size() > own;
    const Builtin* const test =
        has_test ? &named_builtin(rendering, arguments.positional[own], false) : nullptr;
    for (std::size_t i = 0; i < items.size(); ++i) {
        Value value = path.of(rendering, items[i]);
        if (test != nullptr) {
            value = apply_to(rendering, *test, value, arguments.positional.subspan(own + 1), arguments.named);
        }
        if (truth(rendering, value) == selection.wanted) selected.push_back(items[i]);
    }
    return generator(rendering, selection.name, selected);
}

Value default_filter(Rendering& rendering, const Bound& a) {
    const bool replaced =
        a[0].is_undefined() || (truth_or(rendering, a[2], false) && !truth(rendering, a[0]));
    if (!replaced) return a[0];
    return a[1].is_missing() ? Value::text("") : a[1];
}

// Reaches the attributes of this room's own objects only, never a method.
Value attr(Rendering& rendering, const Bound& a) {
    if (a[0].is_undefined()) return get_attribute(rendering, a[0], to_text(rendering, a[1]));
    const std::string_view name = to_text(rendering, a[1]);
    const Value found = a[0].is(Value::Type::object) ? a[0].as_object().attribute(rendering, name)
                                                     : find_method(rendering, a[0], name);
    return found.is_missing() ? rendering.undefined(a[0], Value::text(name)) : found;
}

constexpr Builtin kFilters[] = {
    {.name = "map", .variadic = map},
    {.name = "select",
     .variadic = [](Rendering& r,
                    const Arguments& a) { return select(r, a, {"sync_do_select", true, false}); }},
    {.name = "reject",
     .variadic = [](Rendering& r,
                    const Arguments& a) { return select(r, a, {"sync_do_reject", false, false}); }},
    {.name = "selectattr",
     .variadic = [](Rendering& r,
                    const Arguments& a) { return select(r, a, {"sync_do_selectattr", true, true}); }},
    {.name = "rejectattr",
     .variadic = [](Rendering& r,
                    const Arguments& a) { return select(r, a, {"sync_do_rejectattr", false, true}); }},
    {.name = "default",
     .python_name = "do_default",
     .parameters = {"value", "default_value", "boolean"},
     .required = 1,
     .fixed = default_filter},
    {.name = "d",
     .python_name = "do_default",
     .parameters = {"value", "default_value", "boolean"},
     .required = 1,
     .fixed = default_filter},
    {.name = "attr",
     .python_name = "do_attr",
     .parameters = {"obj", "name"},
     .required = 2,
     .fixed = attr,
     .hidden = 1},
};

}  // namespace

std::span<const Builtin> selection_filters() {
    return kFilters;
}

}  // namespace tidings::jinja
