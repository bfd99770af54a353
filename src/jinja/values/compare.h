#pragma once

#include <cstddef>

#include "jinja/syntax/expr.h"
#include "jinja/values/value.h"

namespace tidings::jinja {

// Python's comparisons. Each fails with a TypeError where Python does, and with an UndefinedError on a strict
// undefined value.
bool equals(Rendering& rendering, const Value& a, const Value& b);

// What Python asks of the items of lists: a nan that is in a list is found there.
inline bool same_or_equal(Rendering& rendering, const Value& a, const Value& b) {
    return (!a.is_text() && a.same_as(b)) || equals(rendering, a, b);
}

// -1, 0 or 1 for values that have an order. `op` is the operator's text in the error: "<".
int order(Rendering& rendering, const Value& a, const Value& b, const char* op = "<");

bool contains(Rendering& rendering, const Value& container, const Value& item);
bool compare(Rendering& rendering, CompareOp op, const Value& a, const Value& b);

// Equal values have equal hashes. Lists and dicts have none: TypeError.
std::size_t hash_of(Rendering& rendering, const Value& value);

}  // namespace tidings::jinja
