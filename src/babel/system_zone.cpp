#include "babel/system_zone.h"

#include <cmath>

#include "babel/icu.h"

namespace tidings::babel {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

Time to_time(UDate date) {
    // Within what a Time can hold, 290,000 years about 1970.
    constexpr double kMax = 9e15;
    const double millis = std::fmin(std::fmax(std::floor(date), -kMax), kMax);
    return Time{milliseconds{static_cast<std::int64_t>(millis)}};
}

std::int32_t to_millis(seconds east) {
    return static_cast<std::int32_t>(milliseconds(east).count());
}

// Daylight saving as people call it. The database calls Ireland's winter daylight saving, of minus one hour.
seconds daylight_of(const tidings::TimeZone& zone, Time t, Time until) {
    const tidings::TimeZone::Offset here = zone.offset_at(t);
    constexpr auto kYear = std::chrono::days{366};
    if (until == Time::max() || until - t > kYear) return seconds{here.is_daylight ? 3600 : 0};
    const tidings::TimeZone::Offset next = zone.offset_at(until);
    if (!here.is_daylight && !next.is_daylight) return seconds{0};  // a change for good
    return std::max(here.east - next.east, seconds{0});
}

}  // namespace

SystemZone::SystemZone(const tidings::TimeZone& zone) : icu::TimeZone(to_utf16(zone.name())), zone_(zone) {}

const SystemZone::Offsets& SystemZone::at(Time t) const {
    if (t >= last_.from && t < last_.until) return last_;
    const Time until = zone_.next_change(t);
    const seconds daylight = daylight_of(zone_, t, until);
    last_ = {t, until, to_millis(zone_.offset_at(t).east - daylight), to_millis(daylight)};
    return last_;
}

void SystemZone::getOffset(UDate date, UBool local, std::int32_t& raw, std::int32_t& daylight,
                           UErrorCode& /*status*/) const {
    Time t = to_time(date);
    if (local != 0) t = zone_.to_time(LocalTime{t.time_since_epoch()});
    const Offsets& offsets = at(t);
    raw = offsets.raw;
    daylight = offsets.daylight;
}

std::int32_t SystemZone::getOffset(std::uint8_t era, std::int32_t year, std::int32_t month, std::int32_t day,
                                   std::uint8_t day_of_week, std::int32_t millis, UErrorCode& status) const {
    return getOffset(era, year, month, day, day_of_week, millis, 31, status);
}

std::int32_t SystemZone::getOffset(std::uint8_t era, std::int32_t year, std::int32_t month, std::int32_t day,
                                   std::uint8_t /*day_of_week*/, std::int32_t millis,
                                   std::int32_t /*month_length*/, UErrorCode& /*status*/) const {
    const std::chrono::year y{era == 0 ? 1 - year : year};
    const std::chrono::local_days date{y / std::chrono::month{static_cast<unsigned>(month + 1)} /
                                       std::chrono::day{static_cast<unsigned>(day)}};
    const Offsets& offsets = at(zone_.to_time(date + milliseconds{millis}));
    return offsets.raw + offsets.daylight;
}

void SystemZone::setRawOffset(std::int32_t /*millis*/) {}

std::int32_t SystemZone::getRawOffset() const {
    return last_.raw;
}

UBool SystemZone::useDaylightTime() const {
    return static_cast<UBool>(last_.daylight != 0);
}

UBool SystemZone::inDaylightTime(UDate date, UErrorCode& /*status*/) const {
    return static_cast<UBool>(at(to_time(date)).daylight != 0);
}

UClassID SystemZone::getDynamicClassID() const {
    static char id = 0;
    return &id;
}

}  // namespace tidings::babel
