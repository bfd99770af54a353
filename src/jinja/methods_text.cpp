#include <algorithm>
#include <vector>

#include "jinja/failure.h"
#include "jinja/items.h"
#include "jinja/lookup.h"
#include "jinja/methods.h"
#include "jinja/rendering.h"
#include "jinja/text.h"
#include "jinja/text_tools.h"
#include "jinja/unicode.h"

namespace tidings::jinja {
namespace {

std::string_view self(const Bound& a) {
    return a[0].as_text();
}

Value same_kind(Rendering& rendering, const Bound& a, std::string_view text) {
    return rendering.text(text, a[0].is_markup());
}

std::string_view text_argument(const Bound& a, std::size_t index) {
    if (!a[index].is_text()) type_error("must be str, not " + std::string(type_name(a[index])));
    return a[index].as_text();
}

Value to_list(Rendering& rendering, const std::vector<std::string_view>& parts, bool markup) {
    Value* const items = rendering.arena().make_array<Value>(parts.size());
    for (std::size_t i = 0; i < parts.size(); ++i) items[i] = Value::text(parts[i], markup);
    return Value::list({items, parts.size()});
}

Value split(Rendering& rendering, const Bound& a, bool from_right) {
    const std::int64_t limit = integer_or(a[2], -1);
    const bool by_blanks = a[1].is_missing() || a[1].is_none();
    rendering.charge(self(a).size() / 8);
    const auto parts = by_blanks ? split_blanks(self(a), limit, from_right)
                                 : split_by(self(a), text_argument(a, 1), limit, from_right);
    return to_list(rendering, parts, a[0].is_markup());
}

// The part of the text between the `start` and `end` that the methods which search may be given.
struct Window {
    std::string_view text;
    std::size_t before = 0;  // characters
    bool is_inside = true;   // the start is not behind the end, where not even "" is found
};

Window window(const Bound& a) {
    if (a[2].is_missing()) return {self(a)};
    const auto size = static_cast<std::int64_t>(count_characters(self(a)));
    const auto place = [&](const Value& value, std::int64_t fallback) {
        std::int64_t at = value.is_none() ? fallback : integer_or(value, fallback);
        if (at < 0) at = std::max<std::int64_t>(at + size, 0);
        return at;
    };
    const std::int64_t start = place(a[2], 0);
    const std::int64_t end = std::min(place(a[3], size), size);
    if (start > end) return {{}, 0, false};
    return {substring(self(a), static_cast<std::size_t>(start), static_cast<std::size_t>(end)),
            static_cast<std::size_t>(start)};
}

bool matches_any(const Bound& a, bool (*matches)(std::string_view, std::string_view)) {
    const Window in = window(a);
    if (a[1].is(Value::Type::tuple)) {
        const auto items = a[1].as_items();
        return std::any_of(items.begin(), items.end(), [&](const Value& item) {
            return in.is_inside && item.is_text() && matches(in.text, item.as_text());
        });
    }
    const std::string_view part = text_argument(a, 1);
    return in.is_inside && matches(in.text, part);
}

Value find(const Bound& a, bool from_right) {
    const std::string_view part = text_argument(a, 1);
    const Window in = window(a);
    const std::size_t at = !in.is_inside ? std::string_view::npos
                           : from_right  ? in.text.rfind(part)
                                         : in.text.find(part);
    if (at == std::string_view::npos) return Value::integer(std::int64_t{-1});
    return Value::integer(in.before + count_characters(in.text.substr(0, at)));
}

Value index_of(const Bound& a, bool from_right) {
    const Value at = find(a, from_right);
    if (at.as_integer() < 0) value_error("substring not found");
    return at;
}

Value count(const Bound& a) {
    const std::string_view part = text_argument(a, 1);
    const Window in = window(a);
    if (!in.is_inside) return Value::integer(std::int64_t{0});
    if (part.empty()) return Value::integer(count_characters(in.text) + 1);
    std::int64_t found = 0;
    for (std::size_t at = 0; (at = in.text.find(part, at)) != std::string_view::npos; at += part.size())
        ++found;
    return Value::integer(found);
}

Value join(Rendering& rendering, const Bound& a) {
    const Items items(rendering, a[1]);
    std::string out;
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (i > 0) out += self(a);
        const Value item = items[i];
        if (!item.is_text()) {
            if (item.is_undefined()) rendering.undefined_error(item);
            type_error("sequence item " + std::to_string(i) + ": expected str instance, " +
                       std::string(type_name(item)) + " found");
        }
        append_str(rendering, a[0].is_markup() ? escape(rendering, item) : item, out);
    }
    return same_kind(rendering, a, out);
}

bool all_characters(std::string_view text, bool (*test)(char32_t)) {
    bool all = !text.empty();
    each_character(text, [&](char32_t code, std::string_view) { all = all && test(code); });
    return all;
}

Value strip(Rendering& /*rendering*/, const Bound& a, bool left, bool right) {
    std::string_view text = self(a);
    if (a[1].is_missing() || a[1].is_none()) {
        if (left) text = trim_left(text);
        if (right) text = trim_right(text);
    } else {
        text = trim_characters(text, text_argument(a, 1), left, right);
    }
    return Value::text(text, a[0].is_markup());
}

// Pads to a width: `left` and `right` say on which sides.
Value justify(Rendering& rendering, const Bound& a, bool left, bool right) {
    std::string_view fill = a[2].is_missing() ? " " : text_argument(a, 2);
    if (a[0].is_markup()) fill = escape(rendering, Value::text(fill, a[2].is_markup())).as_text();
    if (count_characters(fill) != 1) type_error("The fill character must be exactly one character long");
    return same_kind(rendering, a, pad_text(rendering, self(a), integer_or(a[1], 0), fill, left, right));
}

// Zeros go behind a sign.
Value zfill(Rendering& rendering, const Bound& a) {
    const std::string_view text = self(a);
    const bool is_signed = text.starts_with('+') || text.starts_with('-');
    const std::string_view rest = text.substr(is_signed ? 1 : 0);
    const std::int64_t width = integer_or(a[1], 0) - (is_signed ? 1 : 0);
    return same_kind(rendering, a,
                     std::string(text.substr(0, text.size() - rest.size())) +
                         pad_text(rendering, rest, width, "0", true, false));
}

Value swapcase(Rendering& rendering, const Bound& a) {
    std::string out;
    each_character(self(a), [&](char32_t, std::string_view character) {
        const bool is_lower = has_lower(character);
        if (is_lower == has_upper(character)) {
            out += character;  // of no case, or of title case
        } else {
            out += is_lower ? to_upper(character) : to_lower(character);
        }
    });
    return same_kind(rendering, a, out);
}

constexpr Builtin kMethods[] = {
    {.name = "upper",
     .parameters = {"self"},
     .required = 1,
     .fixed = [](Rendering& r, const Bound& a) { return same_kind(r, a, to_upper(self(a))); }},
    {.name = "lower",
     .parameters = {"self"},
     .required = 1,
     .fixed = [](Rendering& r, const Bound& a) { return same_kind(r, a, to_lower(self(a))); }},
    {.name = "capitalize",
     .parameters = {"self"},
     .required = 1,
     .fixed = [](Rendering& r, const Bound& a) { return same_kind(r, a, to_capitalized(self(a))); }},
    {.name = "title",
     .parameters = {"self"},
     .required = 1,
     .fixed = [](Rendering& r, const Bound& a) { return same_kind(r, a, title_words(self(a))); }},
    {.name = "swapcase", .parameters = {"self"}, .required = 1, .fixed = swapcase},
    {.name = "zfill", .parameters = {"self", "width"}, .required = 2, .fixed = zfill},
    {.name = "strip",
     .parameters = {"self", "chars"},
     .required = 1,
     .fixed = [](Rendering& r, const Bound& a) { return strip(r, a, true, true); }},
    {.name = "lstrip",
     .parameters = {"self", "chars"},
     .required = 1,
     .fixed = [](Rendering& r, const Bound& a) { return strip(r, a, true, false); }},
    {.name = "rstrip",
     .parameters = {"self", "chars"},
     .required = 1,
     .fixed = [](Rendering& r, const Bound& a) { return strip(r, a, false, true); }},
    {.name = "split",
     .parameters = {"self", "sep", "maxsplit"},
     .required = 1,
     .fixed = [](Rendering& r, const Bound& a) { return split(r, a, false); }},
    {.name = "rsplit",
     .parameters = {"self", "sep", "maxsplit"},
     .required = 1,
     .fixed = [](Rendering& r, const Bound& a) { return split(r, a, true); }},
    {.name = "splitlines",
     .parameters = {"self"},
     .required = 1,
     .fixed = [](Rendering& r,
                 const Bound& a) { return to_list(r, split_lines(self(a)), a[0].is_markup()); }},
    {.name = "join", .parameters = {"self", "iterable"}, .required = 2, .fixed = join},
    {.name = "replace",
     .parameters = {"self", "old", "new", "count"},
     .required = 3,
     .fixed =
         [](Rendering& r, const Bound& a) {
             text_argument(a, 2);
             const Value to = a[0].is_markup() ? escape(r, a[2]) : a[2];  // as Markup.replace()
             return same_kind(
                 r, a, replace_text(r, self(a), text_argument(a, 1), to.as_text(), integer_or(a[3], -1)));
         }},
    {.name = "startswith",
     .parameters = {"self", "prefix", "start", "end"},
     .required = 2,
     .fixed =
         [](Rendering&, const Bound& a) {
             return Value::boolean(
                 matches_any(a, [](std::string_view t, std::string_view p) { return t.starts_with(p); }));
         }},
    {.name = "endswith",
     .parameters = {"self", "suffix", "start", "end"},
     .required = 2,
     .fixed =
         [](Rendering&, const Bound& a) {
             return Value::boolean(
                 matches_any(a, [](std::string_view t, std::string_view p) { return t.ends_with(p); }));
         }},
    {.name = "find",
     .parameters = {"self", "sub", "start", "end"},
     .required = 2,
     .fixed = [](Rendering&, const Bound& a) { return find(a, false); }},
    {.name = "rfind",
     .parameters = {"self", "sub", "start", "end"},
     .required = 2,
     .fixed = [](Rendering&, const Bound& a) { return find(a, true); }},
    {.name = "index",
     .parameters = {"self", "sub", "start", "end"},
     .required = 2,
     .fixed = [](Rendering&, const Bound& a) { return index_of(a, false); }},
    {.name = "rindex",
     .parameters = {"self", "sub", "start", "end"},
     .required = 2,
     .fixed = [](Rendering&, const Bound& a) { return index_of(a, true); }},
    {.name = "count",
     .parameters = {"self", "sub", "start", "end"},
     .required = 2,
     .fixed = [](Rendering&, const Bound& a) { return count(a); }},
    {.name = "center",
     .parameters = {"self", "width", "fillchar"},
     .required = 2,
     .fixed = [](Rendering& r, const Bound& a) { return justify(r, a, true, true); }},
    {.name = "ljust",
     .parameters = {"self", "width", "fillchar"},
     .required = 2,
     .fixed = [](Rendering& r, const Bound& a) { return justify(r, a, false, true); }},
    {.name = "rjust",
     .parameters = {"self", "width", "fillchar"},
     .required = 2,
     .fixed = [](Rendering& r, const Bound& a) { return justify(r, a, true, false); }},
    {.name = "isdigit",
     .parameters = {"self"},
     .required = 1,
     .fixed = [](Rendering&, const Bound& a) { return Value::boolean(all_characters(self(a), is_digit)); }},
    {.name = "isspace",
     .parameters = {"self"},
     .required = 1,
     .fixed = [](Rendering&, const Bound& a) { return Value::boolean(all_characters(self(a), is_space)); }},
    {.name = "isupper",
     .parameters = {"self"},
     .required = 1,
     .fixed = [](Rendering&,
                 const Bound& a) { return Value::boolean(has_upper(self(a)) && !has_lower(self(a))); }},
    {.name = "islower",
     .parameters = {"self"},
     .required = 1,
     .fixed = [](Rendering&,
                 const Bound& a) { return Value::boolean(has_lower(self(a)) && !has_upper(self(a))); }},
};

}  // namespace

std::span<const Builtin> text_methods() {
    return kMethods;
}

}  // namespace tidings::jinja
