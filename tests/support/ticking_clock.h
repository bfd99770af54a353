#pragma once

#include "support/manual_clock.h"

namespace tidings::test {

// A clock of which each look at its steady face takes `tick`: what is done between looks seems slow.
class TickingClock final : public ports::Clock {
public:
    explicit TickingClock(testing::ManualClock& clock) : clock_(clock) {}

    Time now() const override { return clock_.now(); }
    SteadyTime steady() const override {
        const auto at = clock_.steady();
        clock_.advance(tick);
        return at;
    }

    Duration tick{};

private:
    testing::ManualClock& clock_;
};

}  // namespace tidings::test
