#include "babel/span_format.h"

#include <cmath>

#include <unicode/measunit.h>
#include <unicode/numberformatter.h>
#include <unicode/reldatefmt.h>

#include "babel/cache.h"
#include "babel/icu.h"

namespace tidings::babel {
namespace {

constexpr std::size_t kSpanFormattersMax = 32;

struct UnitOfTime {
    double seconds;
    icu::MeasureUnit (*measure)();
    URelativeDateTimeUnit relative;
};

// In the order of SpanUnit; months and years as long as Babel takes them.
constexpr UnitOfTime kUnits[] = {
    {365 * 86400.0, icu::MeasureUnit::getYear, UDAT_REL_UNIT_YEAR},
    {30 * 86400.0, icu::MeasureUnit::getMonth, UDAT_REL_UNIT_MONTH},
    {7 * 86400.0, icu::MeasureUnit::getWeek, UDAT_REL_UNIT_WEEK},
    {86400.0, icu::MeasureUnit::getDay, UDAT_REL_UNIT_DAY},
    {3600.0, icu::MeasureUnit::getHour, UDAT_REL_UNIT_HOUR},
    {60.0, icu::MeasureUnit::getMinute, UDAT_REL_UNIT_MINUTE},
    {1.0, icu::MeasureUnit::getSecond, UDAT_REL_UNIT_SECOND},
};

struct Count {
    const UnitOfTime* unit;
    std::int64_t count;
};

Count in_one_unit(double seconds, const SpanFormat& format) {
    const UnitOfTime* const smallest = kUnits + static_cast<int>(format.granularity);
    for (const UnitOfTime* unit = kUnits;; ++unit) {
        double count = std::fabs(seconds) / unit->seconds;
        if (count < format.threshold && unit != smallest) continue;
        if (unit == smallest && count > 0) count = std::fmax(count, 1);
        return {unit, std::llrint(count)};
    }
}

std::string without_direction(const Locale& locale, const Count& counted) {
    thread_local Cache<icu::number::LocalizedNumberFormatter, kSpanFormattersMax> formatters;
    thread_local std::string buffer;
    const std::string_view key =
        cache_key(buffer, locale.tag(), std::string_view(&"abcdefg"[counted.unit - kUnits], 1));
    const auto& formatter = formatters.get(key, [&] {
        return std::make_unique<icu::number::LocalizedNumberFormatter>(
            icu::number::NumberFormatter::withLocale(icu_locale(locale))
                .unit(counted.unit->measure())
                .unitWidth(UNUM_UNIT_WIDTH_FULL_NAME));
    });
    UErrorCode status = U_ZERO_ERROR;
    const icu::UnicodeString text = formatter.formatInt(counted.count, status).toString(status);
    check(status, "the span cannot be written");
    return to_utf8(text);
}

std::string with_direction(const Locale& locale, const Count& counted, bool past) {
    thread_local Cache<icu::RelativeDateTimeFormatter, kSpanFormattersMax> formatters;
    UErrorCode status = U_ZERO_ERROR;
    const auto& formatter = formatters.get(locale.tag(), [&] {
        auto made = std::make_unique<icu::RelativeDateTimeFormatter>(icu_locale(locale), status);
        check(status, "the span cannot be written");
        return made;
    });
    const auto count = static_cast<double>(counted.count);
    icu::UnicodeString text;
    formatter.formatNumeric(past ? -count : count, counted.unit->relative, text, status);
    check(status, "the span cannot be written");
    return to_utf8(text);
}

}  // namespace

std::string format_span(const Locale& locale, const SpanFormat& format, const Span& span) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(span.length).count();
    const Count counted = in_one_unit(static_cast<double>(seconds), format);
    return format.add_direction ? with_direction(locale, counted, seconds < 0)
                                : without_direction(locale, counted);
}

}  // namespace tidings::babel
