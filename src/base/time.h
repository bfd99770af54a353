#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace tidings {

using Duration = std::chrono::microseconds;

// A moment in UTC. Formats and stores go down to the microsecond.
using Time = std::chrono::sys_time<Duration>;

// A moment of a clock that never jumps; only differences mean something.
using SteadyTime = std::chrono::time_point<std::chrono::steady_clock, Duration>;

// "2026-03-29T00:30:00Z"; with a fraction of 3 or 6 digits where the moment has one. Reads back for the years
// 0001 to 9999.
std::string format_rfc3339(Time t);

// Reads RFC 3339, whose offset is required: "2026-03-29T02:30:00.5+02:00". Years 0001 to 9999, in UTC too; a
// leap second reads as the next second; digits past the microsecond are cut off.
Result<Time> parse_rfc3339(std::string_view text);

// Whether `t` has an RFC 3339 form: the years 0001 to 9999.
bool has_rfc3339(Time t);

// Longer ones are refused, so that no sum with a time overflows.
inline constexpr Duration kDurationMax = std::chrono::days{36'500};

// Reads "90s", "1h30m", "250ms", "7d": units ms s m h d, largest first, each once.
Result<Duration> parse_duration(std::string_view text);

// The shortest form that parse_duration reads back: "1h30m". Zero is "0s". Cut to the millisecond. A negative
// one gets a minus, which is for people: parse_duration refuses it.
std::string format_duration(Duration d);

inline std::int64_t to_micros(Time t) {
    return t.time_since_epoch().count();
}
inline Time from_micros(std::int64_t micros) {
    return Time{Duration{micros}};
}

}  // namespace tidings
