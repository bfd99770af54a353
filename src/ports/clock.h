#pragma once

#include "base/time.h"

namespace tidings::ports {

// The only way to learn what time it is. Every method may be called from any thread; none waits.
class Clock {
public:
    virtual ~Clock() = default;

    // The wall clock, which may jump: for what people see and say (due times, quiet hours, expiry).
    virtual Time now() const = 0;

    // A clock that never jumps: for leases, timeouts and windows.
    virtual SteadyTime steady() const = 0;
};

}  // namespace tidings::ports
