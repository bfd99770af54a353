#include <algorithm>

#include "jinja/methods/text.h"
#include "jinja/text/text_tools.h"
#include "jinja/text/unicode.h"
#include "jinja/values/text.h"

namespace tidings::jinja {
namespace {

template <bool left, bool right>
Value strip(Rendering& rendering, const Bound& a) {
    std::string_view text = self(a);
    if (a[1].is_missing() || a[1].is_none()) {
        if (left) text = trim_left(text);
        if (right) text = trim_right(text);
    } else {
        if (!a[1].is_text()) {
            type_error(std::string(left && right ? "strip"
                                   : left        ? "lstrip"
                                                 : "rstrip") +
                       " arg must be None or str");
        }
        text = trim_characters(rendering, text, a[1].as_text(), left, right);
    }
    return Value::text(text, a[0].is_markup());
}

// Pads to a width: `left` and `right` say on which sides.
template <bool left, bool right>
Value justify(Rendering& rendering, const Bound& a) {
    const std::int64_t width = integer_or(a[1], 0);
    Value fill = a[2].is_missing() ? Value::text(" ") : a[2];
    if (a[0].is_markup()) fill = escape(rendering, fill);
    const std::string_view text = text_argument(fill, "The fill character must be a unicode character, not ");
    if (count_characters(text) != 1) type_error("The fill character must be exactly one character long");
    return same_kind(rendering, a, pad_text(rendering, self(a), width, text, left, right));
}

// Zeros go behind a sign.
Value zfill(Rendering& rendering, const Bound& a) {
    const std::string_view text = self(a);
    const bool is_signed = text.starts_with('+') || text.starts_with('-');
    const std::string_view rest = text.substr(is_signed ? 1 : 0);
    const std::int64_t width = std::max<std::int64_t>(integer_or(a[1], 0), 0);
    const std::string padded = pad_text(rendering, rest, width - (is_signed ? 1 : 0), "0", true, false);
    return same_kind(rendering, a, std::string(text.substr(0, is_signed ? 1 : 0)) + padded);
}

// Tabs become blanks up to the next column that the size divides; none where it is 0 or less.
Value expandtabs(Rendering& rendering, const Bound& a) {
    const std::int64_t size = int_or(a[1], 8);
    std::string out;
    std::int64_t column = 0;
    each_character(self(a), [&](char32_t code, std::string_view bytes) {
        if (code == '\t') {
            const std::int64_t blanks = size > 0 ? size - column % size : 0;
            rendering.check_text(out.size() + static_cast<std::size_t>(blanks));
            out.append(static_cast<std::size_t>(blanks), ' ');
            column += blanks;
        } else {
            out += bytes;
            column = code == '\n' || code == '\r' ? 0 : column + 1;
        }
    });
    return same_kind(rendering, a, out);
}

Value removeprefix(Rendering& /*rendering*/, const Bound& a) {
    const std::string_view part = parsed_argument(a[1], "removeprefix() argument");
    return Value::text(self(a).substr(self(a).starts_with(part) ? part.size() : 0), a[0].is_markup());
}

Value removesuffix(Rendering& /*rendering*/, const Bound& a) {
    const std::string_view part = parsed_argument(a[1], "removesuffix() argument");
    const std::size_t cut = self(a).ends_with(part) ? part.size() : 0;
    return Value::text(self(a).substr(0, self(a).size() - cut), a[0].is_markup());
}

Value replace(Rendering& rendering, const Bound& a) {
    const std::string_view from = parsed_argument(a[1], "replace() argument 1");
    const Value to = a[0].is_markup() ? escape(rendering, a[2]) : a[2];  // as Markup.replace()
    const std::string_view by = parsed_argument(to, "replace() argument 2");
    return same_kind(rendering, a, replace_text(rendering, self(a), from, by, integer_or(a[3], -1)));
}

constexpr std::array<std::string_view, kParametersMax> kChars{"self", "chars"};
constexpr std::array<std::string_view, kParametersMax> kWidth{"self", "width", "fillchar"};

constexpr Builtin kTextLayoutMethods[] = {
    overridden("Markup.center", native(Calling::counted, "center", kWidth, 2, justify<true, true>)),
    overridden("Markup.expandtabs", native(Calling::named, "expandtabs", {"self", "tabsize"}, 1, expandtabs)),
    overridden("Markup.ljust", native(Calling::counted, "ljust", kWidth, 2, justify<false, true>)),
    overridden("Markup.lstrip", native(Calling::counted, "lstrip", kChars, 1, strip<true, false>)),
    overridden("Markup.removeprefix",
               native(Calling::one, "removeprefix", {"self", "prefix"}, 2, removeprefix)),
    overridden("Markup.removesuffix",
               native(Calling::one, "removesuffix", {"self", "suffix"}, 2, removesuffix)),
    overridden("Markup.replace",
               native(Calling::counted, "replace", {"self", "old", "new", "count"}, 3, replace)),
    overridden("Markup.rjust", native(Calling::counted, "rjust", kWidth, 2, justify<true, false>)),
    overridden("Markup.rstrip", native(Calling::counted, "rstrip", kChars, 1, strip<false, true>)),
    overridden("Markup.strip", native(Calling::counted, "strip", kChars, 1, strip<true, true>)),
    overridden("Markup.zfill", native(Calling::one, "zfill", {"self", "width"}, 2, zfill)),
};

}  // namespace

std::span<const Builtin> text_layout_methods() {
    return kTextLayoutMethods;
}

}  // namespace tidings::jinja
