#pragma once

#include <string>

#include "jinja/values/value.h"

namespace tidings::jinja {

// What Python's pprint.pformat() makes of a value: 80 columns wide, dicts sorted by their keys.
std::string pretty_print(Rendering& rendering, const Value& value);

}  // namespace tidings::jinja
