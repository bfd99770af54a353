#pragma once

#include <span>

#include "jinja/builtins/builtin.h"

namespace tidings::jinja {

// What a program adds to the language for its own templates. The tables outlive every template that was
// compiled with them.
struct Vocabulary {
    // They win over the language's own of the same names.
    std::span<const Builtin> filters;
    // Found where they are called and no variable has the name. All else that is done with the name takes it
    // for a variable: {{ date }} is told to be undefined, and prints no function, although date(2026, 1, 1)
    // is there.
    std::span<const Builtin> globals;
};

}  // namespace tidings::jinja
