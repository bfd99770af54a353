#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "babel/date_time.h"

namespace tidings::babel {

// Dates and times as texts: ISO 8601 as Python's isoformat() writes it and fromisoformat() reads it, and what
// Python's str() and repr() print.

using Temporal = std::variant<DateTime, Date, ClockTime>;

// Reads "2026-03-29", "10:30[:15[.5]]", and both with "T", "t" or a blank between; a date with a time may end
// in "Z" or "+02:00". Nothing where it is none of them, or no such day exists.
std::optional<Temporal> read_iso(std::string_view text);

// "+02:00", "-0330", "+01:00:30", "Z"; less than a day. Nothing where it is not one.
std::optional<std::chrono::seconds> read_offset(std::string_view text);

// How much of the time of the day is written.
enum class Precision : std::uint8_t { automatic, hours, minutes, seconds, milliseconds, microseconds };

std::string iso_offset(std::chrono::seconds east, std::string_view separator = ":");
std::string iso(const Date& date);
std::string iso(const ClockTime& time, Precision precision = Precision::automatic);
std::string iso(const DateTime& moment, std::string_view separator = "T",
                Precision precision = Precision::automatic);

// str() of a timedelta: "-1 day, 23:59:59", "0:00:00.500000".
std::string text_of(const Span& span);

std::string repr_of(const Date& date);
std::string repr_of(const ClockTime& time);
std::string repr_of(const DateTime& moment);
std::string repr_of(const Span& span);

}  // namespace tidings::babel
