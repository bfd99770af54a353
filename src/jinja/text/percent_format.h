#pragma once

#include "jinja/values/value.h"

namespace tidings::jinja {

// `format % arguments` of texts.
Value format_percent(Rendering& rendering, const Value& format, const Value& arguments);

}  // namespace tidings::jinja
