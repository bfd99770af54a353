#include <algorithm>
#include <array>

#include "jinja/builtins/builtin.h"
#include "jinja/failure.h"
#include "jinja/run/lookup.h"
#include "jinja/run/rendering.h"
#include "jinja/text/percent_format.h"
#include "jinja/text/text_tools.h"
#include "jinja/text/unicode.h"
#include "jinja/values/operators.h"
#include "jinja/values/text.h"

namespace tidings::jinja {
namespace {

// A text made from the input; safe where the input is.
Value mapped(Rendering& rendering, const Bound& a, std::string (*map)(std::string_view)) {
    const Value text = soft_text(rendering, a[0]);
    charge_letters(rendering, text.as_text());
    return rendering.text(map(text.as_text()), text.is_markup());
}

// Whether a word starts behind an ASCII character.
constexpr auto kStartsWord = [] {
    std::array<bool, 0x80> table{};
    for (const char c : std::string_view("\t\n\v\f\r\x1c\x1d\x1e\x1f -({[<"))
        table[static_cast<std::size_t>(c)] = true;
    return table;
}();

std::string wide_title(std::string_view text) {
    std::string out;
    bool starts = true;
    each_character(text, [&](char32_t code, std::string_view bytes) {
        out += starts ? to_upper(bytes) : to_lower(bytes);
        starts = code < 0x80 ? kStartsWord[code] : is_space(code);
    });
    return out;
}

// Upper case at the start and behind blanks, hyphens and opening brackets, so that "it's" becomes "It's".
Value title(Rendering& rendering, const Bound& a) {
    const std::string_view text = to_text(rendering, a[0]);
    charge_letters(rendering, text);
    if (!is_ascii(text)) return rendering.text(wide_title(text));
    char* const out = static_cast<char*>(rendering.arena().allocate(text.size()));
    bool starts = true;
    for (std::size_t i = 0; i < text.size(); ++i) {
        out[i] = starts ? ascii_upper(text[i]) : ascii_lower(text[i]);
        starts = kStartsWord[static_cast<std::size_t>(text[i])];
    }
    return Value::text({out, text.size()});
}

Value trim_filter(Rendering& rendering, const Bound& a) {
    const Value text = soft_text(rendering, a[0]);
    const bool is_plain = a[1].is_missing() || a[1].is_none();
    if (!is_plain && !a[1].is_text()) type_error("strip arg must be None or str");
    const std::string_view trimmed =
        is_plain ? trim(text.as_text())
                 : trim_characters(rendering, text.as_text(), a[1].as_text(), true, true);
    return Value::text(trimmed, text.is_markup());
}

Value replace(Rendering& rendering, const Bound& a) {
    const auto run = [&](const Value& text, const Value& from, const Value& to, bool markup) {
        const std::string_view chars = to_text(rendering, text);
        const std::string_view old_chars = to_text(rendering, from);
        const std::string_view new_chars = to_text(rendering, to);
        const std::int64_t count = a[3].is_none() ? -1 : integer_or(a[3], -1);
        return rendering.text(replace_text(rendering, chars, old_chars, new_chars, count), markup);
    };
    if (!rendering.autoescape()) return run(a[0], a[1], a[2], false);
    const bool markup = a[0].is_markup() || a[1].is_markup() || a[2].is_markup();
    if (!markup) return run(a[0], a[1], a[2], false);
    // As Markup.replace: what is searched for is taken as it is.
    return run(escape(rendering, a[0]), a[1], escape(rendering, a[2]), true);
}

Value format(Rendering& rendering, const Arguments& arguments) {
    const Value text = soft_text(rendering, arguments.positional[0]);
    const auto rest = arguments.positional.subspan(1);
    if (arguments.named.empty()) return format_percent(rendering, text, Value::tuple(rest));
    if (!rest.empty()) {
        fail("FilterArgumentError", "can't handle positional and keyword arguments at the same time");
    }
    Dict* const dict = rendering.arena().make<Dict>();
    for (const NamedValue& named : arguments.named)
        dict->set(rendering, Value::text(named.name), named.value);
    return format_percent(rendering, text, Value::dict(dict));
}

Value wordcount(Rendering& rendering, const Bound& a) {
    std::int64_t words = 0;
    bool inside = false;
    const std::string_view text = to_text(rendering, a[0]);
    charge_letters(rendering, text);
    each_character(text, [&](char32_t code, std::string_view) {
        const bool word = is_word(code);
        words += word && !inside ? 1 : 0;
        inside = word;
    });
    return Value::integer(words);
}

constexpr Builtin kTextFilters[] = {
    {.name = "upper",
     .python_name = "do_upper",
     .parameters = {"s"},
     .required = 1,
     .fixed = [](Rendering& r, const Bound& a) { return mapped(r, a, to_upper); }},
    {.name = "lower",
     .python_name = "do_lower",
     .parameters = {"s"},
     .required = 1,
     .fixed = [](Rendering& r, const Bound& a) { return mapped(r, a, to_lower); }},
    {.name = "capitalize",
     .python_name = "do_capitalize",
     .parameters = {"s"},
     .required = 1,
     .fixed = [](Rendering& r, const Bound& a) { return mapped(r, a, to_capitalized); }},
    {.name = "title", .python_name = "do_title", .parameters = {"s"}, .required = 1, .fixed = title},
    {.name = "trim",
     .python_name = "do_trim",
     .parameters = {"value", "chars"},
     .required = 1,
     .fixed = trim_filter},
    {.name = "replace",
     .python_name = "do_replace",
     .parameters = {"s", "old", "new", "count"},
     .required = 3,
     .fixed = replace,
     .hidden = "eval_ctx"},
    {.name = "string",
     .python_name = "soft_str",
     .parameters = {"s"},
     .required = 1,
     .fixed = [](Rendering& r, const Bound& a) { return soft_text(r, a[0]); },
     .calling = Calling::positional},
    {.name = "format",
     .python_name = "do_format",
     .parameters = {"value"},
     .required = 1,
     .variadic = format},
    {.name = "wordcount",
     .python_name = "do_wordcount",
     .parameters = {"s"},
     .required = 1,
     .fixed = wordcount},
};

}  // namespace

std::span<const Builtin> text_filters() {
    return kTextFilters;
}

}  // namespace tidings::jinja
