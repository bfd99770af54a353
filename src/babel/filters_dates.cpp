#include <algorithm>
#include <cmath>

#include "babel/around.h"
#include "babel/date_format.h"
#include "babel/filters.h"
#include "babel/span_format.h"
#include "babel/values.h"
#include "jinja/failure.h"
#include "jinja/text/python_text.h"

namespace tidings::babel {
namespace {

using jinja::Bound;
using jinja::Builtin;
using jinja::Rendering;
using jinja::Value;

constexpr std::size_t kShownMax = 64;  // of an input that an error repeats

[[noreturn]] void wrong_type(std::string_view filter, const Value& input, std::string_view wanted) {
    jinja::type_error(std::string(filter) + "() takes " + std::string(wanted) + ", not '" +
                      std::string(jinja::type_name(input)) + "'");
}

// A date, a time or both, as events have them: values, texts of ISO 8601, seconds since 1970.
Temporal read(Rendering& rendering, std::string_view filter, const Value& input) {
    if (input.is_undefined()) rendering.undefined_error(input);
    if (input.is_number() && !input.is(Value::Type::boolean))
        return DateTime::at(from_seconds(input.as_real()), Zone::utc());
    if (const auto value = temporal(input)) return *value;
    if (!input.is_text()) wrong_type(filter, input, "a date or a time");
    const auto found = read_iso(input.as_text());
    if (found) return *found;
    jinja::value_error(std::string(filter) + "(): " + jinja::repr_text(input.as_text().substr(0, kShownMax)) +
                       " is no date or time; write it as '2026-03-29T10:00:00Z', '2026-03-29' or '10:30'");
}

// A length of the locale's own for the parts that are wanted, or a pattern.
DateFormat format_of(std::string_view word, bool date, bool time) {
    constexpr std::pair<std::string_view, Length> kLengths[] = {
        {"", Length::medium},    {"medium", Length::medium}, {"short", Length::short_},
        {"long", Length::long_}, {"full", Length::full},
    };
    for (const auto& [name, length] : kLengths) {
        if (word == name) return {.date = date ? length : Length::none, .time = time ? length : Length::none};
    }
    return {.pattern = word};
}

// One call of dateformat, datetimeformat or timeformat: (value, format, rebase, locale, timezone).
struct Call {
    Call(Rendering& r, const Bound& arguments)
        : rendering(r),
          word(text_or_nothing(arguments[1], "format")),
          rebase(jinja::truth_or(r, arguments[2], true)),
          locale(locale_of(r, arguments[3])),
          zone(zone_of(r, arguments[4])) {
        charge(r, !arguments[3].is_missing() || format_of(word, true, true).date == Length::none);
    }

    // On the recipient's clocks, or on its own; a moment without a zone is taken to be of UTC, as Babel does.
    DateTime shown(const DateTime& moment) const {
        if (rebase) return DateTime::at(moment.moment(), zone);
        return moment.zone.is_none() ? DateTime{.local = moment.local, .zone = Zone::utc()} : moment;
    }
    // What stands in no zone is shown as it is, with the recipient's zone.
    DateTime as_it_is(LocalTime local) const { return {.local = local, .zone = zone}; }

    Value print(bool date, bool time, const DateTime& moment) const {
        return rendering.text(format_date(locale, format_of(word, date, time), moment));
    }

