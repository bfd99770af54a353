#include "babel/date_time.h"

#include <cmath>

#include "babel/iso.h"
#include "jinja/failure.h"
#include "jinja/text/python_text.h"

namespace tidings::babel {
namespace {

using jinja::value_error;
using std::chrono::days;
using std::chrono::local_days;
using std::chrono::seconds;

constexpr std::int64_t kYearMin = 1;
constexpr std::int64_t kYearMax = 9999;
constexpr local_days kFirstDay{std::chrono::year{kYearMin} / 1 / 1};
constexpr local_days kLastDay{std::chrono::year{kYearMax} / 12 / 31};

// Local time as if its clock showed UTC.
Time as_utc(LocalTime local) {
    return Time{local.time_since_epoch()};
}

void check_range(std::string_view name, std::int64_t value, std::int64_t max) {
    if (value < 0 || value > max) value_error(std::string(name) + " must be in 0.." + std::to_string(max));
}

}  // namespace

Zone Zone::named(std::string_view name) {
    if (name == "UTC") return utc();
    if (name.starts_with("UTC")) {
        if (const auto east = read_offset(name.substr(3))) return Zone(*east);
    }
    const Result<TimeZone> found = TimeZone::find(name);
    if (!found) value_error("unknown time zone " + jinja::repr_text(name.substr(0, 64)));
    return Zone(*found);
}

LocalTime Zone::to_local(Time t) const {
    if (const TimeZone* const zone = time_zone()) return zone->to_local(t);
    const auto* const east = std::get_if<seconds>(&where_);
    return LocalTime{t.time_since_epoch() + (east != nullptr ? *east : seconds{0})};
}

Time Zone::to_time(LocalTime local, bool later) const {
    if (const TimeZone* const zone = time_zone()) return zone->to_time(local, later);
    const auto* const east = std::get_if<seconds>(&where_);
    return as_utc(local) - (east != nullptr ? *east : seconds{0});
}

std::string Zone::name() const {
    if (const TimeZone* const zone = time_zone()) return zone->name();
    const auto* const east = std::get_if<seconds>(&where_);
    if (east == nullptr) return {};
    return *east == seconds{0} ? "UTC" : "UTC" + iso_offset(*east);
}

std::string Zone::repr() const {
    if (const TimeZone* const zone = time_zone()) return "zoneinfo.ZoneInfo(key='" + zone->name() + "')";
    const auto* const east = std::get_if<seconds>(&where_);
    if (east == nullptr) return "None";
    if (*east == seconds{0}) return "datetime.timezone.utc";
    return "datetime.timezone(" + repr_of(Span{*east}) + ")";
}

std::string Zone::abbreviation_at(Time t) const {
    if (const TimeZone* const zone = time_zone()) return std::string(zone->offset_at(t).abbreviation);
    return name();
}

DateTime DateTime::at(Time t, const Zone& zone) {
    const LocalTime local = checked(zone.to_local(t));
    return {local, zone, zone.to_time(local, false) != t};
}

seconds DateTime::east() const {
    return std::chrono::floor<seconds>(as_utc(local) - moment());
}

Date make_date(std::int64_t year, std::int64_t month, std::int64_t day) {
    if (year < kYearMin || year > kYearMax) value_error("year " + std::to_string(year) + " is out of range");
    if (month < 1 || month > 12) value_error("month must be in 1..12");
    const std::chrono::year_month_day ymd{
        std::chrono::year{static_cast<int>(year)}, std::chrono::month{static_cast<unsigned>(month)},
        std::chrono::day{day < 1 || day > 31 ? 0U : static_cast<unsigned>(day)}};
    if (!ymd.ok()) value_error("day is out of range for month");
    return {local_days{ymd}};
}

ClockTime make_time(std::int64_t hour, std::int64_t minute, std::int64_t second, std::int64_t microsecond) {
    check_range("hour", hour, 23);
    check_range("minute", minute, 59);
    check_range("second", second, 59);
    check_range("microsecond", microsecond, 999'999);
    return {std::chrono::hours{hour} + std::chrono::minutes{minute} + seconds{second} +
            Duration{microsecond}};
}

bool is_in_range(LocalTime local) {
    return local >= kFirstDay && local < kLastDay + days{1};
}

LocalTime checked(LocalTime local) {
    if (!is_in_range(local)) jinja::fail("OverflowError", "date value out of range");
    return local;
}

Time from_seconds(double since) {
    const double max = static_cast<double>((kLastDay.time_since_epoch() / seconds{1}) + 86'400);
    const double min = static_cast<double>(kFirstDay.time_since_epoch() / seconds{1});
    if (!(since >= min && since < max)) value_error("a timestamp is out of range: the years 1 to 9999");
    // In two parts, as a double of microseconds would not be exact.
    const double whole = std::floor(since);
    const double part = std::nearbyint((since - whole) * 1e6);
    return Time{seconds{static_cast<std::int64_t>(whole)} + Duration{static_cast<std::int64_t>(part)}};
}

}  // namespace tidings::babel
