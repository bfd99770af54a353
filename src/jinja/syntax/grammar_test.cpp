// Templates from a small grammar, and from damaged ones: whatever they are, compiling and rendering end with
// a text within the limits, or with an error whose place lies in the source.
#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "jinja/template_test.h"

namespace tidings::jinja {
namespace {

constexpr std::size_t kOutputMax = 2000;

std::string pick(const std::vector<std::string>& words) {
    return *rc::gen::elementOf(words);
}

std::string expression(int depth);

std::string name() {
    return pick({"a", "l", "d", "s", "n", "nope", "i", "loop", "m", "ns", "d.k", "l[0]", "loop.index"});
}

std::string leaf() {
    return pick({"0", "1", "-7", "2.5", "'x<'", "''", "true", "none", "[]", "{}", "()", "range(9)",
                 "9223372036854775807"});
}

std::string expression(int depth) {
    if (depth <= 0) return *rc::gen::arbitrary<bool>() ? name() : leaf();
    const auto inner = [depth] { return expression(depth - 1); };
    switch (*rc::gen::inRange(0, 12)) {
        case 0:
            return name();
        case 1:
            return "(" + inner() + " " +
                   pick({"+", "-", "*", "/", "//", "%", "**", "~", "==", "!=", "<", "<=", "and", "or", "in",
                         "not in"}) +
                   " " + inner() + ")";
        case 2:
            return inner() + "|" +
                   pick({"upper", "length", "list", "sort", "join(',')", "first", "default(1)", "tojson",
                         "int", "e", "safe", "reverse", "batch(2)|list", "map('string')|list", "sum",
                         "unique|list", "string"});
        case 3:  // in brackets: a test would take an "if" behind it for its argument
            return "((" + inner() + ") is " +
                   pick({"defined", "odd", "string", "none", "in [1]", "iterable"}) + ")";
        case 4:
            return "[" + inner() + ", " + inner() + "]";
        case 5:
            return "{" + inner() + ": " + inner() + "}";
        case 6:
            return "(" + inner() + " if " + inner() + " else " + inner() + ")";
        case 7:
            return "(" + inner() + ")[" + inner() + "]";
        case 8:
            return "(" + inner() + ")[" + inner() + ":" + inner() + "]";
        case 9:
            return "(" + pick({"-", "not ", "+"}) + inner() + ")";  // a sign takes no bare "not"
        case 10:
            return "m(" + inner() + ")";
        default:
            return "(" + inner() + ")." + pick({"upper()", "items()", "k", "nope", "split('x')", "keys()"});
    }
}

std::string body(int depth);

std::string statement(int depth) {
    const auto value = [depth] { return expression(depth - 1); };
    const auto inner = [depth] { return body(depth - 1); };
    switch (*rc::gen::inRange(0, depth > 0 ? 11 : 3)) {
        case 0:
            return "text ";
        case 1:
            return "{# note #}";
        case 2:
            return "{{ " + value() + " }}";
        case 3:
            return "{% if " + value() + " %}" + inner() + "{% else %}" + inner() + "{% endif %}";
        case 4:
            return "{% for i in " + value() + " %}" + inner() + "{% else %}" + inner() + "{% endfor %}";
        case 5:
            return "{% set " + pick({"a", "n", "ns", "q"}) + " = " + value() + " %}";
        case 6:
            return "{% with a = " + value() + " %}" + inner() + "{% endwith %}";
        case 7:
            return "{% macro m(a) %}" + inner() + "{% endmacro %}";
        case 8:
            return "{% filter upper %}" + inner() + "{% endfilter %}";
        case 9:
            return "{% for i in " + value() + " recursive %}" + inner() + "{{ loop(" + value() +
                   ") }}{% endfor %}";
        default:
            return "{% set q %}" + inner() + "{% endset %}";
    }
}

std::string body(int depth) {
    std::string out;
    for (int i = *rc::gen::inRange(0, 3); i >= 0; --i) out += statement(depth);
    return out;
}

Options narrow() {
    Options options;
    options.autoescape = *rc::gen::arbitrary<bool>();
    options.trim_blocks = *rc::gen::arbitrary<bool>();
    options.undefined = static_cast<Undefined>(*rc::gen::inRange(0, 4));
    options.limits.steps = 5000;
    options.limits.output_bytes = kOutputMax;
    options.limits.memory_bytes = 256 * 1024;
    options.limits.depth = 80;
    return options;
}

const json::object kData{{"a", 3}, {"l", {3, 1, 2}}, {"d", {{"k", "v"}}}, {"s", "<text>"}, {"n", nullptr}};

// The kinds of errors that a template may end with. One that is not here would be a bug of the engine.
const std::set<std::string> kKinds{"TemplateSyntaxError",
                                   "TemplateAssertionError",
                                   "TemplateRuntimeError",
                                   "TemplateNotFound",
                                   "UndefinedError",
                                   "TypeError",
                                   "ValueError",
                                   "OverflowError",
                                   "ZeroDivisionError",
                                   "AttributeError",
                                   "FilterArgumentError",
                                   "AssertionError",
                                   "RecursionError",
                                   "LimitError",
                                   "KeyError",
                                   "UnicodeDecodeError",  // a character cut in two
                                   "RuntimeError"};

void expect_place(const TemplateError& error, const std::string& source) {
    RC_LOG() << error.kind << ": " << error.message << "\n" << source;
    RC_ASSERT(kKinds.contains(error.kind));
    const auto lines = static_cast<std::size_t>(std::count(source.begin(), source.end(), '\n')) + 1;
    RC_ASSERT(error.line >= 1U && error.line <= lines);
    RC_ASSERT(error.column >= 1U && error.column <= source.size() + 1);
}

void expect_an_end(const std::string& source) {
    const auto compiled = Template::compile(source, narrow());
    if (!compiled) return expect_place(compiled.error(), source);
    const auto text = compiled->render(kData);
    if (!text) return expect_place(text.error(), source);
    RC_ASSERT(text->size() <= kOutputMax);
    RC_ASSERT(compiled->render(kData).value() == *text);
}

RC_GTEST_PROP(JinjaGrammar, WholeTemplatesCompile, ()) {
    const std::string source = body(3);
    RC_LOG() << source;
    const auto compiled = Template::compile(source, narrow());
    if (!compiled) RC_FAIL(compiled.error().str());
}

RC_GTEST_PROP(JinjaGrammar, WholeTemplatesEndWithinTheLimits, ()) {
    const std::string source = body(3);
    RC_LOG() << source;
    expect_an_end(source);
}

RC_GTEST_PROP(JinjaGrammar, DamagedTemplatesEndToo, ()) {
    std::string source = body(2);
    for (int i = *rc::gen::inRange(1, 4); i > 0 && !source.empty(); --i) {
        const auto at = *rc::gen::inRange<std::size_t>(0, source.size());
        if (*rc::gen::arbitrary<bool>()) {
            source.erase(at, *rc::gen::inRange<std::size_t>(1, 6));
        } else {
            source.insert(at, pick({"{{", "}}", "{%", "%}", "#}", "{#", "(", "]", "'", "|", ".", "-", "\n",
                                    "é", "if"}));
        }
    }
    RC_LOG() << source;
    expect_an_end(source);
}

}  // namespace
}  // namespace tidings::jinja
