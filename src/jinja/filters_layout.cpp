#include <algorithm>
#include <string>
#include <vector>

#include "jinja/builtin.h"
#include "jinja/failure.h"
#include "jinja/lookup.h"
#include "jinja/operators.h"
#include "jinja/rendering.h"
#include "jinja/text.h"
#include "jinja/text_tools.h"
#include "jinja/text_wrap.h"
#include "jinja/unicode.h"

namespace tidings::jinja {
namespace {

Value center(Rendering& rendering, const Bound& a) {
    const Value text = soft_text(rendering, a[0]);
    return rendering.text(pad_text(rendering, text.as_text(), integer_or(a[1], 80), " ", true, true),
                          text.is_markup());
}

std::string indentation(Rendering& rendering, const Value& width) {
    if (width.is_text()) return std::string(width.as_text());
    const std::int64_t blanks = std::max<std::int64_t>(integer_or(width, 4), 0);
    rendering.check_text(static_cast<std::size_t>(blanks));
    return std::string(static_cast<std::size_t>(blanks), ' ');
}

// Python calls a method that only a text has.
void require_lines(Rendering& rendering, const Value& value) {
    if (value.is_text()) return;
    if (value.is_undefined()) rendering.undefined_error(value);
    fail("AttributeError", "'" + std::string(type_name(value)) + "' object has no attribute 'splitlines'");
}

Value indent(Rendering& rendering, const Bound& a) {
    if (a[0].is(Value::Type::tuple)) type_error("can only concatenate tuple (not \"str\") to tuple");
    if (!a[0].is_text() && !a[0].is_undefined() && !a[0].is_list()) {
        type_error("unsupported operand type(s) for +=: '" + std::string(type_name(a[0])) + "' and 'str'");
    }
    require_lines(rendering, a[0]);
    const Value& text = a[0];
    const std::string blanks = indentation(rendering, a[1]);
    const bool first = truth_or(rendering, a[2], false);
    const bool blank = truth_or(rendering, a[3], false);
    std::vector<std::string_view> lines = split_lines(text.as_text());
    if (text.as_text().empty() || text.as_text().ends_with('\n')) lines.emplace_back();
    std::string out = first ? blanks : "";
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (i > 0) out += '\n';
        if (i > 0 && (blank || !lines[i].empty())) out += blanks;
        out += lines[i];
        rendering.check_text(out.size());
    }
    return rendering.text(out, text.is_markup());
}

// What has a length and is no text fails where Python cuts it, joins it with the end, or splits it.
[[noreturn]] void cannot_truncate(Rendering& rendering, const Value& value, bool kill_words) {
    const Value part = slice(rendering, value, Value::none(), Value::integer(std::int64_t{0}), Value::none());
    if (kill_words) apply(rendering, BinaryOp::add, part, Value::text(""));
    fail("AttributeError", "'" + std::string(type_name(value)) + "' object has no attribute 'rsplit'");
}

Value truncate(Rendering& rendering, const Bound& a) {
    const std::int64_t length = integer_or(a[1], 255);
    const bool kill_words = truth_or(rendering, a[2], false);
    const std::string_view end = text_or(rendering, a[3], "...");
    const std::int64_t leeway = a[4].is_none() ? 5 : integer_or(a[4], 5);
    const auto end_size = static_cast<std::int64_t>(count_characters(end));
    if (length < end_size) {
        fail("AssertionError",
             "expected length >= " + std::to_string(end_size) + ", got " + std::to_string(length));
    }
    if (leeway < 0) fail("AssertionError", "expected leeway >= 0, got " + std::to_string(leeway));
    const auto size = static_cast<std::int64_t>(jinja::length(rendering, a[0]));
    if (size <= length || size - length <= leeway) return a[0];
    if (!a[0].is_text()) cannot_truncate(rendering, a[0], kill_words);
    const Value& text = a[0];
    std::string_view kept = substring(text.as_text(), 0, static_cast<std::size_t>(length - end_size));
    if (!kill_words) kept = kept.substr(0, kept.rfind(' '));
    std::string out(kept);
    if (text.is_markup()) {
        out += escape(rendering, a[3].is_missing() ? Value::text(end) : a[3]).as_text();
    } else {
        out += end;
    }
    return rendering.text(out, text.is_markup());
}

Value wordwrap(Rendering& rendering, const Bound& a) {
    require_lines(rendering, a[0]);
    const Value& text = a[0];
    const std::int64_t width = integer_or(a[1], 79);
    if (width <= 0) value_error("invalid width " + std::to_string(width) + " (must be > 0)");
    WrapOptions options{.width = static_cast<std::size_t>(width)};
    options.break_long_words = truth_or(rendering, a[2], true);
    const std::string_view newline = a[3].is_none() ? "\n" : text_or(rendering, a[3], "\n");
    options.break_on_hyphens = truth_or(rendering, a[4], true);
    std::string out;
    bool first = true;
    for (const std::string_view line : split_lines(text.as_text())) {
        rendering.charge_bytes(line.size());
        std::vector<std::string> lines = wrapped_lines(line, options);
        if (lines.empty()) lines.emplace_back();
        rendering.charge(lines.size());
        for (const std::string& part : lines) {
            if (!first) out += newline;
            out += part;
            first = false;
            rendering.check_text(out.size());
        }
    }
    return rendering.text(out);
}

constexpr Builtin kFilters[] = {
    {.name = "center",
     .python_name = "do_center",
     .parameters = {"value", "width"},
     .required = 1,
     .fixed = center},
    {.name = "indent",
     .python_name = "do_indent",
     .parameters = {"s", "width", "first", "blank"},
     .required = 1,
     .fixed = indent},
    {.name = "truncate",
     .python_name = "do_truncate",
     .parameters = {"s", "length", "killwords", "end", "leeway"},
     .required = 1,
     .fixed = truncate,
     .hidden = 1},
    {.name = "wordwrap",
     .python_name = "do_wordwrap",
     .parameters = {"s", "width", "break_long_words", "wrapstring", "break_on_hyphens"},
     .required = 1,
     .fixed = wordwrap,
     .hidden = 1},
};

}  // namespace

std::span<const Builtin> layout_filters() {
    return kFilters;
}

}  // namespace tidings::jinja
