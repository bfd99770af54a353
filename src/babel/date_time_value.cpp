#include "babel/strftime.h"
#include "babel/values.h"
#include "jinja/failure.h"
#include "jinja/methods/methods.h"
#include "jinja/syntax/expr.h"
#include "jinja/text/python_text.h"
#include "jinja/values/text.h"

namespace tidings::babel {
namespace {

using jinja::BinaryOp;
using jinja::Bound;
using jinja::Builtin;
using jinja::Calling;
using jinja::Rendering;
using jinja::type_error;
using jinja::Value;
using std::chrono::days;

struct Fields {
    explicit Fields(const DateTime& moment) : date(moment.date().day), clock(moment.time().since_midnight) {}

    // By its name; nothing where there is none of that name.
    std::optional<std::int64_t> of(std::string_view name) const {
        if (name == "year") return static_cast<int>(date.year());
        if (name == "month") return static_cast<unsigned>(date.month());
        if (name == "day") return static_cast<unsigned>(date.day());
        if (name == "hour") return clock.hours().count();
        if (name == "minute") return clock.minutes().count();
        if (name == "second") return clock.seconds().count();
        if (name == "microsecond") return clock.subseconds().count();
        return std::nullopt;
    }

    std::chrono::year_month_day date;
    std::chrono::hh_mm_ss<Duration> clock;
};

Precision precision_of(std::string_view word) {
    constexpr std::string_view kWords[] = {"auto",    "hours",        "minutes",
                                           "seconds", "milliseconds", "microseconds"};
    for (std::size_t i = 0; i < std::size(kWords); ++i) {
        if (word == kWords[i]) return static_cast<Precision>(i);
    }
    jinja::value_error("Unknown timespec value");
}

Value iso_format(Rendering& rendering, const Bound& a) {
    const std::string_view separator = jinja::text_or(rendering, a[1], "T");
    const Precision precision = precision_of(jinja::text_or(rendering, a[2], "auto"));
    return rendering.text(iso(self<DateTime>(a), separator, precision));
}

Value replaced_moment(Rendering& rendering, const Bound& a) {
    const Fields old(self<DateTime>(a));
    constexpr std::string_view kNames[] = {"year", "month", "day", "hour", "minute", "second", "microsecond"};
    std::array<std::int64_t, std::size(kNames)> part{};
    for (std::size_t i = 0; i < part.size(); ++i) part[i] = jinja::integer_or(a[i + 1], *old.of(kNames[i]));
    const Date date = make_date(part[0], part[1], part[2]);
    const ClockTime time = make_time(part[3], part[4], part[5], part[6]);
    return make(rendering, DateTime{.local = date.day + time.since_midnight,
                                    .zone = zone_or(a[8], self<DateTime>(a).zone),
                                    .later = self<DateTime>(a).later});
}

// Seconds with a fraction, exact to the microsecond.
double seconds_of(Duration length) {
    return static_cast<double>(length.count()) / 1e6;
}

Value offset_from_utc(Rendering& rendering, const DateTime& moment) {
    return moment.zone.is_none() ? Value::none() : make(rendering, Span{moment.east()});
}

constexpr Builtin kDateTimeMethods[] = {
    {.name = "date",
     .parameters = {"self"},
     .required = 1,
     .fixed = [](Rendering& r, const Bound& a) { return make(r, self<DateTime>(a).date()); },
     .calling = Calling::no_argument},
    {.name = "time",
     .parameters = {"self"},
     .required = 1,
     .fixed = [](Rendering& r, const Bound& a) { return make(r, self<DateTime>(a).time()); },
     .calling = Calling::no_argument},
    {.name = "timestamp",
     .parameters = {"self"},
     .required = 1,
     .fixed =
         [](Rendering&, const Bound& a) {
             return Value::real(seconds_of(self<DateTime>(a).moment().time_since_epoch()));
         },
     .calling = Calling::no_argument},
    {.name = "isoformat",
     .parameters = {"self", "sep", "timespec"},
     .required = 1,
     .fixed = iso_format,
     .calling = Calling::named},
    {.name = "strftime",
     .parameters = {"self", "format"},
     .required = 2,
     .fixed = [](Rendering& r,
                 const Bound& a) { return r.text(strftime(self<DateTime>(a), jinja::to_text(r, a[1]))); },
     .calling = Calling::named},
    {.name = "ctime",
     .parameters = {"self"},
     .required = 1,
     .fixed = [](Rendering& r,
                 const Bound& a) { return r.text(strftime(self<DateTime>(a), "%a %b %e %H:%M:%S %Y")); },
     .calling = Calling::no_argument},
    {.name = "replace",
     .parameters = {"self", "year", "month", "day", "hour", "minute", "second", "microsecond", "tzinfo"},
     .required = 1,
     .fixed = replaced_moment,
     .calling = Calling::named},
    {.name = "astimezone",
     .parameters = {"self", "tz"},
     .required = 1,
     .fixed =
         [](Rendering& r, const Bound& a) {
             const Zone zone = zone_or(a[1], Zone(r.surroundings().time_zone));
             return make(r, DateTime::at(self<DateTime>(a).moment(), zone));
         },
     .calling = Calling::named},
    {.name = "utcoffset",
     .parameters = {"self"},
     .required = 1,
     .fixed = [](Rendering& r, const Bound& a) { return offset_from_utc(r, self<DateTime>(a)); },
     .calling = Calling::no_argument},
    {.name = "tzname",
     .parameters = {"self"},
     .required = 1,
     .fixed =
         [](Rendering& r, const Bound& a) {
             if (self<DateTime>(a).zone.is_none()) return Value::none();
             return r.text(self<DateTime>(a).zone.abbreviation_at(self<DateTime>(a).moment()));
         },
     .calling = Calling::no_argument},
};

class DateTimeValue final : public Holder<DateTime> {
public:
    using Holder::Holder;

