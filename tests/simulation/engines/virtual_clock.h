#pragma once

#include <algorithm>
#include <optional>

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

// The clock of a server of its own, which may be set: what its queue makes of that, see
// adapters/redis/lua/common.lua.
class QueueClock final : public ports::Clock {
public:
    static constexpr Duration kSilence = std::chrono::seconds{2};

    explicit QueueClock(const ports::Clock& outside) : outside_(outside) {}

    Time now() const override { return outside_.now(); }
    SteadyTime steady() const override { return at_.value_or(outside_.steady() + ahead_); }

    // Ahead, or back.
    void set(Duration by) { ahead_ += std::clamp(by, Duration::zero(), kSilence); }

    // Has it say again what it said; nothing: go on.
    void say(std::optional<SteadyTime> at) { at_ = at; }

private:
    const ports::Clock& outside_;
    Duration ahead_{};
    std::optional<SteadyTime> at_;
};

}  // namespace tidings::simulation
