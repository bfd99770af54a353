#include "babel/strftime.h"
#include "babel/values.h"
#include "jinja/failure.h"
#include "jinja/methods/methods.h"
#include "jinja/syntax/expr.h"
#include "jinja/values/text.h"

namespace tidings::babel {
namespace {

using jinja::Bound;
using jinja::Builtin;
using jinja::Calling;
using jinja::Rendering;
using jinja::Value;
using std::chrono::days;

std::chrono::year_month_day fields(const Date& date) {
    return std::chrono::year_month_day(date.day);
}

std::int64_t year_of(const Date& date) {
    return static_cast<int>(fields(date).year());
}
std::int64_t month_of(const Date& date) {
    return static_cast<unsigned>(fields(date).month());
}
std::int64_t day_of(const Date& date) {
    return static_cast<unsigned>(fields(date).day());
}

std::int64_t iso_weekday(const Date& date) {
    return std::chrono::weekday(date.day).iso_encoding();
}

Value iso_calendar(Rendering& rendering, const Date& date) {
    // The week belongs to the year of its Thursday.
    const auto thursday = date.day + days{4 - iso_weekday(date)};
    const auto year = std::chrono::year_month_day(thursday).year();
    const std::int64_t week = (thursday - std::chrono::local_days{year / 1 / 1}).count() / 7 + 1;
    Value* const items = rendering.arena().make_array<Value>(3);
    items[0] = Value::integer(std::int64_t{static_cast<int>(year)});
    items[1] = Value::integer(week);
    items[2] = Value::integer(iso_weekday(date));
    return Value::tuple({items, 3});
}

constexpr Builtin kDateMethods[] = {
    {.name = "weekday",
     .parameters = {"self"},
     .required = 1,
     .fixed = [](Rendering&, const Bound& a) { return Value::integer(iso_weekday(self<Date>(a)) - 1); },
     .calling = Calling::no_argument},
    {.name = "isoweekday",
     .parameters = {"self"},
     .required = 1,
     .fixed = [](Rendering&, const Bound& a) { return Value::integer(iso_weekday(self<Date>(a))); },
     .calling = Calling::no_argument},
    {.name = "isocalendar",
     .parameters = {"self"},
     .required = 1,
     .fixed = [](Rendering& r, const Bound& a) { return iso_calendar(r, self<Date>(a)); },
     .calling = Calling::no_argument},
    {.name = "isoformat",
     .parameters = {"self"},
     .required = 1,
     .fixed = [](Rendering& r, const Bound& a) { return r.text(iso(self<Date>(a))); },
     .calling = Calling::no_argument},
    {.name = "ctime",
     .parameters = {"self"},
     .required = 1,
     .fixed =
         [](Rendering& r, const Bound& a) {
             return r.text(strftime({.local = self<Date>(a).day}, "%a %b %e %H:%M:%S %Y"));
         },
     .calling = Calling::no_argument},
    {.name = "toordinal",
     .parameters = {"self"},
     .required = 1,
     .fixed =
         [](Rendering&, const Bound& a) {
             return Value::integer(std::int64_t{(self<Date>(a).day - make_date(1, 1, 1).day).count()} + 1);
         },
     .calling = Calling::no_argument},
    {.name = "strftime",
     .parameters = {"self", "format"},
     .required = 2,
     .fixed =
         [](Rendering& r, const Bound& a) {
             return r.text(strftime({.local = self<Date>(a).day}, jinja::to_text(r, a[1])));
         },
     .calling = Calling::named},
    {.name = "replace",
     .parameters = {"self", "year", "month", "day"},
     .required = 1,
     .fixed =
         [](Rendering& r, const Bound& a) {
             return make(r, make_date(jinja::integer_or(a[1], year_of(self<Date>(a))),
                                      jinja::integer_or(a[2], month_of(self<Date>(a))),
                                      jinja::integer_or(a[3], day_of(self<Date>(a)))));
         },
     .calling = Calling::named},
};

class DateValue final : public Holder<Date> {
public:
    using Holder::Holder;

    std::string_view type_name() const override { return "datetime.date"; }
    void append_text(Rendering& /*rendering*/, std::string& out) override { out += iso(value); }
    void append_as_repr(Rendering& /*rendering*/, std::string& out) override { out += repr_of(value); }
    std::string formatted(Rendering& /*rendering*/, std::string_view spec) override {
        return strftime({.local = value.day}, spec);
    }
    Value attribute(Rendering& rendering, std::string_view name) override {
        if (name == "year") return Value::integer(year_of(value));
        if (name == "month") return Value::integer(month_of(value));
        if (name == "day") return Value::integer(day_of(value));
        const Builtin* const method = jinja::find_in(kDateMethods, name);
        return method == nullptr ? Value() : jinja::make_method(rendering, *method, Value::object(this));
    }
    bool is_equal(const Value& other) const override {
        const Date* const that = held<Date>(other);
        return that != nullptr && that->day == value.day;
    }
    std::size_t hash() const override {
        return std::hash<std::int64_t>{}(value.day.time_since_epoch().count());
    }
    std::optional<int> order_to(const Value& other) const override {
        if (held<DateTime>(other) != nullptr)
            jinja::type_error("can't compare datetime.datetime to datetime.date");
        const Date* const that = held<Date>(other);
        if (that == nullptr) return std::nullopt;
        return sign(value.day, that->day);
    }
    Value operate(Rendering& rendering, jinja::BinaryOp op, const Value& other, bool reflected) override {
        if (const Span* const span = held<Span>(other)) {
            const auto whole = std::chrono::floor<days>(span->length);
            if (op == jinja::BinaryOp::add) return moved(rendering, whole);
            if (op == jinja::BinaryOp::subtract && !reflected) return moved(rendering, -whole);
        }
        const Date* const that = held<Date>(other);
        if (that == nullptr || op != jinja::BinaryOp::subtract || reflected) return {};
        return make(rendering, Span{value.day - that->day});
    }

private:
    // A span has fewer days than fit into 64 bits of microseconds.
    Value moved(Rendering& rendering, days by) const {
        return make(rendering, Date{std::chrono::floor<days>(checked(value.day + Duration{by}))});
    }
};

}  // namespace

Value make(Rendering& rendering, const Date& date) {
    return Value::object(rendering.arena().make<DateValue>(date));
}

}  // namespace tidings::babel
