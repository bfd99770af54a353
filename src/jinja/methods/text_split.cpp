#include "jinja/methods/text.h"
#include "jinja/text/text_tools.h"
#include "jinja/values/items.h"
#include "jinja/values/text.h"

namespace tidings::jinja {
namespace {

Value to_list(Rendering& rendering, const TextParts& parts, bool markup) {
    Value* const items = rendering.arena().make_array<Value>(parts.size());
    for (std::size_t i = 0; i < parts.size(); ++i) items[i] = Value::text(parts[i], markup);
    return rendering.list({items, parts.size()});
}

template <bool from_right>
Value split(Rendering& rendering, const Bound& a) {
    const bool by_blanks = a[1].is_missing() || a[1].is_none();
    const std::int64_t limit = integer_or(a[2], -1);
    const std::string_view separator = by_blanks ? "" : text_argument(a[1], "must be str or None, not ");
    const auto parts = by_blanks ? split_blanks(rendering, self(a), limit, from_right)
                                 : split_by(rendering, self(a), separator, limit, from_right);
    return to_list(rendering, parts, a[0].is_markup());
}

Value splitlines(Rendering& rendering, const Bound& a) {
    const bool keep_ends = int_or(a[1], 0) != 0;
    return to_list(rendering, split_lines(rendering, self(a), keep_ends), a[0].is_markup());
}

// What stands before the separator, the separator, and what stands behind it.
template <bool from_right>
Value partition(Rendering& rendering, const Bound& a) {
    const std::string_view separator = text_argument(a[1]);
    if (separator.empty()) value_error("empty separator");
    const std::size_t at =
        from_right ? rfind_text(rendering, self(a), separator) : find_text(rendering, self(a), separator);
    const bool found = at != std::string_view::npos;
    Value* const parts = rendering.arena().make_array<Value>(3);
    for (std::size_t i = 0; i < 3; ++i) parts[i] = Value::text("", a[0].is_markup());
    if (found) {
        parts[0] = Value::text(self(a).substr(0, at), a[0].is_markup());
        parts[1] = Value::text(separator, a[0].is_markup());
        parts[2] = Value::text(self(a).substr(at + separator.size()), a[0].is_markup());
    } else {
        parts[from_right ? 2 : 0] = a[0];
    }
    return Value::tuple({parts, 3});
}

Value join(Rendering& rendering, const Bound& a) {
    const bool markup = a[0].is_markup();
    if (!is_iterable(a[1]) && !markup) type_error("can only join an iterable");
    const Items items(rendering, a[1]);
    std::string out;
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (i > 0) append_str(rendering, a[0], out);
        const Value item = items[i];
        if (!item.is_text() && !markup) {
            type_error("sequence item " + std::to_string(i) + ": expected str instance, " +
                       std::string(type_name(item)) + " found");
        }
        append_str(rendering, markup ? escape(rendering, item) : item, out);
    }
    return same_kind(rendering, a, out);
}

constexpr std::array<std::string_view, kParametersMax> kSplit{"self", "sep", "maxsplit"};

constexpr Builtin kTextSplitMethods[] = {
    overridden("Markup.join", native(Calling::one, "join", {"self", "iterable"}, 2, join)),
    overridden("Markup.partition", native(Calling::one, "partition", {"self", "sep"}, 2, partition<false>)),
    overridden("Markup.rpartition", native(Calling::one, "rpartition", {"self", "sep"}, 2, partition<true>)),
    overridden("Markup.rsplit", native(Calling::named, "rsplit", kSplit, 1, split<true>)),
    overridden("Markup.split", native(Calling::named, "split", kSplit, 1, split<false>)),
    overridden("Markup.splitlines",
               native(Calling::named, "splitlines", {"self", "keepends"}, 1, splitlines)),
};

}  // namespace

std::span<const Builtin> text_split_methods() {
    return kTextSplitMethods;
}

}  // namespace tidings::jinja
