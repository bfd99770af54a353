#include <algorithm>
#include <string>
#include <vector>

#include "jinja/builtins/builtin.h"
#include "jinja/failure.h"
#include "jinja/run/lookup.h"
#include "jinja/run/rendering.h"
#include "jinja/text/text_tools.h"
#include "jinja/text/text_wrap.h"
#include "jinja/text/unicode.h"
#include "jinja/values/compare.h"
#include "jinja/values/operators.h"
#include "jinja/values/text.h"

namespace tidings::jinja {
namespace {

Value center(Rendering& rendering, const Bound& a) {
    const Value text = soft_text(rendering, a[0]);
    return rendering.text(pad_text(rendering, text.as_text(), integer_or(a[1], 80), " ", true, true),
                          text.is_markup());
}

// Python calls a method that only a text has.
void require_lines(Rendering& rendering, const Value& value) {
    if (value.is_text()) return;
    if (value.is_undefined()) rendering.undefined_error(value);
    fail("AttributeError", "'" + std::string(type_name(value)) + "' object has no attribute 'splitlines'");
}

Value given_or(const Value& argument, std::int64_t fallback) {
    return argument.is_missing() ? Value::integer(fallback) : argument;
}

void require_indentable(Rendering& rendering, const Value& value) {
    if (value.is(Value::Type::tuple)) type_error("can only concatenate tuple (not \"str\") to tuple");
    if (!value.is_text() && !value.is_undefined() && !value.is_list()) {
        type_error("unsupported operand type(s) for +=: '" + std::string(type_name(value)) + "' and 'str'");
    }
    require_lines(rendering, value);
}

// A width that is a safe text makes what it stands before safe, but not the lines that are joined then.
Value indent(Rendering& rendering, const Bound& a) {
    const Value given = given_or(a[1], 4);
    Value blanks = given.is_text() ? given : apply(rendering, BinaryOp::multiply, Value::text(" "), given);
    require_indentable(rendering, a[0]);
    const bool blank = truth_or(rendering, a[3], false);
    const bool is_html = a[0].is_markup();
    const bool escapes = blanks.is_markup() && !is_html;
    if (is_html) blanks = Value::markup(blanks.as_text());  // whatever it is
    const auto part = [&](std::string_view line) {
        return escapes ? escape(rendering, Value::text(line)).as_text() : line;
    };
    const std::string text = std::string(a[0].as_text()) + '\n';
    const TextParts lines = split_lines(rendering, text);
    std::string out(blank ? part(lines[0]) : lines[0]);
    for (std::size_t i = 1; i < lines.size(); ++i) {
        const bool is_indented = blank || !lines[i].empty();
        out += '\n';
        if (is_indented) out += blanks.as_text();
        out += part(lines[i]);
        rendering.check_text(out.size());
    }
    const Value body = rendering.text(out, is_html || (blank && escapes));
    return truth_or(rendering, a[2], false) ? apply(rendering, BinaryOp::add, blanks, body) : body;
}

// The text of the error where a number of `truncate` is too small.
[[noreturn]] void too_small(Rendering& rendering, const char* name, std::size_t least, const Value& value) {
    fail("AssertionError", std::string("expected ") + name + " >= " + std::to_string(least) + ", got " +
                               repr(rendering, value));
}

Value truncate(Rendering& rendering, const Bound& a) {
    const Value limit = given_or(a[1], 255);
    const Value end = a[3].is_missing() ? Value::text("...") : a[3];
    const Value leeway = a[4].is_none() ? Value::integer(std::int64_t{5}) : given_or(a[4], 5);
    const std::size_t end_size = jinja::length(rendering, end);
    if (!compare(rendering, CompareOp::ge, limit, Value::integer(end_size))) {
        too_small(rendering, "length", end_size, limit);
    }
    if (!compare(rendering, CompareOp::ge, leeway, Value::integer(std::int64_t{0}))) {
        too_small(rendering, "leeway", 0, leeway);
    }
    const Value size = Value::integer(jinja::length(rendering, a[0]));
    if (compare(rendering, CompareOp::le, size, apply(rendering, BinaryOp::add, limit, leeway))) return a[0];
    const bool kill_words = truth_or(rendering, a[2], false);
    const Value stop = apply(rendering, BinaryOp::subtract, limit, Value::integer(end_size));
    Value kept = slice(rendering, a[0], Value::none(), stop, Value::none());
    if (!kill_words) {
        if (!kept.is_text())
            fail("AttributeError", "'" + std::string(type_name(kept)) + "' object has no attribute 'rsplit'");
        kept = Value::text(kept.as_text().substr(0, kept.as_text().rfind(' ')), kept.is_markup());
    }
    return apply(rendering, BinaryOp::add, kept, end);
}

std::size_t wrap_width(Rendering& rendering, const Value& argument) {
    const Value width = given_or(argument, 79);
    if (compare(rendering, CompareOp::le, width, Value::integer(std::int64_t{0})))
        value_error("invalid width " + repr(rendering, width) + " (must be > 0)");
    return static_cast<std::size_t>(integer_or(width, 0));
}

// Lines are joined by a safe text as safe ones.
Value wordwrap(Rendering& rendering, const Bound& a) {
    require_lines(rendering, a[0]);
    WrapOptions options{.break_long_words = truth_or(rendering, a[2], true),
                        .break_on_hyphens = truth_or(rendering, a[4], true)};
    const Value newline = a[3].is_missing() || a[3].is_none() ? Value::text("\n") : a[3];
    if (newline.is_undefined()) rendering.undefined_error(newline);
    if (!newline.is_text())
        fail("AttributeError", "'" + std::string(type_name(newline)) + "' object has no attribute 'join'");
    charge_letters(rendering, a[0].as_text());
    rendering.charge(a[0].as_text().size() / 16);
    std::string out;
    bool first = true;
    const auto add = [&](std::string_view line) {
        rendering.charge(1);
        if (!first) out += newline.as_text();
        out += newline.is_markup() ? escape(rendering, Value::text(line)).as_text() : line;
        first = false;
        rendering.check_text(out.size());
    };
    for (const std::string_view line : split_lines(rendering, a[0].as_text())) {
        if (first) options.width = wrap_width(rendering, a[1]);
        bool any = false;
        each_wrapped_line(line, options, [&](std::string_view part) {
            any = true;
            add(part);
        });
        if (!any) add("");
    }
    return rendering.text(out, newline.is_markup());
}

constexpr Builtin kLayoutFilters[] = {
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
     .hidden = "env"},
    {.name = "wordwrap",
     .python_name = "do_wordwrap",
     .parameters = {"s", "width", "break_long_words", "wrapstring", "break_on_hyphens"},
     .required = 1,
     .fixed = wordwrap,
     .hidden = "environment"},
};

}  // namespace

std::span<const Builtin> layout_filters() {
    return kLayoutFilters;
}

}  // namespace tidings::jinja
