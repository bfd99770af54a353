#pragma once

#include "jinja/syntax/expr.h"

namespace tidings::jinja {

// Whether Jinja2 works an expression out when it compiles: it has no variables and calls, and no filter that
// asks for the context.
bool is_constant(const Expr& expr);

// The same where autoescape is known only when it runs: then it works out no filters and tests.
bool is_plain_constant(const Expr& expr);

// Whether it is a filter that gives something else where autoescape is on.
bool asks_for_autoescape(const FilterExpr& node);

}  // namespace tidings::jinja
