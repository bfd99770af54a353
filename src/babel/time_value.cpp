#include "babel/strftime.h"
#include "babel/values.h"
#include "jinja/methods/methods.h"
#include "jinja/values/text.h"

namespace tidings::babel {
namespace {

using jinja::Bound;
using jinja::Builtin;
using jinja::Calling;
using jinja::Rendering;
using jinja::Value;

std::chrono::hh_mm_ss<Duration> parts_of(const ClockTime& time) {
    return std::chrono::hh_mm_ss<Duration>(time.since_midnight);
}

Value replaced_time(Rendering& rendering, const Bound& a) {
    const auto old = parts_of(self<ClockTime>(a));
    return make(rendering, make_time(jinja::integer_or(a[1], old.hours().count()),
                                     jinja::integer_or(a[2], old.minutes().count()),
                                     jinja::integer_or(a[3], old.seconds().count()),
                                     jinja::integer_or(a[4], old.subseconds().count())));
}

// Python's own day for times.
DateTime on_a_day(const ClockTime& time) {
    return {.local = make_date(1900, 1, 1).day + time.since_midnight};
}

constexpr Builtin kTimeMethods[] = {
    {.name = "isoformat",
     .parameters = {"self"},
     .required = 1,
     .fixed = [](Rendering& r, const Bound& a) { return r.text(iso(self<ClockTime>(a))); },
     .calling = Calling::no_argument},
    {.name = "strftime",
     .parameters = {"self", "format"},
     .required = 2,
     .fixed =
         [](Rendering& r, const Bound& a) {
             return r.text(strftime(on_a_day(self<ClockTime>(a)), jinja::to_text(r, a[1])));
         },
     .calling = Calling::named},
    {.name = "replace",
     .parameters = {"self", "hour", "minute", "second", "microsecond"},
     .required = 1,
     .fixed = replaced_time,
     .calling = Calling::named},
};

class TimeValue final : public Holder<ClockTime> {
public:
    using Holder::Holder;

    std::string_view type_name() const override { return "datetime.time"; }
    void append_text(Rendering& /*rendering*/, std::string& out) override { out += iso(value); }
    void append_as_repr(Rendering& /*rendering*/, std::string& out) override { out += repr_of(value); }
    std::string formatted(Rendering& /*rendering*/, std::string_view spec) override {
        return strftime(on_a_day(value), spec);
    }
    Value attribute(Rendering& rendering, std::string_view name) override {
        const auto parts = parts_of(value);
        if (name == "hour") return Value::integer(std::int64_t{parts.hours().count()});
        if (name == "minute") return Value::integer(std::int64_t{parts.minutes().count()});
        if (name == "second") return Value::integer(std::int64_t{parts.seconds().count()});
        if (name == "microsecond") return Value::integer(std::int64_t{parts.subseconds().count()});
        if (name == "tzinfo") return Value::none();
        const Builtin* const method = jinja::find_in(kTimeMethods, name);
        return method == nullptr ? Value() : jinja::make_method(rendering, *method, Value::object(this));
    }
    bool is_equal(const Value& other) const override {
        const ClockTime* const that = held<ClockTime>(other);
        return that != nullptr && that->since_midnight == value.since_midnight;
    }
    std::size_t hash() const override { return std::hash<std::int64_t>{}(value.since_midnight.count()); }
    std::optional<int> order_to(const Value& other) const override {
        const ClockTime* const that = held<ClockTime>(other);
        if (that == nullptr) return std::nullopt;
        return sign(value.since_midnight, that->since_midnight);
    }
};

}  // namespace

Value make(Rendering& rendering, const ClockTime& time) {
    return Value::object(rendering.arena().make<TimeValue>(time));
}

}  // namespace tidings::babel
