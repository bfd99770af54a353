#include <cmath>

#include "babel/around.h"
#include "babel/filters.h"
#include "babel/plural.h"
#include "babel/words.h"
#include "jinja/failure.h"
#include "jinja/text/python_text.h"
#include "jinja/values/items.h"
#include "jinja/values/text.h"

namespace tidings::babel {
namespace {

using jinja::Arguments;
using jinja::Bound;
using jinja::Builtin;
using jinja::NamedValue;
using jinja::Rendering;
using jinja::Value;

constexpr std::size_t kItemsMax = 1000;  // of a list that is written out

constexpr std::string_view kForms[] = {"zero", "one", "two", "few", "many", "other"};

bool is_form(std::string_view name) {
    return std::find(std::begin(kForms), std::end(kForms), name) != std::end(kForms);
}

const Value* named(const Arguments& arguments, std::string_view name) {
    for (const NamedValue& argument : arguments.named) {
        if (argument.name == name) return &argument.value;
    }
    return nullptr;
}

void check_names(const Arguments& arguments) {
    if (arguments.positional.size() != 1) {
        jinja::type_error("plural() takes 1 positional argument but " +
                          std::to_string(arguments.positional.size()) + " were given");
    }
    for (const NamedValue& argument : arguments.named) {
        if (is_form(argument.name) || argument.name == "type" || argument.name == "locale") continue;
        jinja::type_error("plural() got an unexpected keyword argument " + jinja::repr_text(argument.name));
    }
}

PluralType plural_type(const Value* argument) {
    const std::string_view word = argument == nullptr ? "" : text_or_nothing(*argument, "type");
    if (word.empty() || word == "cardinal") return PluralType::cardinal;
    if (word == "ordinal") return PluralType::ordinal;
    jinja::value_error("unknown type of plural " + jinja::repr_text(word.substr(0, 64)) +
                       "; there are cardinal and ordinal");
}

double count_of(Rendering& rendering, const Value& input) {
    if (input.is_undefined()) rendering.undefined_error(input);
    if (!input.is_number() || input.is(Value::Type::boolean)) {
        jinja::type_error("plural() takes a number, not '" + std::string(jinja::type_name(input)) + "'");
    }
    return std::fabs(input.as_real());
}

// plural(n, one=…, other=…): the form that the language has for the number. A form that is not given is
// `other`.
Value plural(Rendering& rendering, const Arguments& arguments) {
    check_names(arguments);
    const Value* const other = named(arguments, "other");
    if (other == nullptr) jinja::type_error("plural() missing 1 required keyword argument: 'other'");
    const Value* const locale = named(arguments, "locale");
    charge(rendering, locale != nullptr);
    const Value* const form =
        named(arguments, plural_category(locale_of(rendering, locale == nullptr ? Value() : *locale),
                                         count_of(rendering, arguments.positional[0]),
                                         plural_type(named(arguments, "type"))));
    return form == nullptr ? *other : *form;
}

Value list_format(Rendering& rendering, const Bound& a) {
    if (a[0].is_undefined()) rendering.undefined_error(a[0]);
    if (a[0].is_text() || !jinja::is_iterable(a[0])) {
        jinja::type_error("listformat() takes a list, not '" + std::string(jinja::type_name(a[0])) + "'");
    }
    const jinja::Items items(rendering, a[0]);
    if (items.size() > kItemsMax)
        jinja::value_error("listformat() takes at most " + std::to_string(kItemsMax) + " items");
    charge(rendering, !a[2].is_missing());
    std::vector<std::string_view> texts;
    std::size_t bytes = 0;
    for (std::size_t i = 0; i < items.size(); ++i) {
        texts.push_back(jinja::to_text(rendering, items[i]));
        bytes += texts.back().size();
    }
    rendering.check_text(bytes);
    rendering.charge_bytes(bytes);
    const std::string_view style = text_or_nothing(a[1], "style");
    return rendering.text(format_list(locale_of(rendering, a[2]), texts, style.empty() ? "standard" : style));
}

std::string_view code_of(Rendering& rendering, const Value& input, std::string_view filter) {
    if (input.is_undefined()) rendering.undefined_error(input);
    if (!input.is_text()) {
        jinja::type_error(std::string(filter) + "() takes a code, not '" +
                          std::string(jinja::type_name(input)) + "'");
    }
    return input.as_text();
}

constexpr Builtin kWordFilters[] = {
    {.name = "plural", .variadic = plural},
    {.name = "listformat", .parameters = {"list", "style", "locale"}, .required = 1, .fixed = list_format},
    {.name = "territoryname",
     .parameters = {"code", "locale"},
     .required = 1,
     .fixed =
         [](Rendering& r, const Bound& a) {
             charge(r, true);
             return r.text(territory_name(locale_of(r, a[1]), code_of(r, a[0], "territoryname")));
         }},
    {.name = "languagename",
     .parameters = {"code", "locale"},
     .required = 1,
     .fixed =
         [](Rendering& r, const Bound& a) {
             charge(r, true);
             return r.text(language_name(locale_of(r, a[1]), code_of(r, a[0], "languagename")));
         }},
};

constexpr Builtin kWordGlobals[] = {{.name = "plural", .variadic = plural}};

}  // namespace

std::span<const Builtin> word_filters() {
    return kWordFilters;
}

std::span<const Builtin> word_globals() {
    return kWordGlobals;
}

}  // namespace tidings::babel
