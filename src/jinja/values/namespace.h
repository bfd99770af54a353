#pragma once

#include <string_view>

#include "jinja/values/value.h"

namespace tidings::jinja {

// namespace(): the one thing whose attributes a template may set. `source` has its first members.
Value make_namespace(Rendering& rendering, const Arguments& arguments);

// `{% set object.name = value %}`; fails when `object` is no namespace.
// Fails when it is none.
void require_namespace(const Value& object);
void set_namespace(Rendering& rendering, const Value& object, std::string_view name, const Value& value);

}  // namespace tidings::jinja
