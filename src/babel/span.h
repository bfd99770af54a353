#pragma once

#include "babel/date_time.h"

namespace tidings::babel {

// The sum or difference, or an OverflowError where it has more than 64 bits of microseconds: 292,000 years.
Duration add(Duration a, Duration b);

// `count` units, likewise; halves of a microsecond go to the even one.
Duration times(Duration unit, std::int64_t count);
Duration times(Duration unit, double count);

// The quotient, rounded to the nearest microsecond, halves to the even one. `by` is not 0.
Duration divided(Duration length, std::int64_t by);

}  // namespace tidings::babel
