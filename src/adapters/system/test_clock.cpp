#include "adapters/system/test_clock.h"

namespace tidings::adapters {
namespace {

// 9999-12-31T23:59:59Z, the last second that RFC 3339 can write.
constexpr Time kLast{std::chrono::seconds{253402300799}};

}  // namespace

TestClock::TestClock() : put_at_(system_.now()), put_moment_(system_.steady()) {}

Time TestClock::now() const {
    const std::lock_guard lock(mutex_);
    return now_locked();
}

SteadyTime TestClock::steady() const {
    return system_.steady();
}

Result<> TestClock::set(Time t) {
    const std::lock_guard lock(mutex_);
    if (t < now_locked()) return invalid("the test clock never goes back: it is later already");
    if (t > kLast) return invalid("the test clock ends with the year 9999");
    put_at_ = t;
    put_moment_ = system_.steady();
    return {};
}

Result<> TestClock::advance(Duration d) {
    const std::lock_guard lock(mutex_);
    if (d < Duration::zero())
        return invalid("the test clock never goes back: advance it by what is positive");
    const Time now = now_locked();
    if (d > kLast - now) return invalid("the test clock ends with the year 9999");
    put_at_ = now + d;
    put_moment_ = system_.steady();
    return {};
}

Time TestClock::now_locked() const {
    return put_at_ + (system_.steady() - put_moment_);
}

}  // namespace tidings::adapters
