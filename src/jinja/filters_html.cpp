#include <algorithm>
#include <charconv>

#include "jinja/builtin.h"
#include "jinja/failure.h"
#include "jinja/items.h"
#include "jinja/lookup.h"
#include "jinja/python_text.h"
#include "jinja/rendering.h"
#include "jinja/text.h"
#include "jinja/text_tools.h"
#include "jinja/to_json.h"
#include "jinja/unicode.h"

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
    if (a[0].is_text() || (!is_iterable(a[0]) && !a[0].is_undefined())) {
        append_url_quoted(to_text(rendering, a[0]), false, out);
        return rendering.text(out);
    }
    const Items items(rendering, a[0]);
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (i > 0) out += '&';
        Value key = items[i];
        Value value;
        if (a[0].is_mapping()) {
            value = member(rendering, a[0], key);
        } else {
            const Items pair = unpacked(rendering, items[i], 2);
            key = pair[0];
            value = pair[1];
        }
        append_url_quoted(to_text(rendering, key), true, out);
        out += '=';
        append_url_quoted(to_text(rendering, value), true, out);
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
    }
    if (truth_or(rendering, a[1], true) && !out.empty()) out.insert(0, 1, ' ');
    return rendering.text(out, rendering.autoescape());
}

// The character that an HTML entity stands for; 0 when it is none of the common ones.
char32_t entity(std::string_view name) {
    constexpr std::pair<std::string_view, char32_t> kNames[] = {
        {"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}, {"nbsp", 0xa0}};
    for (const auto& [known, code] : kNames) {
        if (known == name) return code;
    }
    if (!name.starts_with('#') || name.size() < 2) return 0;
    const bool hex = name[1] == 'x' || name[1] == 'X';
    const char* const first = name.data() + (hex ? 2 : 1);
    std::uint32_t code = 0;
    const auto [end, error] = std::from_chars(first, name.data() + name.size(), code, hex ? 16 : 10);
    const bool valid = error == std::errc() && end == name.data() + name.size() && code < 0x110000 &&
                       (code < 0xd800 || code >= 0xe000);
    return valid ? code : 0;
}

std::string unescape(std::string_view text) {
    constexpr std::size_t kEntityMax = 12;
    std::string out;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const std::size_t end =
            text[at] == '&' ? text.substr(at, kEntityMax).find(';') : std::string_view::npos;
        const char32_t code = end == std::string_view::npos ? 0 : entity(text.substr(at + 1, end - 1));
        if (code == 0) {
            out += text[at];
        } else {
            append_utf8(code, out);
            at += end;
        }
    }
    return out;
}

std::string without(std::string_view text, std::string_view open, std::string_view close) {
    std::string out;
    while (true) {
        const std::size_t begin = text.find(open);
        const std::size_t end =
            begin == std::string_view::npos ? begin : text.find(close, begin + open.size());
        if (end == std::string_view::npos) return out.append(text);
        out += text.substr(0, begin);
        text.remove_prefix(end + close.size());
    }
}

Value striptags(Rendering& rendering, const Bound& a) {
    const std::string bare = without(without(to_text(rendering, a[0]), "<!--", "-->"), "<", ">");
    std::string joined;
    for (const std::string_view word : split_blanks(bare, -1, false)) {
        if (!joined.empty()) joined += ' ';
        joined += word;
    }
    return rendering.text(unescape(joined));
}

Value forceescape(Rendering& rendering, const Bound& a) {
    return escape(rendering, Value::text(to_text(rendering, a[0])));
}

Value tojson(Rendering& rendering, const Bound& a) {
    std::string indent;
    const bool indented = !a[1].is_missing() && !a[1].is_none();
    if (a[1].is_text()) {
        indent = a[1].as_text();
    } else if (indented) {
        indent =
            std::string(static_cast<std::size_t>(std::clamp<std::int64_t>(integer_or(a[1], 0), 0, 100)), ' ');
    }
    return rendering.text(to_json(rendering, a[0], indented ? &indent : nullptr), true);
}

constexpr Builtin kFilters[] = {
    {.name = "e",
     .python_name = "escape",
     .parameters = {"s"},
     .required = 1,
     .fixed = [](Rendering& r, const Bound& a) { return escape(r, a[0]); }},
    {.name = "escape",
     .parameters = {"s"},
     .required = 1,
     .fixed = [](Rendering& r, const Bound& a) { return escape(r, a[0]); }},
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
     .fixed = tojson},
    {.name = "urlencode",
     .python_name = "do_urlencode",
     .parameters = {"value"},
     .required = 1,
     .fixed = urlencode},
    {.name = "xmlattr",
     .python_name = "do_xmlattr",
     .parameters = {"d", "autospace"},
     .required = 1,
     .fixed = xmlattr},
};

}  // namespace

std::span<const Builtin> html_filters() {
    return kFilters;
}

}  // namespace tidings::jinja
