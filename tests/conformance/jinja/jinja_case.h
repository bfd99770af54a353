#pragma once

#include "base/json.h"

namespace tidings::jinja {

// Renders a case as tools/jinja_reference.py does with Jinja2: its members are "template", "templates"
// (others by name), "env" (Jinja2's options), "undefined" (its class) and "translations". The result is
// {"expected": text}, or {"error": kind, "message": text, "lineno": line}.
json::object result_of(const json::object& test_case, const json::object& context);

}  // namespace tidings::jinja
