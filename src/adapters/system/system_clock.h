#pragma once

#include "ports/clock.h"

namespace tidings::adapters {

// The machine's clocks.
class SystemClock final : public ports::Clock {
public:
    Time now() const override;
    SteadyTime steady() const override;
};

}  // namespace tidings::adapters
