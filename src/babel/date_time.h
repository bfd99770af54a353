#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <variant>

#include "base/time.h"
#include "base/time_zone.h"

namespace tidings::babel {

// Python's datetime module as plain values: dates of the Gregorian calendar, years 1 to 9999, to the
// microsecond. What is out of range fails as Python does, by jinja/failure.h.

// Where a clock hangs: nowhere known (Python's naive datetime), at an offset, or in a zone of the tz
// database.
class Zone {
public:
    Zone() = default;
    explicit Zone(std::chrono::seconds east) : where_(east) {}
    explicit Zone(const TimeZone& zone) : where_(zone) {}
    static Zone utc() { return Zone(std::chrono::seconds{0}); }

    // "Europe/Berlin", "UTC" or "UTC+02:00". Anything else fails with a ValueError.
    static Zone named(std::string_view name);

    bool is_none() const { return std::holds_alternative<std::monostate>(where_); }
    const TimeZone* time_zone() const { return std::get_if<TimeZone>(&where_); }
    bool operator==(const Zone& other) const = default;

    // These take no zone for UTC.
    LocalTime to_local(Time t) const;
    Time to_time(LocalTime local, bool later) const;

    std::string name() const;                   // as str() of a tzinfo; empty where there is none
    std::string repr() const;                   // "datetime.timezone.utc"
    std::string abbreviation_at(Time t) const;  // "CEST", "UTC+02:00"; empty where there is none

private:
    std::variant<std::monostate, std::chrono::seconds, TimeZone> where_;
};

struct Date {
    std::chrono::local_days day{};
};

struct ClockTime {
    Duration since_midnight{};
};

struct DateTime {
    LocalTime local{};
    Zone zone{};
    bool later = false;  // the second turn of an hour that comes twice: Python's fold

    static DateTime at(Time t, const Zone& zone);

    Time moment() const { return zone.to_time(local, later); }
    std::chrono::seconds east() const;
    Date date() const { return {std::chrono::floor<std::chrono::days>(local)}; }
    ClockTime time() const { return {local - date().day}; }
};

// A span of time: Python's timedelta.
struct Span {
    Duration length{};
};

// Each fails with a ValueError that names what is out of range.
Date make_date(std::int64_t year, std::int64_t month, std::int64_t day);
ClockTime make_time(std::int64_t hour, std::int64_t minute, std::int64_t second, std::int64_t microsecond);

// Whether it is in the years 1 to 9999.
bool is_in_range(LocalTime local);

// `local`, or an OverflowError where it leaves the years 1 to 9999.
LocalTime checked(LocalTime local);

// Seconds since 1970 as a moment; a ValueError outside the years 1 to 9999.
Time from_seconds(double seconds);

}  // namespace tidings::babel
