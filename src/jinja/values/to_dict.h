#pragma once

#include "jinja/values/dict.h"
#include "jinja/values/value.h"

namespace tidings::jinja {

// Python's dict(mapping or pairs, name=value…).
Dict& to_dict(Rendering& rendering, const Arguments& arguments);

// Adds what dict() would be made of, as update() does.
void add_to_dict(Rendering& rendering, const Arguments& arguments, Dict& dict);

}  // namespace tidings::jinja
