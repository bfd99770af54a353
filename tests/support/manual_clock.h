#pragma once

#include <mutex>

#include "ports/clock.h"

namespace tidings::testing {

// A clock that stands still until a test moves it. Both of its faces move together, unless it is set.
class ManualClock final : public ports::Clock {
public:
    Time now() const override {
        const std::lock_guard lock(mutex_);
        return now_;
    }
    SteadyTime steady() const override {
        const std::lock_guard lock(mutex_);
        return steady_;
    }
    void advance(Duration d) {
        const std::lock_guard lock(mutex_);
        now_ += d;
        steady_ += d;
    }
    // The wall alone, as when somebody sets it.
    void set_back(Duration d) {
        const std::lock_guard lock(mutex_);
        now_ -= d;
    }

private:
    mutable std::mutex mutex_;
    Time now_ = std::chrono::sys_days{std::chrono::January / 15 / 2026} + std::chrono::hours{12};
    SteadyTime steady_{std::chrono::hours{1}};
};

}  // namespace tidings::testing
