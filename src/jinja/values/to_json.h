#pragma once

#include <string>

#include "jinja/values/value.h"

namespace tidings::jinja {

// JSON that is safe in HTML, scripts and attributes in single quotes: keys sorted, ASCII only, and < > & ' as
// \u escapes. With `indent`, one member a line.
std::string to_json(Rendering& rendering, const Value& value, const std::string* indent);

}  // namespace tidings::jinja
