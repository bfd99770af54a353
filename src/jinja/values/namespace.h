#pragma once

#include <string_view>

#include "jinja/values/value.h"

namespace tidings::jinja {

// namespace(…): the one thing whose attributes a template may set. Takes what dict() takes.
Value make_namespace(Rendering& rendering, const Arguments& arguments);

// Fails when it is none.
void require_namespace(const Value& object);

// `{% set object.name = value %}`; fails when `object` is no namespace.
void set_namespace(Rendering& rendering, const Value& object, std::string_view name, const Value& value);

}  // namespace tidings::jinja
