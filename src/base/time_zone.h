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

    // Whether both are the same zone by the same name.
    bool operator==(const TimeZone& other) const = default;

    LocalTime to_local(Time t) const;

    // The moment at which the clocks show `local`. Of an hour that comes twice, its first turn unless
    // `later`; one that is left out is counted on from before the change, or back from after it where
    // `later`.
    Time to_time(LocalTime local, bool later = false) const;

    // What holds at `t`: seconds east of UTC, whether that is daylight saving by the database's own word, and
    // the abbreviation such as "CEST" (or "+03"), which lives as long as the program.
    struct Offset {
        std::chrono::seconds east{0};
        bool is_daylight = false;
        std::string_view abbreviation;
    };
    Offset offset_at(Time t) const;

    // The first moment after `t` at which the offset from UTC changes, or Time::max() when none is known.
    Time next_change(Time t) const;

private:
    struct Impl;
    explicit TimeZone(const Impl* impl) : impl_(impl) {}
    const Impl* impl_;
};

}  // namespace tidings
