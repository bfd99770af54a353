#pragma once

#include "ports/clock.h"

namespace tidings::simulation {

// Stands still until the simulation moves it.
class VirtualClock final : public ports::Clock {
public:
    explicit VirtualClock(Time start) : now_(start) {}

    Time now() const override { return now_; }
    SteadyTime steady() const override { return steady_; }

    void advance(Duration d) {
        now_ += d;
        steady_ += d;
    }

    // The wall clock alone, as when somebody sets it.
    void jump(Duration d) { now_ += d; }

private:
    Time now_;
    SteadyTime steady_{std::chrono::hours{1}};
};

}  // namespace tidings::simulation
