#include "babel/constructors.h"

#include <cmath>

#include "babel/span.h"
#include "babel/values.h"
#include "jinja/failure.h"
#include "jinja/text/python_text.h"
#include "jinja/values/text.h"

namespace tidings::babel {
namespace {

using jinja::Bound;
using jinja::Builtin;
using jinja::integer_or;
using jinja::Rendering;
using jinja::Value;

Value make_now(Rendering& rendering, const Bound& a) {
    const jinja::Surroundings& around = rendering.surroundings();
    return make(rendering, DateTime::at(around.now, zone_or(a[0], Zone(around.time_zone))));
}

Value make_date_time(Rendering& rendering, const Bound& a) {
    const Date date = make_date(integer_or(a[0], 0), integer_or(a[1], 0), integer_or(a[2], 0));
    const ClockTime time =
        make_time(integer_or(a[3], 0), integer_or(a[4], 0), integer_or(a[5], 0), integer_or(a[6], 0));
    return make(rendering, DateTime{.local = date.day + time.since_midnight, .zone = zone_or(a[7], {})});
}

Duration part(const Value& argument, Duration unit) {
    if (argument.is_missing()) return Duration{0};
    if (argument.is(Value::Type::real)) return times(unit, argument.as_real());
    return times(unit, integer_or(argument, 0));
}

Value make_span(Rendering& rendering, const Bound& a) {
    using namespace std::chrono_literals;
    constexpr Duration kUnits[] = {24h, 1s, 1us, 1ms, 1min, 1h, 168h};
    Duration sum{0};
    for (std::size_t i = 0; i < std::size(kUnits); ++i) sum = add(sum, part(a[i], kUnits[i]));
    return make(rendering, Span{sum});
}

// A date alone is its midnight, as Python's datetime.fromisoformat() reads it.
DateTime as_date_time(const Temporal& read, const Value& input) {
    if (const auto* const moment = std::get_if<DateTime>(&read)) return *moment;
    if (const auto* const date = std::get_if<Date>(&read)) return {.local = date->day};
    jinja::value_error("Invalid isoformat string: " + jinja::repr_text(input.as_text()));
}

Value read_date_time(Rendering& rendering, const Bound& a) {
    const Value& input = a[0];
    if (input.is_undefined()) rendering.undefined_error(input);
    if (input.is_number() && !input.is(Value::Type::boolean))
        return make(rendering, DateTime::at(from_seconds(input.as_real()), Zone::utc()));
    if (held<DateTime>(input) != nullptr) return input;
    if (const Date* const date = held<Date>(input)) return make(rendering, DateTime{.local = date->day});
    if (!input.is_text()) {
        jinja::type_error("datetime() takes a text, a number of seconds or a date, not '" +
                          std::string(jinja::type_name(input)) + "'");
    }
    const auto read = read_iso(input.as_text());
    if (!read)
        jinja::value_error("Invalid isoformat string: " + jinja::repr_text(input.as_text().substr(0, 64)));
    return make(rendering, as_date_time(*read, input));
}

constexpr Builtin kConstructorGlobals[] = {
    {.name = "now", .parameters = {"tz"}, .fixed = make_now},
    {.name = "datetime",
     .parameters = {"year", "month", "day", "hour", "minute", "second", "microsecond", "tzinfo"},
     .required = 3,
     .fixed = make_date_time},
    {.name = "date",
     .parameters = {"year", "month", "day"},
     .required = 3,
     .fixed =
         [](Rendering& r, const Bound& a) {
             return make(r, make_date(integer_or(a[0], 0), integer_or(a[1], 0), integer_or(a[2], 0)));
         }},
    {.name = "time",
     .parameters = {"hour", "minute", "second", "microsecond"},
     .fixed =
         [](Rendering& r, const Bound& a) {
             return make(r, make_time(integer_or(a[0], 0), integer_or(a[1], 0), integer_or(a[2], 0),
                                      integer_or(a[3], 0)));
         }},
    {.name = "timedelta",
     .parameters = {"days", "seconds", "microseconds", "milliseconds", "minutes", "hours", "weeks"},
     .fixed = make_span},
};

constexpr Builtin kConstructorFilters[] = {
    {.name = "datetime", .parameters = {"value"}, .required = 1, .fixed = read_date_time},
};

}  // namespace

std::span<const Builtin> constructor_globals() {
    return kConstructorGlobals;
}

std::span<const Builtin> constructor_filters() {
    return kConstructorFilters;
}

}  // namespace tidings::babel
