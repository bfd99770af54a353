#pragma once

#include <span>

#include "jinja/builtin.h"

namespace tidings::jinja {

// What a program adds to the language for its own templates. It wins over the language's own where the names
// are the same. The tables outlive every template that was compiled with them.
struct Vocabulary {
    std::span<const Builtin> filters;
    std::span<const Builtin> globals;
};

}  // namespace tidings::jinja
