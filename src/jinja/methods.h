#pragma once

#include <span>
#include <string_view>

#include "jinja/builtin.h"
#include "jinja/value.h"

namespace tidings::jinja {

// The method `name` of a value, bound to it; missing when there is none. Only those that change nothing
// exist, and not `format`, through which attributes could be reached.
Value find_method(Rendering& rendering, const Value& object, std::string_view name);

// Whether `.name` on a dict means the method and not the key.
bool is_dict_method(std::string_view name);

// A function that passes `self` before its arguments.
Value make_method(Rendering& rendering, const Builtin& builtin, const Value& self);

// A function of its own.
Value make_function(Rendering& rendering, const Builtin& builtin);

// dict_keys, dict_values, dict_items.
Value make_view(Rendering& rendering, const Value& mapping, std::string_view kind);

std::span<const Builtin> text_methods();
std::span<const Builtin> dict_methods();
std::span<const Builtin> list_methods();

}  // namespace tidings::jinja
