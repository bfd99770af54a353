#include "jinja/builtins/builtin.h"
#include "jinja/failure.h"
#include "jinja/run/lookup.h"
#include "jinja/run/rendering.h"
#include "jinja/values/pretty_print.h"
#include "jinja/values/text.h"

namespace tidings::jinja {
namespace {

Value random(Rendering& rendering, const Bound& a) {
    const std::size_t size = length(rendering, a[0]);
    if (size == 0) return rendering.undefined_hint("No random item, sequence was empty.");
    const Value index = Value::integer(static_cast<std::size_t>(rendering.random().below(size)));
    const Value found = find_item(rendering, a[0], index);
    if (!found.is_missing()) return found;
    if (a[0].is_mapping()) fail("KeyError", repr(rendering, index));
    type_error("'" + std::string(type_name(a[0])) + "' object is not subscriptable");
}

constexpr Builtin kOtherFilters[] = {
    {.name = "pprint",
     .python_name = "do_pprint",
     .parameters = {"value"},
     .required = 1,
     .fixed = [](Rendering& r, const Bound& a) { return r.text(pretty_print(r, a[0])); }},
    {.name = "random",
     .python_name = "do_random",
     .parameters = {"seq"},
     .required = 1,
     .fixed = random,
     .hidden = "context"},
};

}  // namespace

std::span<const Builtin> other_filters() {
    return kOtherFilters;
}

}  // namespace tidings::jinja