    Rendering& rendering;
    std::string_view word;
    bool rebase;
    Locale locale;
    Zone zone;
};

Value date_format(Rendering& rendering, const Bound& a) {
    const Call call(rendering, a);
    const Temporal input = read(rendering, "dateformat", a[0]);
    if (const auto* const date = std::get_if<Date>(&input))
        return call.print(true, false, call.as_it_is(date->day));
    if (const auto* const moment = std::get_if<DateTime>(&input))
        return call.print(true, false, call.shown(*moment));
    jinja::type_error("dateformat() takes a date, not a time of the day");
}

Value date_time_format(Rendering& rendering, const Bound& a) {
    const Call call(rendering, a);
    const Temporal input = read(rendering, "datetimeformat", a[0]);
    if (const auto* const date = std::get_if<Date>(&input))
        return call.print(true, true, call.as_it_is(date->day));
    if (const auto* const moment = std::get_if<DateTime>(&input))
        return call.print(true, true, call.shown(*moment));
    jinja::type_error("datetimeformat() takes a date, not a time of the day");
}

Value time_format(Rendering& rendering, const Bound& a) {
    const Call call(rendering, a);
    const Temporal input = read(rendering, "timeformat", a[0]);
    if (const auto* const moment = std::get_if<DateTime>(&input))
        return call.print(false, true, call.shown(*moment));
    if (const auto* const time = std::get_if<ClockTime>(&input)) {
        // Whether its zone has summer or winter, the day decides.
        const Date today = DateTime::at(rendering.surroundings().now, call.zone).date();
        return call.print(false, true, call.as_it_is(today.day + time->since_midnight));
    }
    jinja::type_error("timeformat() takes a time, not a date");
}

SpanUnit unit_of(std::string_view word) {
    constexpr std::string_view kWords[] = {"year", "month", "week", "day", "hour", "minute", "second"};
    for (std::size_t i = 0; i < std::size(kWords); ++i) {
        if (word == kWords[i]) return static_cast<SpanUnit>(i);
    }
    jinja::value_error("unknown granularity " + jinja::repr_text(word.substr(0, kShownMax)) +
                       "; there are year, month, week, day, hour, minute and second");
}

// Longer spans are cut to this, the most that a timedelta has; a date has fewer years.
constexpr double kSecondsMax = 8.64e12;

// A span as it is, seconds, or how far off a moment is: negative where it is past.
Span span_of(Rendering& rendering, const Value& input) {
    if (const Span* const span = held<Span>(input)) return *span;
    if (input.is_number() && !input.is(Value::Type::boolean)) {
        if (std::isnan(input.as_real())) jinja::value_error("cannot convert float NaN to integer");
        const double seconds = std::clamp(input.as_real(), -kSecondsMax, kSecondsMax);
        return {std::chrono::seconds{static_cast<std::int64_t>(seconds)}};
    }
    const Time now = rendering.surroundings().now;
    const Temporal read_input = read(rendering, "timedeltaformat", input);
    if (const auto* const moment = std::get_if<DateTime>(&read_input)) return {moment->moment() - now};
    const auto* const date = std::get_if<Date>(&read_input);
    if (date == nullptr)
        jinja::type_error("timedeltaformat() takes a span or a moment, not a time of the day");
    const Zone here(rendering.surroundings().time_zone);
    return {here.to_time(date->day, false) - now};
}

double threshold_of(const Value& argument) {
    if (argument.is_missing()) return SpanFormat{}.threshold;
    if (!argument.is_number()) wrong_type("timedeltaformat", argument, "a number as threshold");
    return argument.as_real();
}

Value span_format(Rendering& rendering, const Bound& a) {
    charge(rendering, !a[4].is_missing());
    const std::string_view granularity = text_or_nothing(a[1], "granularity");
    const SpanFormat format{.granularity = granularity.empty() ? SpanUnit::second : unit_of(granularity),
                            .add_direction = jinja::truth_or(rendering, a[2], false),
                            .threshold = threshold_of(a[3])};
    return rendering.text(format_span(locale_of(rendering, a[4]), format, span_of(rendering, a[0])));
}

constexpr Builtin kDateFilters[] = {
    {.name = "dateformat",
     .parameters = {"date", "format", "rebase", "locale", "timezone"},
     .required = 1,
     .fixed = date_format},
    {.name = "datetimeformat",
     .parameters = {"datetime", "format", "rebase", "locale", "timezone"},
     .required = 1,
     .fixed = date_time_format},
    {.name = "timeformat",
     .parameters = {"time", "format", "rebase", "locale", "timezone"},
     .required = 1,
     .fixed = time_format},
    {.name = "timedeltaformat",
     .parameters = {"datetime_or_timedelta", "granularity", "add_direction", "threshold", "locale"},
     .required = 1,
     .fixed = span_format},
};

}  // namespace

std::span<const Builtin> date_filters() {
    return kDateFilters;
}

}  // namespace tidings::babel
