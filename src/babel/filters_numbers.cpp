#include "babel/around.h"
#include "babel/filters.h"
#include "babel/number_format.h"
#include "jinja/failure.h"
#include "jinja/text/python_text.h"
#include "jinja/text/unicode.h"
#include "jinja/values/text.h"

namespace tidings::babel {
namespace {

using jinja::Bound;
using jinja::Builtin;
using jinja::Rendering;
using jinja::Value;

// A number, or a text that Python's Decimal would take. True and False are none, as for Babel.
Number number_of(Rendering& rendering, std::string_view filter, const Value& input) {
    if (input.is_undefined()) rendering.undefined_error(input);
    if (input.is(Value::Type::real)) return input.as_real();
    if (input.is(Value::Type::integer)) return input.as_integer();
    const bool boolean = input.is(Value::Type::boolean);
    if (boolean || !(input.is_text() || input.is_number())) {
        jinja::type_error(std::string(filter) + "() takes a number, not '" +
                          std::string(jinja::type_name(input)) + "'");
    }
    const std::string_view text = jinja::trim(jinja::to_text(rendering, input));
    if (is_decimal(text)) return text;
    jinja::value_error(std::string(filter) + "(): " + jinja::repr_text(text.substr(0, 64)) + " is no number");
}

Value print(Rendering& rendering, const Bound& a, std::string_view filter, const NumberFormat& format,
            const Value& locale) {
    charge(rendering, !locale.is_missing() || !format.pattern.empty());
    const Number number = number_of(rendering, filter, a[0]);
    return rendering.text(format_number(locale_of(rendering, locale), format, number));
}

// numberformat, decimalformat, percentformat, scientificformat: (number, format, locale).
template <NumberStyle style>
Value number_format(Rendering& rendering, const Bound& a, std::string_view filter) {
    return print(rendering, a, filter, {.style = style, .pattern = text_or_nothing(a[1], "format")}, a[2]);
}

NumberStyle currency_style(std::string_view word) {
    if (word.empty() || word == "standard") return NumberStyle::currency;
    if (word == "accounting") return NumberStyle::accounting;
    if (word == "name") return NumberStyle::currency_name;
    jinja::value_error("unknown format_type " + jinja::repr_text(word.substr(0, 64)) +
                       "; there are standard, accounting and name");
}

// (number, currency, format, currency_digits, format_type, locale)
Value currency_format(Rendering& rendering, const Bound& a) {
    if (!a[1].is_text()) {
        jinja::type_error("currencyformat() takes a code of ISO 4217 such as 'EUR' as currency, not '" +
                          std::string(jinja::type_name(a[1])) + "'");
    }
    const std::string_view word = text_or_nothing(a[4], "format_type");
    const NumberFormat format{.style = currency_style(word),
                              .pattern = text_or_nothing(a[2], "format"),
                              .currency = a[1].as_text().empty() ? "?" : a[1].as_text(),
                              .currency_digits = jinja::truth_or(rendering, a[3], true)};
    return print(rendering, a, "currencyformat", format, a[5]);
}

constexpr Builtin kNumberFilters[] = {
    {.name = "numberformat",
     .parameters = {"number", "locale"},
     .required = 1,
     .fixed = [](Rendering& r, const Bound& a) { return print(r, a, "numberformat", {}, a[1]); }},
    {.name = "decimalformat",
     .parameters = {"number", "format", "locale"},
     .required = 1,
     .fixed = [](Rendering& r,
                 const Bound& a) { return number_format<NumberStyle::decimal>(r, a, "decimalformat"); }},
    {.name = "currencyformat",
     .parameters = {"number", "currency", "format", "currency_digits", "format_type", "locale"},
     .required = 2,
     .fixed = currency_format},
    {.name = "percentformat",
     .parameters = {"number", "format", "locale"},
     .required = 1,
     .fixed = [](Rendering& r,
                 const Bound& a) { return number_format<NumberStyle::percent>(r, a, "percentformat"); }},
    {.name = "scientificformat",
     .parameters = {"number", "format", "locale"},
     .required = 1,
     .fixed =
         [](Rendering& r, const Bound& a) {
             return number_format<NumberStyle::scientific>(r, a, "scientificformat");
         }},
};

}  // namespace

std::span<const Builtin> number_filters() {
    return kNumberFilters;
}

}  // namespace tidings::babel
