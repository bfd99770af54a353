#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "jinja/failure.h"
#include "jinja/methods/native_call.h"
#include "jinja/run/rendering.h"

namespace tidings::jinja {

// What the files of methods of texts share. `Bound` has the text first.

inline std::string_view self(const Bound& a) {
    return a[0].as_text();
}

// A text that is safe in HTML where the method's own is.
inline Value same_kind(Rendering& rendering, const Bound& a, std::string_view text) {
    return rendering.text(text, a[0].is_markup());
}

// A method that Markup has of its own, as `markup_name`: "Markup.center".
constexpr Builtin overridden(std::string_view markup_name, Builtin method) {
    method.python_name = markup_name;
    return method;
}

// The text, or a TypeError: `before` and the name of the type.
inline std::string_view text_argument(const Value& argument, std::string_view before = "must be str, not ") {
    if (argument.is_text()) return argument.as_text();
    type_error(std::string(before) + std::string(type_name(argument)));
}

// Likewise, where Python generates the message: "replace() argument 1 must be str, not None".
inline std::string_view parsed_argument(const Value& argument, std::string_view place) {
    if (argument.is_text()) return argument.as_text();
    type_error(std::string(place) + " must be str, not " +
               (argument.is_none() ? "None" : std::string(type_name(argument))));
}

// The parts of the table of methods of texts, one a file.
std::span<const Builtin> text_case_methods();
std::span<const Builtin> text_kind_methods();
std::span<const Builtin> text_search_methods();
std::span<const Builtin> text_split_methods();
std::span<const Builtin> text_layout_methods();
std::span<const Builtin> text_translate_methods();
std::span<const Builtin> text_format_methods();
std::span<const Builtin> markup_methods();

}  // namespace tidings::jinja
