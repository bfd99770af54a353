#include "jinja/template_test.h"

namespace tidings::jinja {
namespace {

TEST(JinjaScopes, SetReplacesAndIfDoesNotScope) {
    const std::string_view data = R"({"x": "data", "l": [1, 2], "t": "<"})";
    check(data,
          {
              {"{% set x = 1 %}{{ x }}", "1"},
              {"{{ x }}{% set x = 1 %}{{ x }}", "data1"},
              {"{% if true %}{% set x = 2 %}{% endif %}{{ x }}", "2"},
              {"{% if false %}{% set x = 2 %}{% endif %}{{ x }}", "data"},
              {"{% if false %}{% elif true %}{% set x = 3 %}{% endif %}{{ x }}", "3"},
              {"{% if false %}{% else %}{% set x = 4 %}{% endif %}{{ x }}", "4"},
              {"{% set a, b = l %}{{ a }}{{ b }}", "12"},
              {"{% set a = b = 1 %}",
               "TemplateSyntaxError: expected token 'end of statement block', got '=' (line 1, column 14)"},
              {"{% set a, b = 1, 2 %}{% set a, b = b, a %}{{ a }}{{ b }}", "21"},
              {"{% set (a, b) = (1, 2) %}{{ a }}{{ b }}", "12"},
              {"{% set a = 1, %}{{ a }}", "(1,)"},
              {"{% set a, b = 1 %}", "TypeError: cannot unpack non-iterable int object (line 1, column 8)"},
              {"{% set a, b = [1] %}",
               "ValueError: not enough values to unpack (expected 2, got 1) (line 1, column 8)"},
              {"{% set a, b = [1, 2, 3] %}",
               "ValueError: too many values to unpack (expected 2) (line 1, column 8)"},
              {"{% set x = x ~ '!' %}{{ x }}", "data!"},
              {"{% set y = y %}{{ y is defined }}", "False"},
          });
}

TEST(JinjaScopes, SetTakesABlock) {
    const std::string_view data = R"({"x": "data", "l": [1, 2], "t": "<"})";
    check(data, {
                    {"{% set a %}b{{ x }}{% endset %}[{{ a }}]", "[bdata]"},
                    {"{% set a|upper %}b{{ x }}{% endset %}{{ a }}", "BDATA"},
                    {"{% set a|upper|replace('B', '-') %}abc{% endset %}{{ a }}", "A-C"},
                    {"{% set a %}{% endset %}[{{ a }}]", "[]"},
                    {"{% set a %}{% set b = 1 %}{{ b }}{% endset %}{{ a }}{{ b is defined }}", "1False"},
                    {"{% set ns = namespace() %}{% set ns.a %}x{% endset %}{{ ns.a }}", "x"},
                    {"{% set a %}{% for i in l %}{{ i }}{% endfor %}{% endset %}{{ a|length }}", "2"},
                    {"{% set a, b %}x{% endset %}",
                     "ValueError: not enough values to unpack (expected 2, got 1) (line 1, column 8)"},
                    {"{% set a|nope %}{% endset %}",
                     "TemplateAssertionError: No filter named 'nope'. (line 1, column 10)"},
                });
}

TEST(JinjaScopes, ABlockSetIsSafeUnderAutoescape) {
    const std::string_view data = R"({"x": "data", "l": [1, 2], "t": "<"})";
    check(data,
          {
              {"{% set a %}<{{ '<' }}{% endset %}{{ a }}", "<&lt;"},
              {"{% set a %}<{% endset %}{{ a is escaped }}", "True"},
              {"{% set a|upper %}<b{% endset %}{{ a }}", "<B"},
              {"{% set a = '<' %}{{ a }}", "&lt;"},
          },
          {.autoescape = true});
}

TEST(JinjaScopes, WithEndsItsVariables) {
    const std::string_view data = R"({"x": "data", "l": [1, 2], "t": "<"})";
    check(data, {
                    {"{% with a = 1 %}{{ a }}{% endwith %}{{ a is defined }}", "1False"},
                    {"{% with a = 1, b = 2 %}{{ a }}{{ b }}{% endwith %}", "12"},
                    {"{% with x = 1 %}{{ x }}{% endwith %}{{ x }}", "1data"},
                    {"{% with a = x, x = 2 %}{{ a }}{{ x }}{% endwith %}", "data2"},
                    {"{% with %}{% set y = 1 %}{{ y }}{% endwith %}{{ y is defined }}", "1False"},
                    {"{% with a, b = l %}{{ a }}{{ b }}{% endwith %}", "12"},
                    {"{% set y = 1 %}{% with y = y + 1 %}{{ y }}{% endwith %}{{ y }}", "21"},
                    {"{% with a = 1, b = a %}{{ b }}{% endwith %}",
                     "UndefinedError: 'a' is undefined (line 1, column 27)"},
                    {"{% with a = 1 %}{% if true %}{% set a = 2 %}{% endif %}{{ a }}{% endwith %}", "2"},
                    {"{% with a = 1 %}{% for i in l %}{{ a }}{% set a = i %}{% endfor %}{{ a }}{% endwith %}",
                     "111"},
                });
}

TEST(JinjaScopes, NamespacesAreSharedByAllScopes) {
    const std::string_view data = R"({"x": "data", "l": [1, 2], "t": "<"})";
    check(data,
          {
              {"{% set ns = namespace(a=1, b='x') %}{{ ns.a }}{{ ns.b }}", "1x"},
              {"{% set ns = namespace({'a': 1}, b=2) %}{{ ns.a }}{{ ns.b }}", "12"},
              {"{% set ns = namespace() %}{{ ns.q }}",
               "UndefinedError: 'jinja2.utils.Namespace object' has no attribute 'q' (line 1, column 33)"},
              {"{% set ns = namespace() %}{{ ns.q is defined }}", "False"},
              {"{% set ns = namespace(a=1) %}{% macro m() %}{% set ns.a = 2 %}{% endmacro %}{{ m() }}{{ ns.a "
               "}}",
               "2"},
              {"{% set x.a = 1 %}",
               "TemplateRuntimeError: cannot assign attribute on non-namespace object (line 1, column 8)"},
              {"{% set nope.a = 1 %}",
               "TemplateRuntimeError: cannot assign attribute on non-namespace object (line 1, column 8)"},
              {"{% set ns = namespace(n=0) %}{% for i in l %}{% for j in l %}{% set ns.n = ns.n + 1 %}{% "
               "endfor %}{% endfor %}{{ ns.n }}",
               "4"},
              {"{% set ns = namespace(a=1) %}{{ ns['a'] }}", "1"},
              {"{{ namespace(a=1) }}", "<Namespace {'a': 1}>"},
              {"{% set ns = namespace(a=1) %}{% set ns.a, b = 5, 6 %}",
               "TemplateSyntaxError: expected token 'end of statement block', got ',' (line 1, column 41)"},
              {"{% set ns = namespace(items=1) %}{{ ns.items }}", "1"},
          });
}

TEST(JinjaScopes, FilterBlocksScopeTheirVariables) {
    const std::string_view data = R"({"x": "data", "l": [1, 2], "t": "<"})";
    check(data, {
                    {"{% filter upper %}a{{ x }}{% endfilter %}", "ADATA"},
                    {"{% filter replace('a', 'b') %}aa{% endfilter %}", "bb"},
                    {"{% filter upper|lower|title %}ab{% endfilter %}", "Ab"},
                    {"{% filter upper %}{% set y = 'q' %}{{ y }}{% endfilter %}{{ y is defined }}", "QFalse"},
                    {"{% filter indent(2) %}a\nb{% endfilter %}", "a\n  b"},
                    {"{% filter nope %}{% endfilter %}",
                     "TemplateAssertionError: No filter named 'nope'. (line 1, column 11)"},
                    {"{% filter trim %}  a  {% endfilter %}|", "a|"},
                    {"{% filter length %}abc{% endfilter %}",
                     "TypeError: sequence item 0: expected str instance, int found (line 1, column 4)"},
                    {"{% filter length|string %}abc{% endfilter %}", "3"},
                    {"{% filter upper %}{% filter lower %}Ab{% endfilter %}{% endfilter %}", "AB"},
                    {"{% filter e %}<{% endfilter %}", "&lt;"},
                });
}

TEST(JinjaScopes, AutoescapeMayBeSwitched) {
    const std::string_view data = R"({"x": "data", "l": [1, 2], "t": "<"})";
    check(data,
          {
              {"{% autoescape true %}{{ '<' }}{% endautoescape %}{{ '<' }}", "&lt;<"},
              {"{% autoescape true %}{% autoescape false %}{{ '<' }}{% endautoescape %}{{ '<' }}{% "
               "endautoescape %}",
               "<&lt;"},
              {"{% autoescape x %}{{ t }}{% endautoescape %}", "&lt;"},
              {"{% autoescape true %}{% set a %}<{% endset %}{% endautoescape %}{{ a is defined }}", "False"},
              {"{% autoescape true %}{{ '<'|safe }}{{ '<'|e }}{% endautoescape %}", "<&lt;"},
              {"{% autoescape true %}{{ ['<'] }}{% endautoescape %}", "[&#39;&lt;&#39;]"},
              {"{% autoescape 0 %}{{ '<' }}{% endautoescape %}", "<"},
          });
}

}  // namespace
}  // namespace tidings::jinja
