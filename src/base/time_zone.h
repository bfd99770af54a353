#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace tidings {

// What a wall clock shows: minutes or finer since 1970-01-01T00:00 in local time, without an offset.
using LocalTime = std::chrono::local_time<Duration>;

// An IANA time zone on the system's tzdata. A value that is cheap to copy; zones live as long as the program.
// Every method may be called from any thread.
class TimeZone {
public:
    // "Europe/Berlin", "UTC", links such as "Europe/Kiev" too. An unknown name is Errc::invalid.
    static Result<TimeZone> find(std::string_view name);
    static TimeZone utc();

    const std::string& name() const;

    LocalTime to_local(Time t) const;

    // The first moment after `t` at which the offset from UTC changes, or Time::max() when none is known.
    Time next_change(Time t) const;

private:
    struct Impl;
    explicit TimeZone(const Impl* impl) : impl_(impl) {}
    const Impl* impl_;
};

}  // namespace tidings