    std::string_view type_name() const override { return "datetime.datetime"; }
    void append_text(Rendering& /*rendering*/, std::string& out) override { out += iso(value, " "); }
    void append_as_repr(Rendering& /*rendering*/, std::string& out) override { out += repr_of(value); }
    std::string formatted(Rendering& /*rendering*/, std::string_view spec) override {
        return strftime(value, spec);
    }
    Value attribute(Rendering& rendering, std::string_view name) override;
    bool is_equal(const Value& other) const override;
    std::size_t hash() const override {
        return std::hash<std::int64_t>{}(value.moment().time_since_epoch().count());
    }
    std::optional<int> order_to(const Value& other) const override;
    Value operate(Rendering& rendering, BinaryOp op, const Value& other, bool reflected) override;

private:
    bool is_comparable(const DateTime& that) const { return value.zone.is_none() == that.zone.is_none(); }
    // Of one zone Python compares what the clocks show.
    Duration since(const DateTime& that) const {
        return value.zone == that.zone ? value.local - that.local : value.moment() - that.moment();
    }
    Value moved(Rendering& rendering, Duration by) const {
        return make(rendering, DateTime{.local = checked(value.local + by), .zone = value.zone});
    }
};

Value DateTimeValue::attribute(Rendering& rendering, std::string_view name) {
    if (const auto field = Fields(value).of(name)) return Value::integer(*field);
    if (name == "fold") return Value::integer(std::int64_t{value.later ? 1 : 0});
    if (name == "tzinfo") return value.zone.is_none() ? Value::none() : rendering.text(value.zone.name());
    if (const Builtin* const method = jinja::find_in(kDateTimeMethods, name))
        return jinja::make_method(rendering, *method, Value::object(this));
    // The rest is that of its date: weekday(), isocalendar() …
    return make(rendering, value.date()).as_object().attribute(rendering, name);
}

bool DateTimeValue::is_equal(const Value& other) const {
    const DateTime* const that = held<DateTime>(other);
    return that != nullptr && is_comparable(*that) && since(*that) == Duration{0};
}

std::optional<int> DateTimeValue::order_to(const Value& other) const {
    if (held<Date>(other) != nullptr) type_error("can't compare datetime.datetime to datetime.date");
    const DateTime* const that = held<DateTime>(other);
    if (that == nullptr) return std::nullopt;
    if (!is_comparable(*that)) type_error("can't compare offset-naive and offset-aware datetimes");
    return sign(since(*that), Duration{0});
}

Value DateTimeValue::operate(Rendering& rendering, BinaryOp op, const Value& other, bool reflected) {
    if (const Span* const span = held<Span>(other)) {
        if (op == BinaryOp::add) return moved(rendering, span->length);
        if (op == BinaryOp::subtract && !reflected) return moved(rendering, -span->length);
    }
    const DateTime* const that = held<DateTime>(other);
    if (that == nullptr || op != BinaryOp::subtract || reflected) return {};
    if (!is_comparable(*that)) type_error("can't subtract offset-naive and offset-aware datetimes");
    return make(rendering, Span{since(*that)});
}

}  // namespace

Value make(Rendering& rendering, const DateTime& moment) {
    return Value::object(rendering.arena().make<DateTimeValue>(moment));
}

std::optional<Temporal> temporal(const Value& value) {
    if (const DateTime* const moment = held<DateTime>(value)) return *moment;
    if (const Date* const date = held<Date>(value)) return *date;
    if (const ClockTime* const time = held<ClockTime>(value)) return *time;
    return std::nullopt;
}

Zone zone_or(const Value& argument, const Zone& fallback) {
    if (argument.is_missing()) return fallback;
    if (argument.is_none()) return {};
    if (!argument.is_text()) {
        type_error("a time zone is a name such as 'Europe/Berlin', not '" +
                   std::string(jinja::type_name(argument)) + "'");
    }
    return Zone::named(argument.as_text());
}

}  // namespace tidings::babel
