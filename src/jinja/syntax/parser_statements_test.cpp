#include "jinja/template_test.h"

namespace tidings::jinja {
namespace {

TEST(JinjaStatements, EveryStatementRuns) {
    const std::string_view data = R"({"a": 1, "l": [1, 2]})";
    check(data, {
                    {"{% if a %}y{% endif %}", "y"},
                    {"{% if not a %}y{% elif a == 1 %}z{% else %}n{% endif %}", "z"},
                    {"{% for i in l %}{{ i }}{% else %}e{% endfor %}", "12"},
                    {"{% for i in l recursive %}{{ i }}{% endfor %}", "12"},
                    {"{% set x = 1 %}{{ x }}", "1"},
                    {"{% set x %}b{% endset %}{{ x }}", "b"},
                    {"{% with x = 1 %}{{ x }}{% endwith %}", "1"},
                    {"{% macro m() %}m{% endmacro %}{{ m() }}", "m"},
                    {"{% macro m() %}{{ caller() }}{% endmacro %}{% call m() %}c{% endcall %}", "c"},
                    {"{% filter upper %}f{% endfilter %}", "F"},
                    {"{% autoescape true %}{{ '<' }}{% endautoescape %}", "&lt;"},
                    {"{% raw %}{{ r }}{% endraw %}", "{{ r }}"},
                    {"{% block b %}b{% endblock %}", "b"},
                    {"{% block b %}b{% endblock b %}", "b"},
                    {"{% print a %}", "1"},
                    {"{% print a, 2 %}", "12"},
                    {"{# c #}c", "c"},
                    {"{%- if a -%} y {%- endif -%}", "y"},
                    {"{% if a %}{% if a %}{% for i in l %}{% with j = i %}{{ j }}{% endwith %}{% endfor %}{% "
                     "endif %}{% endif %}",
                     "12"},
                    {"{%if a%}y{%endif%}", "y"},
                    {"{%\nif a\n%}y{%\tendif %}", "y"},
                    {"{% macro m(a, b=1,) %}{{ a }}{% endmacro %}",
                     "TemplateSyntaxError: expected token 'name', got ')' (line 1, column 19)"},
                    {"{% if a %}{% endif %}{% for i in l %}{% endfor %}.", "."},
                });
}

TEST(JinjaStatements, AWrongTagIsToldWithItsPlace) {
    const std::string_view data = R"({"a": 1, "l": [1, 2]})";
    check(
        data,
        {
            {"{% %}", "TemplateSyntaxError: tag name expected (line 1, column 4)"},
            {"{% 1 %}", "TemplateSyntaxError: tag name expected (line 1, column 4)"},
            {"{% nope %}", "TemplateSyntaxError: Encountered unknown tag 'nope'. (line 1, column 4)"},
            {"{% endif %}", "TemplateSyntaxError: Encountered unknown tag 'endif'. (line 1, column 4)"},
            {"{% else %}", "TemplateSyntaxError: Encountered unknown tag 'else'. (line 1, column 4)"},
            {"{% elif a %}", "TemplateSyntaxError: Encountered unknown tag 'elif'. (line 1, column 4)"},
            {"{% endfor %}", "TemplateSyntaxError: Encountered unknown tag 'endfor'. (line 1, column 4)"},
            {"{% if %}{% endif %}",
             "TemplateSyntaxError: Expected an expression, got 'end of statement block' (line 1, column 7)"},
            {"{% if a %}",
             "TemplateSyntaxError: Unexpected end of template. Jinja was looking for the following tags: "
             "'elif' or 'else' or 'endif'. The innermost block that needs to be closed is 'if'. (line 1, "
             "column 11)"},
            {"{% if a %}{% else %}",
             "TemplateSyntaxError: Unexpected end of template. Jinja was looking for the following tags: "
             "'endif'. The innermost block that needs to be closed is 'if'. (line 1, column 21)"},
            {"{% if a %}{% else %}{% else %}{% endif %}",
             "TemplateSyntaxError: Encountered unknown tag 'else'. Jinja was looking for the following tags: "
             "'endif'. The innermost block that needs to be closed is 'if'. (line 1, column 24)"},
            {"{% if a %}{% elif %}{% endif %}",
             "TemplateSyntaxError: Expected an expression, got 'end of statement block' (line 1, column 19)"},
            {"{% if a %}{% endfor %}",
             "TemplateSyntaxError: Encountered unknown tag 'endfor'. Jinja was looking for the following "
             "tags: 'elif' or 'else' or 'endif'. The innermost block that needs to be closed is 'if'. (line "
             "1, column 14)"},
            {"{% if a b %}{% endif %}",
             "TemplateSyntaxError: expected token 'end of statement block', got 'b' (line 1, column 9)"},
            {"{% if a = 1 %}{% endif %}",
             "TemplateSyntaxError: expected token 'end of statement block', got '=' (line 1, column 9)"},
            {"{% for %}{% endfor %}",
             "TemplateSyntaxError: Expected an expression, got 'end of statement block' (line 1, column 8)"},
            {"{% for i %}{% endfor %}",
             "TemplateSyntaxError: expected token 'in', got 'end of statement block' (line 1, column 10)"},
        });
}

TEST(JinjaStatements, AWrongLoopIsToldWithItsPlace) {
    const std::string_view data = R"({"a": 1, "l": [1, 2]})";
    check(
        data,
        {
            {"{% for i in %}{% endfor %}",
             "TemplateSyntaxError: Expected an expression, got 'end of statement block' (line 1, column 13)"},
            {"{% for i in l %}",
             "TemplateSyntaxError: Unexpected end of template. Jinja was looking for the following tags: "
             "'endfor' or 'else'. The innermost block that needs to be closed is 'for'. (line 1, column 17)"},
            {"{% for i in l b %}{% endfor %}",
             "TemplateSyntaxError: expected token 'end of statement block', got 'b' (line 1, column 15)"},
            {"{% for 1 in l %}{% endfor %}",
             "TemplateSyntaxError: can't assign to 'const' (line 1, column 8)"},
            {"{% for i.a in l %}{% endfor %}",
             "TemplateSyntaxError: expected token 'in', got '.' (line 1, column 9)"},
            {"{% for loop in l %}{% endfor %}",
             "TemplateAssertionError: Can't assign to special loop variable in for-loop target (line 1, "
             "column 8)"},
            {"{% for i in l %}{% endif %}",
             "TemplateSyntaxError: Encountered unknown tag 'endif'. Jinja was looking for the following "
             "tags: 'endfor' or 'else'. The innermost block that needs to be closed is 'for'. (line 1, "
             "column 20)"},
            {"{% for i in l %}{% else %}{% else %}{% endfor %}",
             "TemplateSyntaxError: Encountered unknown tag 'else'. Jinja was looking for the following tags: "
             "'endfor'. The innermost block that needs to be closed is 'for'. (line 1, column 30)"},
            {"{% for true in l %}{% endfor %}",
             "TemplateSyntaxError: can't assign to 'const' (line 1, column 8)"},
            {"{% for 'a' in l %}{% endfor %}",
             "TemplateSyntaxError: can't assign to 'const' (line 1, column 8)"},
            {"{% for i in l if %}{% endfor %}",
             "TemplateSyntaxError: unexpected 'end of statement block' (line 1, column 18)"},
            {"{% set %}",
             "TemplateSyntaxError: Expected an expression, got 'end of statement block' (line 1, column 8)"},
            {"{% set x %}",
             "TemplateSyntaxError: Unexpected end of template. Jinja was looking for the following tags: "
             "'endset'. The innermost block that needs to be closed is 'set'. (line 1, column 12)"},
            {"{% set x = %}",
             "TemplateSyntaxError: Expected an expression, got 'end of statement block' (line 1, column 12)"},
            {"{% set 1 = 2 %}", "TemplateSyntaxError: can't assign to 'const' (line 1, column 8)"},
            {"{% set x = 1 2 %}",
             "TemplateSyntaxError: expected token 'end of statement block', got 'integer' (line 1, column "
             "14)"},
            {"{% set x.y.z = 1 %}",
             "TemplateSyntaxError: expected token 'end of statement block', got '.' (line 1, column 11)"},
        });
}

TEST(JinjaStatements, AWrongDefinitionIsToldWithItsPlace) {
    const std::string_view data = R"({"a": 1, "l": [1, 2]})";
    check(
        data,
        {
            {"{% set x[0] = 1 %}",
             "TemplateSyntaxError: expected token 'end of statement block', got '[' (line 1, column 9)"},
            {"{% set true = 1 %}", "TemplateSyntaxError: can't assign to 'const' (line 1, column 8)"},
            {"{% set f() = 1 %}",
             "TemplateSyntaxError: expected token 'end of statement block', got '(' (line 1, column 9)"},
            {"{% set (a, 1) = l %}", "TemplateSyntaxError: can't assign to 'tuple' (line 1, column 9)"},
            {"{% set x|upper = 1 %}",
             "TemplateSyntaxError: expected token 'end of statement block', got '=' (line 1, column 16)"},
            {"{% with x %}{% endwith %}",
             "TemplateSyntaxError: expected token '=', got 'end of statement block' (line 1, column 11)"},
            {"{% with x = %}{% endwith %}",
             "TemplateSyntaxError: unexpected 'end of statement block' (line 1, column 13)"},
            {"{% with x = 1 y = 2 %}{% endwith %}",
             "TemplateSyntaxError: expected token ',', got 'y' (line 1, column 15)"},
            {"{% with 1 = 2 %}{% endwith %}",
             "TemplateSyntaxError: can't assign to 'const' (line 1, column 9)"},
            {"{% with x = 1 %}",
             "TemplateSyntaxError: Unexpected end of template. Jinja was looking for the following tags: "
             "'endwith'. The innermost block that needs to be closed is 'with'. (line 1, column 17)"},
            {"{% macro %}{% endmacro %}",
             "TemplateSyntaxError: expected token 'name', got 'end of statement block' (line 1, column 10)"},
            {"{% macro m %}{% endmacro %}",
             "TemplateSyntaxError: expected token '(', got 'end of statement block' (line 1, column 12)"},
            {"{% macro m( %}{% endmacro %}",
             "TemplateSyntaxError: expected token 'name', got '%' (line 1, column 13)"},
            {"{% macro m(1) %}{% endmacro %}",
             "TemplateSyntaxError: expected token 'name', got 'integer' (line 1, column 12)"},
            {"{% macro m(a=1, b) %}{% endmacro %}",
             "TemplateSyntaxError: non-default argument follows default argument (line 1, column 18)"},
            {"{% macro m(a b) %}{% endmacro %}",
             "TemplateSyntaxError: expected token ',', got 'b' (line 1, column 14)"},
            {"{% macro m(a.b) %}{% endmacro %}",
             "TemplateSyntaxError: expected token ',', got '.' (line 1, column 13)"},
        });
}

TEST(JinjaStatements, AWrongMacroIsToldWithItsPlace) {
    const std::string_view data = R"({"a": 1, "l": [1, 2]})";
    check(
        data,
        {
            {"{% macro m() %}",
             "TemplateSyntaxError: Unexpected end of template. Jinja was looking for the following tags: "
             "'endmacro'. The innermost block that needs to be closed is 'macro'. (line 1, column 16)"},
            {"{% macro m(*a) %}{% endmacro %}",
             "TemplateSyntaxError: expected token 'name', got '*' (line 1, column 12)"},
            {"{% call %}{% endcall %}",
             "TemplateSyntaxError: unexpected 'end of statement block' (line 1, column 9)"},
            {"{% call m %}{% endcall %}", "TemplateSyntaxError: expected call (line 1, column 4)"},
            {"{% call 1 %}{% endcall %}", "TemplateSyntaxError: expected call (line 1, column 4)"},
            {"{% call(1) m() %}{% endcall %}",
             "TemplateSyntaxError: expected token 'name', got 'integer' (line 1, column 9)"},
            {"{% call m() %}",
             "TemplateSyntaxError: Unexpected end of template. Jinja was looking for the following tags: "
             "'endcall'. The innermost block that needs to be closed is 'call'. (line 1, column 15)"},
            {"{% filter %}{% endfilter %}",
             "TemplateSyntaxError: expected token 'name', got 'end of statement block' (line 1, column 11)"},
            {"{% filter 1 %}{% endfilter %}",
             "TemplateSyntaxError: expected token 'name', got 'integer' (line 1, column 11)"},
            {"{% filter upper %}",
             "TemplateSyntaxError: Unexpected end of template. Jinja was looking for the following tags: "
             "'endfilter'. The innermost block that needs to be closed is 'filter'. (line 1, column 19)"},
            {"{% filter a|b %}{% endfilter %}",
             "TemplateAssertionError: No filter named 'b'. (line 1, column 13)"},
            {"{% autoescape %}{% endautoescape %}",
             "TemplateSyntaxError: unexpected 'end of statement block' (line 1, column 15)"},
            {"{% autoescape true %}",
             "TemplateSyntaxError: Unexpected end of template. Jinja was looking for the following tags: "
             "'endautoescape'. The innermost block that needs to be closed is 'autoescape'. (line 1, column "
             "22)"},
            {"{% include %}", "TemplateSyntaxError: unexpected 'end of statement block' (line 1, column 12)"},
            {"{% include 'a' nope %}",
             "TemplateSyntaxError: expected token 'end of statement block', got 'nope' (line 1, column 16)"},
            {"{% include 'a' ignore %}",
             "TemplateSyntaxError: expected token 'end of statement block', got 'ignore' (line 1, column "
             "16)"},
            {"{% include 'a' with %}",
             "TemplateSyntaxError: expected token 'end of statement block', got 'with' (line 1, column 16)"},
        });
}

TEST(JinjaStatements, AWrongReferenceIsToldWithItsPlace) {
    const std::string_view data = R"({"a": 1, "l": [1, 2]})";
    check(
        data,
        {
            {"{% include 'a' without ignore missing %}",
             "TemplateSyntaxError: expected token 'end of statement block', got 'without' (line 1, column "
             "16)"},
            {"{% import %}", "TemplateSyntaxError: unexpected 'end of statement block' (line 1, column 11)"},
            {"{% import 'a' %}",
             "TemplateSyntaxError: expected token 'as', got 'end of statement block' (line 1, column 15)"},
            {"{% import 'a' as %}",
             "TemplateSyntaxError: expected token 'name', got 'end of statement block' (line 1, column 18)"},
            {"{% import 'a' as 1 %}",
             "TemplateSyntaxError: expected token 'name', got 'integer' (line 1, column 18)"},
            {"{% import 'a' as b c %}",
             "TemplateSyntaxError: expected token 'end of statement block', got 'c' (line 1, column 20)"},
            {"{% from %}", "TemplateSyntaxError: unexpected 'end of statement block' (line 1, column 9)"},
            {"{% from 'a' %}",
             "TemplateSyntaxError: expected token 'import', got 'end of statement block' (line 1, column "
             "13)"},
            {"{% from 'a' import %}",
             "TemplateSyntaxError: expected token 'name', got 'end of statement block' (line 1, column 20)"},
            {"{% from 'a' import 1 %}",
             "TemplateSyntaxError: expected token 'name', got 'integer' (line 1, column 20)"},
            {"{% from 'a' import b as %}",
             "TemplateSyntaxError: expected token 'name', got 'end of statement block' (line 1, column 25)"},
            {"{% from 'a' import _b %}",
             "TemplateAssertionError: names starting with an underline can not be imported (line 1, column "
             "20)"},
            {"{% from 'a' import b c %}",
             "TemplateSyntaxError: expected token 'end of statement block', got 'c' (line 1, column 22)"},
            {"{% from 'a' import b,, c %}",
             "TemplateSyntaxError: expected token 'name', got ',' (line 1, column 22)"},
            {"{% extends %}", "TemplateSyntaxError: unexpected 'end of statement block' (line 1, column 12)"},
            {"{% extends 'a' 'b' %}", "TemplateNotFound: ab (line 1, column 4)"},
            {"{% block %}{% endblock %}",
             "TemplateSyntaxError: expected token 'name', got 'end of statement block' (line 1, column 10)"},
        });
}

TEST(JinjaStatements, AWrongBlockIsToldWithItsPlace) {
    const std::string_view data = R"({"a": 1, "l": [1, 2]})";
    check(
        data,
        {
            {"{% block 1 %}{% endblock %}",
             "TemplateSyntaxError: expected token 'name', got 'integer' (line 1, column 10)"},
            {"{% block a-b %}{% endblock %}",
             "TemplateSyntaxError: Block names in Jinja have to be valid Python identifiers and may not "
             "contain hyphens, use an underscore instead. (line 1, column 11)"},
            {"{% block a %}",
             "TemplateSyntaxError: Unexpected end of template. Jinja was looking for the following tags: "
             "'endblock'. The innermost block that needs to be closed is 'block'. (line 1, column 14)"},
            {"{% block a %}{% endblock b %}",
             "TemplateSyntaxError: expected token 'end of statement block', got 'b' (line 1, column 26)"},
            {"{% block a %}{% endblock %}{% block a %}{% endblock %}",
             "TemplateAssertionError: block 'a' defined twice (line 1, column 31)"},
            {"{% block a required %}x{% endblock %}",
             "TemplateSyntaxError: Required blocks can only contain comments or whitespace (line 1, column "
             "36)"},
            {"{% block a required %}{{ a }}{% endblock %}",
             "TemplateSyntaxError: Required blocks can only contain comments or whitespace (line 1, column "
             "42)"},
            {"{% block a nope %}{% endblock %}",
             "TemplateSyntaxError: expected token 'end of statement block', got 'nope' (line 1, column 12)"},
            {"{% raw %}", ""},
            {"{% raw %}{% endif %}", "TemplateSyntaxError: Missing end of raw directive (line 1, column 10)"},
            {"{% endraw %}", "TemplateSyntaxError: Encountered unknown tag 'endraw'. (line 1, column 4)"},
            {"{% print %}", ""},
            {"{% if a %}{% for i in l %}{% endif %}{% endfor %}",
             "TemplateSyntaxError: Encountered unknown tag 'endif'. You probably made a nesting mistake. "
             "Jinja is expecting this tag, but currently looking for 'endfor' or 'else'. The innermost block "
             "that needs to be closed is 'for'. (line 1, column 30)"},
            {"{# a", "TemplateSyntaxError: Missing end of comment tag (line 1, column 1)"},
            {"{#- a -#", "TemplateSyntaxError: Missing end of comment tag (line 1, column 1)"},
            {"{% if a",
             "TemplateSyntaxError: unexpected end of template, expected 'end of statement block'. (line 1, "
             "column 8)"},
            {"{% 'a' %}", "TemplateSyntaxError: tag name expected (line 1, column 4)"},
        });
}

TEST(JinjaStatements, AnUnknownTagIsToldWithItsPlace) {
    const std::string_view data = R"({"a": 1, "l": [1, 2]})";
    check(
        data,
        {
            {"{% if a %}x",
             "TemplateSyntaxError: Unexpected end of template. Jinja was looking for the following tags: "
             "'elif' or 'else' or 'endif'. The innermost block that needs to be closed is 'if'. (line 1, "
             "column 12)"},
            {"a\n\nb {% nope %}", "TemplateSyntaxError: Encountered unknown tag 'nope'. (line 3, column 6)"},
            {"é{% if a %}\n {% endfor %}",
             "TemplateSyntaxError: Encountered unknown tag 'endfor'. Jinja was looking for the following "
             "tags: 'elif' or 'else' or 'endif'. The innermost block that needs to be closed is 'if'. (line "
             "2, column 5)"},
            {"{% block a %}{% block b %}{% endblock a %}{% endblock %}",
             "TemplateSyntaxError: expected token 'end of statement block', got 'a' (line 1, column 39)"},
            {"{% debug %}", "TemplateSyntaxError: Encountered unknown tag 'debug'. (line 1, column 4)"},
            {"{% set a, b.c = 1, 2 %}",
             "TemplateSyntaxError: expected token 'end of statement block', got '.' (line 1, column 12)"},
            {"{% import 'a' as b with %}",
             "TemplateSyntaxError: expected token 'end of statement block', got 'with' (line 1, column 20)"},
            {"{% import 'a' as b with context x %}",
             "TemplateSyntaxError: expected token 'end of statement block', got 'x' (line 1, column 33)"},
        });
}

}  // namespace
}  // namespace tidings::jinja
