#include <algorithm>

#include "jinja/builtins/builtin.h"
#include "jinja/failure.h"
#include "jinja/run/lookup.h"
#include "jinja/run/rendering.h"
#include "jinja/text/html_text.h"
#include "jinja/text/python_text.h"
#include "jinja/text/unicode.h"
#include "jinja/values/cursor.h"
#include "jinja/values/items.h"
#include "jinja/values/operators.h"
#include "jinja/values/text.h"
#include "jinja/values/to_json.h"

namespace tidings::jinja {
namespace {

// Percent-encodes all but unreserved characters; `/` stays in a path, a blank becomes `+` in a query.
void append_url_quoted(std::string_view text, bool in_query, std::string& out) {
    constexpr std::string_view kHex = "0123456789ABCDEF";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool plain =
            (byte < 0x80 && is_word(byte)) || c == '-' || c == '.' || c == '~' || (c == '/' && !in_query);
        if (plain) {
            out += c;
        } else if (c == ' ' && in_query) {
            out += '+';
        } else {
            out.append("%").append(1, kHex[byte >> 4U]).append(1, kHex[byte & 0xfU]);
        }
    }
}

Value urlencode(Rendering& rendering, const Bound& a) {
    std::string out;
    // What can be gone through by number only is no iterable to it.
    const bool by_number = a[0].is(Value::Type::object) && is_subscriptable(a[0]);
    if (a[0].is_text() || by_number || (!is_iterable(a[0]) && !a[0].is_undefined())) {
        append_url_quoted(to_text(rendering, a[0]), false, out);
        return rendering.text(out);
    }
    Cursor items(rendering, a[0]);
    for (Value key; items.next(rendering, key);) {
        if (!out.empty()) out += '&';
        Value value;
        if (a[0].is_mapping()) {
            value = member(rendering, a[0], key);
        } else {
            const Items pair = unpacked(rendering, key, 2);
            key = pair[0];
            value = pair[1];
        }
        append_url_quoted(to_text(rendering, key), true, out);
        out += '=';
        append_url_quoted(to_text(rendering, value), true, out);
        rendering.check_text(out.size());
    }
    return rendering.text(out);
}

Value xmlattr(Rendering& rendering, const Bound& a) {
    if (!a[0].is_mapping()) {
        if (a[0].is_undefined()) rendering.undefined_error(a[0]);
        fail("AttributeError", "'" + std::string(type_name(a[0])) + "' object has no attribute 'items'");
    }
    const Items keys(rendering, a[0]);
    std::string out;
    for (std::size_t i = 0; i < keys.size(); ++i) {
        const Value value = member(rendering, a[0], keys[i]);
        if (value.is_none() || value.is_undefined()) continue;
        if (!out.empty()) out += ' ';
        out.append(escape(rendering, keys[i]).as_text()).append("=\"");
        out.append(escape(rendering, value).as_text()).append("\"");
        rendering.check_text(out.size());
    }
    if (truth_or(rendering, a[1], true) && !out.empty()) out.insert(0, 1, ' ');
    return rendering.text(out, rendering.autoescape());
}

Value striptags(Rendering& rendering, const Bound& a) {
    const std::string_view html = to_text(rendering, a[0]);
    return rendering.text(strip_tags(rendering, html));
}

Value forceescape(Rendering& rendering, const Bound& a) {
    return escape(rendering, Value::text(to_text(rendering, a[0])));
}

Value tojson(Rendering& rendering, const Bound& a) {
    std::string indent;
    const bool indented = !a[1].is_missing() && !a[1].is_none();
    if (a[1].is_text()) {
        indent = a[1].as_text();
    } else if (indented && !a[0].is_text()) {
        indent = apply(rendering, BinaryOp::multiply, Value::text(" "), a[1]).as_text();
    }
    return rendering.text(to_json(rendering, a[0], indented ? &indent : nullptr), true);
}

constexpr Builtin kHtmlFilters[] = {
    {.name = "e",
     .python_name = "escape",
     .parameters = {"s"},
     .required = 1,
     .fixed = [](Rendering& r, const Bound& a) { return escape(r, a[0]); },
     .calling = Calling::positional},
    {.name = "escape",
     .parameters = {"s"},
     .required = 1,
     .fixed = [](Rendering& r, const Bound& a) { return escape(r, a[0]); },
     .calling = Calling::positional},
    {.name = "forceescape",
     .python_name = "do_forceescape",
     .parameters = {"value"},
     .required = 1,
     .fixed = forceescape},
    {.name = "safe",
     .python_name = "do_mark_safe",
     .parameters = {"value"},
     .required = 1,
     .fixed = [](Rendering& r, const Bound& a) { return Value::markup(to_text(r, a[0])); }},
    {.name = "striptags",
     .python_name = "do_striptags",
     .parameters = {"value"},
     .required = 1,
     .fixed = striptags},
    {.name = "tojson",
     .python_name = "do_tojson",
     .parameters = {"value", "indent"},
     .required = 1,
     .fixed = tojson,
     .hidden = "eval_ctx"},
    {.name = "urlencode",
     .python_name = "do_urlencode",
     .parameters = {"value"},
     .required = 1,
     .fixed = urlencode},
    {.name = "xmlattr",
     .python_name = "do_xmlattr",
     .parameters = {"d", "autospace"},
     .required = 1,
     .fixed = xmlattr,
     .hidden = "eval_ctx"},
};

}  // namespace

std::span<const Builtin> html_filters() {
    return kHtmlFilters;
}

}  // namespace tidings::jinja
