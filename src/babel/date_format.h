#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "babel/date_time.h"
#include "babel/locale.h"

namespace tidings::babel {

enum class Length : std::uint8_t { none, full, long_, medium, short_ };

// How a date, a time or both are written: each in one of the locale's four lengths, or all by a pattern of
// CLDR.
struct DateFormat {
    Length date = Length::none;
    Length time = Length::none;
    std::string_view pattern{};
};

// `moment` on the clocks of its zone (UTC where it has none). Offsets are those of base/time_zone.h, so that
// texts and quiet hours agree; the zones' names are ICU's. A wrong pattern is a ValueError.
std::string format_date(const Locale& locale, const DateFormat& format, const DateTime& moment);

}  // namespace tidings::babel
