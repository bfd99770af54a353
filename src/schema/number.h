#pragma once

#include <cstdint>
#include <limits>
#include <optional>

#include <boost/json/value.hpp>

#include "base/json.h"

namespace tidings::schema {

// Holds every int64, uint64 and double exactly, so that they compare as numbers and not as approximations.
using Exact = long double;
static_assert(std::numeric_limits<Exact>::digits >= 64);

// `v` is a number.
Exact exact(const json::value& v);

// A number without a fraction, in whatever form it is written: 1.0 is an integer.
bool is_integer(const json::value& v);

// The value as a count: a whole number, 0 or more, that fits in 64 bits.
std::optional<std::uint64_t> as_count(const json::value& v);

// The size of a number as people write it: `digits` times ten to the `exponent`, where `digits` does not end
// in 0.
struct Decimal {
    std::uint64_t digits = 0;
    int exponent = 0;
};

// `v` is a number; its sign is dropped.
Decimal decimal(const json::value& v);

// Whether `a` is a whole multiple of `b`, in decimals: 19.99 is one of 0.01. `b` is not 0.
bool is_multiple(Decimal a, Decimal b);

}  // namespace tidings::schema
