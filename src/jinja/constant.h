#pragma once

#include "jinja/expr.h"

namespace tidings::jinja {

// Whether Jinja2 works an expression out when it compiles: it has no variables and calls, and no filter that
// asks for the context.
bool is_constant(const Expr& expr);

}  // namespace tidings::jinja
