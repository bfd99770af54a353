#pragma once

#include <cstdint>
#include <string>

#include "babel/date_time.h"
#include "babel/locale.h"

namespace tidings::babel {

enum class SpanUnit : std::uint8_t { year, month, week, day, hour, minute, second };

struct SpanFormat {
    SpanUnit granularity = SpanUnit::second;  // the smallest unit that is written
    bool add_direction = false;               // "in 3 days", "3 days ago"
    double threshold = 0.85;                  // so much of a unit is one of it
};

// A span in one unit, as Babel chooses and rounds it: "3 days".
std::string format_span(const Locale& locale, const SpanFormat& format, const Span& span);

}  // namespace tidings::babel
