#pragma once

#include <span>

#include "jinja/builtins/builtin.h"

namespace tidings::babel {

// The globals and filters that make dates, times and spans: now(), datetime(), date(), time(), timedelta();
// `text|datetime`.
std::span<const jinja::Builtin> constructor_globals();
std::span<const jinja::Builtin> constructor_filters();

}  // namespace tidings::babel
