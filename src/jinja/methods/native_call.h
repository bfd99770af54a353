#pragma once

#include "jinja/builtins/builtin.h"
#include "jinja/values/value.h"

namespace tidings::jinja {

// A method that Python has in C. `parameters` begin with "self", which `required` counts.
constexpr Builtin native(Calling calling, std::string_view name,
                         std::array<std::string_view, kParametersMax> parameters, std::size_t required,
                         Value (*work)(Rendering&, const Bound&)) {
    return {.name = name, .parameters = parameters, .required = required, .fixed = work, .calling = calling};
}
constexpr Builtin native(std::string_view name, Value (*work)(Rendering&, const Bound&)) {
    return native(Calling::no_argument, name, {"self"}, 1, work);
}

// Calls a method of `arguments.positional[0]`, or fails with the TypeError that Python's own would.
Value invoke_method(Rendering& rendering, const Builtin& method, const Arguments& arguments);

}  // namespace tidings::jinja
