#pragma once

#include <span>

#include "jinja/builtins/builtin.h"

namespace tidings::babel {

// Flask-Babel's filters, by its names and parameters, and plural forms and lists; one function for each file.
std::span<const jinja::Builtin> date_filters();
std::span<const jinja::Builtin> number_filters();
std::span<const jinja::Builtin> word_filters();
std::span<const jinja::Builtin> word_globals();

}  // namespace tidings::babel
