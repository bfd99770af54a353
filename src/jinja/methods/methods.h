#pragma once

#include <span>
#include <string_view>

#include "jinja/builtins/builtin.h"
#include "jinja/values/value.h"

namespace tidings::jinja {

// The method or attribute `name` of a value; missing when there is none. Methods come bound to the value.
Value find_method(Rendering& rendering, const Value& object, std::string_view name);

// The same for what is called with the value before its arguments (`invoke_method`); nullptr: it is no
// method.
const Builtin* find_callable(const Value& object, std::string_view name);

// Whether `.name` on a dict means the method and not the key.
bool is_dict_method(std::string_view name);

// A function that passes `self` before its arguments.
Value make_method(Rendering& rendering, const Builtin& builtin, const Value& self);

// A function of its own.
Value make_function(Rendering& rendering, const Builtin& builtin);

// The tables, one for each type.
std::span<const Builtin> dict_methods();
std::span<const Builtin> list_methods();
std::span<const Builtin> tuple_methods();
std::span<const Builtin> range_methods();
std::span<const Builtin> integer_methods();
std::span<const Builtin> real_methods();

// list.sort(key=…, reverse=…).
Value sort_list(Rendering& rendering, const Arguments& arguments);

// Attributes that are no methods; missing when there is none.
Value number_property(const Value& number, std::string_view name);
Value range_property(const Range& range, std::string_view name);

}  // namespace tidings::jinja
