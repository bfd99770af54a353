#include "babel/date_format.h"

#include <unicode/gregocal.h>
#include <unicode/simpletz.h>
#include <unicode/smpdtfmt.h>

#include "babel/cache.h"
#include "babel/icu.h"
#include "babel/system_zone.h"
#include "jinja/failure.h"
#include "jinja/text/python_text.h"

namespace tidings::babel {
namespace {

constexpr std::size_t kDateFormattersMax = 32;
constexpr std::size_t kDatePatternMax = 128;

// Its calendar changes with each use, so it is not for several threads.
struct Formatter {
    std::unique_ptr<icu::DateFormat> format;
    std::optional<Zone> zone;  // what it is set to
};

icu::DateFormat::EStyle icu_length(Length length) {
    switch (length) {
        case Length::none:
            return icu::DateFormat::kNone;
        case Length::full:
            return icu::DateFormat::kFull;
        case Length::long_:
            return icu::DateFormat::kLong;
        case Length::medium:
            return icu::DateFormat::kMedium;
        case Length::short_:
            return icu::DateFormat::kShort;
    }
    return icu::DateFormat::kNone;
}

std::unique_ptr<icu::TimeZone> icu_zone(const Zone& zone, std::chrono::seconds east) {
    if (const TimeZone* const named = zone.time_zone()) return std::make_unique<SystemZone>(*named);
    if (east == std::chrono::seconds{0}) return std::make_unique<SystemZone>(TimeZone::utc());
    const auto millis = static_cast<std::int32_t>(std::chrono::milliseconds(east).count());
    return std::make_unique<icu::SimpleTimeZone>(millis, to_utf16(zone.name()));
}

// Python's calendar is Gregorian at all times; ICU's begins in 1582.
void make_proleptic(icu::DateFormat& format) {
    const auto* const calendar = dynamic_cast<const icu::GregorianCalendar*>(format.getCalendar());
    if (calendar == nullptr) return;
    UErrorCode status = U_ZERO_ERROR;
    std::unique_ptr<icu::GregorianCalendar> changed(calendar->clone());
    changed->setGregorianChange(-1e17, status);
    if (U_SUCCESS(status)) format.adoptCalendar(changed.release());
}

std::unique_ptr<Formatter> make_formatter(const Locale& locale, const DateFormat& format) {
    if (format.pattern.size() > kDatePatternMax)
        jinja::value_error("a date's pattern has at most " + std::to_string(kDatePatternMax) + " bytes");
    const icu::Locale where = icu_locale(locale);
    auto made = std::make_unique<Formatter>();
    UErrorCode status = U_ZERO_ERROR;
    if (!format.pattern.empty()) {
        made->format = std::make_unique<icu::SimpleDateFormat>(to_utf16(format.pattern), where, status);
    } else if (format.time == Length::none) {
        made->format.reset(icu::DateFormat::createDateInstance(icu_length(format.date), where));
    } else if (format.date == Length::none) {
        made->format.reset(icu::DateFormat::createTimeInstance(icu_length(format.time), where));
    } else {
        made->format.reset(
            icu::DateFormat::createDateTimeInstance(icu_length(format.date), icu_length(format.time), where));
    }
    const std::string wrong = "no pattern of dates: " + jinja::repr_text(format.pattern);
    check(status, wrong);
    if (made->format == nullptr) jinja::value_error(wrong);
    make_proleptic(*made->format);
    return made;
}

}  // namespace

std::string format_date(const Locale& locale, const DateFormat& format, const DateTime& moment) {
    thread_local Cache<Formatter, kDateFormattersMax> formatters;
    thread_local std::string buffer;
    const char flags[] = {static_cast<char>('a' + static_cast<int>(format.date)),
                          static_cast<char>('a' + static_cast<int>(format.time)), '\0'};
    const std::string_view key = cache_key(buffer, locale.tag(), flags, format.pattern);
    Formatter& formatter = formatters.get(key, [&] { return make_formatter(locale, format); });
    if (!formatter.zone || !(*formatter.zone == moment.zone)) {
        formatter.format->adoptTimeZone(icu_zone(moment.zone, moment.east()).release());
        formatter.zone = moment.zone;
    }
    icu::UnicodeString text;
    const auto millis = std::chrono::floor<std::chrono::milliseconds>(moment.moment()).time_since_epoch();
    formatter.format->format(static_cast<UDate>(millis.count()), text);
    return to_utf8(text);
}

}  // namespace tidings::babel
