#pragma once

#include <mutex>

#include "adapters/system/system_clock.h"
#include "base/result.h"

namespace tidings::adapters {

// A wall clock that a person may turn forward: it begins at the system's time and goes on by itself from
// wherever it was put. It never goes back, not even when the system's clock does. Leases, timeouts and
// windows stay with the real steady clock.
class TestClock final : public ports::Clock {
public:
    TestClock();

    Time now() const override;
    SteadyTime steady() const override;

    // Errc::invalid when that would be the past, or beyond the year 9999.
    Result<> set(Time t);
    Result<> advance(Duration d);

private:
    Time now_locked() const;

    SystemClock system_;
    mutable std::mutex mutex_;
    Time put_at_;            // what this clock showed …
    SteadyTime put_moment_;  // … at this moment
};

}  // namespace tidings::adapters
