#include <algorithm>

#include "jinja/methods/text.h"
#include "jinja/text/text_tools.h"
#include "jinja/text/unicode.h"
#include "jinja/values/big_integer.h"

namespace tidings::jinja {
namespace {

// The part of the text between the `start` and `end` that the methods which search may be given.
struct Window {
    std::string_view text;
    std::size_t before = 0;  // characters
    bool is_inside = true;   // the start is not behind the end, where not even "" is found
};

std::int64_t place(const Value& argument, std::int64_t fallback, std::int64_t size) {
    if (argument.is_missing() || argument.is_none()) return fallback;
    if (!argument.is_any_integer()) {
        type_error("slice indices must be integers or None or have an __index__ method");
    }
    const std::int64_t at = clamped(argument);
    return at < 0 ? std::max<std::int64_t>(at + size, 0) : at;
}

Window window(const Bound& a) {
    if (a[2].is_missing()) return {self(a)};
    const auto size = static_cast<std::int64_t>(count_characters(self(a)));
    const std::int64_t start = place(a[2], 0, size);
    const std::int64_t end = std::min(place(a[3], size, size), size);
    if (start > end) return {{}, 0, false};
    return {substring(self(a), static_cast<std::size_t>(start), static_cast<std::size_t>(end)),
            static_cast<std::size_t>(start)};
}

using Matches = bool (*)(std::string_view, std::string_view);

bool starts_with(std::string_view text, std::string_view part) {
    return text.starts_with(part);
}

bool ends_with(std::string_view text, std::string_view part) {
    return text.ends_with(part);
}

bool matches_any(Rendering& rendering, const Bound& a, const std::string& name, Matches matches) {
    const Window in = window(a);
    if (!a[1].is(Value::Type::tuple)) {
        const std::string_view part =
            text_argument(a[1], name + " first arg must be str or a tuple of str, not ");
        return in.is_inside && matches(in.text, part);
    }
    for (const Value& item : a[1].as_items()) {
        const std::string_view part =
            text_argument(item, "tuple for " + name + " must only contain str, not ");
        rendering.charge(1 + part.size() / 64);
        if (in.is_inside && matches(in.text, part)) return true;
    }
    return false;
}

template <bool from_right>
Value find(Rendering& rendering, const Bound& a) {
    const Window in = window(a);
    const std::string_view part = text_argument(a[1]);
    const std::size_t at = !in.is_inside ? std::string_view::npos
                           : from_right  ? rfind_text(rendering, in.text, part)
                                         : find_text(rendering, in.text, part);
    if (at == std::string_view::npos) return Value::integer(std::int64_t{-1});
    return Value::integer(in.before + count_characters(in.text.substr(0, at)));
}

template <bool from_right>
Value index_of(Rendering& rendering, const Bound& a) {
    const Value at = find<from_right>(rendering, a);
    if (at.as_integer() < 0) value_error("substring not found");
    return at;
}

Value count(Rendering& rendering, const Bound& a) {
    const Window in = window(a);
    const std::string_view part = text_argument(a[1]);
    if (!in.is_inside) return Value::integer(std::int64_t{0});
    if (part.empty()) return Value::integer(count_characters(in.text) + 1);
    std::int64_t found = 0;
    for (std::size_t at = 0; (at = find_text(rendering, in.text, part, at)) != std::string_view::npos;
         at += part.size()) {
        ++found;
    }
    return Value::integer(found);
}

constexpr std::array<std::string_view, kParametersMax> kWindow{"self", "sub", "start", "end"};

constexpr Builtin kTextSearchMethods[] = {
    native(Calling::parsed, "count", kWindow, 2, count),
    native(Calling::parsed, "endswith", kWindow, 2,
           [](Rendering& r, const Bound& a) {
               return Value::boolean(matches_any(r, a, "endswith", ends_with));
           }),
    native(Calling::parsed, "find", kWindow, 2, find<false>),
    native(Calling::parsed, "index", kWindow, 2, index_of<false>),
    native(Calling::parsed, "rfind", kWindow, 2, find<true>),
    native(Calling::parsed, "rindex", kWindow, 2, index_of<true>),
    native(Calling::parsed, "startswith", kWindow, 2,
           [](Rendering& r, const Bound& a) {
               return Value::boolean(matches_any(r, a, "startswith", starts_with));
           }),
};

}  // namespace

std::span<const Builtin> text_search_methods() {
    return kTextSearchMethods;
}

}  // namespace tidings::jinja
