#pragma once

#include <cstddef>

#include <boost/json/value.hpp>

#include "base/json.h"

namespace tidings::schema {

// Equality as JSON Schema means it: numbers by their mathematical value, objects without regard to order.
bool equal(const json::value& a, const json::value& b);

// The same for values that are equal.
std::size_t hash(const json::value& v);

// How many values `v` consists of, with long strings counted for more: the work of comparing it.
std::size_t weight(const json::value& v);

}  // namespace tidings::schema
