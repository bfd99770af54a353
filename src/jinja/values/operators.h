#pragma once

#include "jinja/syntax/expr.h"
#include "jinja/values/value.h"

namespace tidings::jinja {

// Python's arithmetic. Fails with Python's TypeError and ZeroDivisionError, and with an UndefinedError on any
// undefined value.
Value apply(Rendering& rendering, BinaryOp op, const Value& left, const Value& right);
Value negate(Rendering& rendering, const Value& value);
Value plus(Rendering& rendering, const Value& value);

}  // namespace tidings::jinja
