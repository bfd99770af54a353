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

// The clock of a machine that is always a little ahead of the others, or behind them.
class SkewedClock final : public ports::Clock {
public:
    SkewedClock(const VirtualClock& clock, Duration skew) : clock_(clock), skew_(skew) {}

    Time now() const override { return clock_.now() + skew_; }
    SteadyTime steady() const override { return clock_.steady(); }

private:
    const VirtualClock& clock_;
    Duration skew_;
};

}  // namespace tidings::simulation
