#include "jinja/template_test.h"

namespace tidings::jinja {
namespace {

TEST(JinjaMacro, ParametersAreBoundAsInPython) {
    check("{}",
          {
              {"{% macro m(a, b=2) %}{{ a }}{{ b }}{% endmacro %}{{ m(1) }} {{ m(1, 3) }} {{ m(b=5, a=4) }}",
               "12 13 45"},
              {"{% macro m(a) %}{{ a is defined }}{% endmacro %}{{ m() }}", "False"},
              {"{% macro m(a) %}{{ a }}{% endmacro %}{{ m() }}",
               "UndefinedError: parameter 'a' was not provided (line 1, column 20)"},
              {"{% macro m(a, b=a) %}{{ b }}{% endmacro %}{{ m(7) }}", "7"},
              {"{% macro m(a=x) %}{{ a }}{% endmacro %}{% set x = 3 %}{{ m() }}", "3"},
              {"{% macro m(a) %}{{ a }}{% endmacro %}{{ m(1, 2) }}",
               "TypeError: macro 'm' takes not more than 1 argument(s) (line 1, column 41)"},
              {"{% macro m(a) %}{{ a }}{% endmacro %}{{ m(b=2) }}",
               "TypeError: macro 'm' takes no keyword argument 'b' (line 1, column 41)"},
              {"{% macro m() %}x{% endmacro %}{{ m(1) }}",
               "TypeError: macro 'm' takes not more than 0 argument(s) (line 1, column 34)"},
              {"{% macro m(a, b) %}{{ a }}{{ b }}{% endmacro %}{{ m(*[1, 2]) }} {{ m(**{'a': 3, 'b': 4}) }} "
               "{{ m(*[1], **{'b': 2}) }}",
               "12 34 12"},
              {"{% macro m(a, b=[]) %}{{ b }}{% endmacro %}{{ m(1) }}", "[]"},
              {"{% macro m(a=none) %}{{ a }}{% endmacro %}{{ m() }}", "None"},
              {"{{ m() }}{% macro m() %}x{% endmacro %}",
               "UndefinedError: 'm' is undefined (line 1, column 4)"},
              {"{% macro m(a) %}{{ a }}{% endmacro %}{{ m(a=1) }}{{ m(none) }}", "1None"},
          });
}

TEST(JinjaMacro, VarargsAndKwargsTakeTheRest) {
    check("{}", {
                    {"{% macro m(a) %}{{ a }}{{ varargs }}{% endmacro %}{{ m(1, 2, 3) }}", "1(2, 3)"},
                    {"{% macro m() %}{{ kwargs }}{% endmacro %}{{ m(x=1, y=2) }}", "{'x': 1, 'y': 2}"},
                    {"{% macro m(a) %}{{ varargs|length }}{{ kwargs|length }}{% endmacro %}{{ m() }}", "00"},
                    {"{% macro m() %}{% for k, v in kwargs|dictsort %}{{ k }}={{ v }};{% endfor %}{% "
                     "endmacro %}{{ m(b=2, a=1) }}",
                     "a=1;b=2;"},
                    {"{% macro m(a) %}{{ kwargs }}{% endmacro %}{{ m(1, a=2) }}", "{'a': 2}"},
                    {"{% macro m() %}{{ varargs }}{% endmacro %}{{ m(a=1) }}",
                     "TypeError: macro 'm' takes no keyword argument 'a' (line 1, column 46)"},
                    {"{% macro m() %}{{ varargs|join(',') }}{% endmacro %}{{ m(*range(3)) }}", "0,1,2"},
                });
}

TEST(JinjaMacro, AMacroDescribesItself) {
    check("{}",
          {
              {"{% macro m(a, b=1) %}{% endmacro %}{{ m.name }} {{ m.arguments }}", "m ('a', 'b')"},
              {"{% macro m() %}{{ varargs }}{{ kwargs }}{{ caller() }}{% endmacro %}{{ m.catch_varargs }}{{ "
               "m.catch_kwargs }}{{ m.caller }}",
               "TrueTrueTrue"},
              {"{% macro m() %}{% endmacro %}{{ m.catch_varargs }}{{ m.catch_kwargs }}{{ m.caller }}",
               "FalseFalseFalse"},
              {"{% macro m() %}{% endmacro %}{{ m }}", "<Macro 'm'>"},
              {"{% macro m() %}{% endmacro %}{{ m.nope }}",
               "UndefinedError: 'jinja2.runtime.Macro object' has no attribute 'nope' (line 1, column 35)"},
          });
}

TEST(JinjaMacro, CallPassesItsBodyAsCaller) {
    check(
        "{}",
        {
            {"{% macro m() %}[{{ caller() }}]{% endmacro %}{% call m() %}x{% endcall %}", "[x]"},
            {"{% macro m() %}{{ caller(1) }}{{ caller(2) }}{% endmacro %}{% call(a) m() %}<{{ a }}>{% "
             "endcall %}",
             "<1><2>"},
            {"{% macro m() %}{{ caller(1) }}{% endmacro %}{% call(a, b=5) m() %}{{ a }}{{ b }}{% endcall %}",
             "15"},
            {"{% macro m() %}{{ caller() }}{% endmacro %}{{ m() }}",
             "UndefinedError: No caller defined (line 1, column 19)"},
            {"{% macro m() %}{{ caller is defined }}{% endmacro %}{{ m() }}{% call m() %}{% endcall %}",
             "FalseTrue"},
            {"{% macro m() %}x{% endmacro %}{% call m() %}y{% endcall %}",
             "TypeError: macro 'm' was invoked with two values for the special caller argument. This is most "
             "likely a bug. (line 1, column 39)"},
            {"{% set v = 1 %}{% macro m() %}{% set v = 2 %}{{ caller() }}{% endmacro %}{% call m() %}{{ v "
             "}}{% endcall %}",
             "1"},
            {"{% macro a() %}({{ caller() }}){% endmacro %}{% macro b() %}{% call a() %}[{{ caller() }}]{% "
             "endcall %}{% endmacro %}{% call b() %}z{% endcall %}",
             "UndefinedError: No caller defined (line 1, column 79)"},
            {"{% macro m(x) %}{{ x }}{{ caller() }}{% endmacro %}{% call m(3) %}!{% endcall %}", "3!"},
            {"{% macro m() %}{{ caller(1, 2) }}{% endmacro %}{% call(a) m() %}{% endcall %}",
             "TypeError: macro None takes not more than 1 argument(s) (line 1, column 19)"},
            {"{% for i in [1, 2] %}{% macro m() %}{{ caller() }}{% endmacro %}{% call m() %}{{ i }}{% "
             "endcall %}{% endfor %}",
             "12"},
            {"{% macro m(caller) %}{{ caller }}{% endmacro %}{{ m(1) }}",
             "TemplateAssertionError: When defining macros or call blocks the special \"caller\" argument "
             "must be omitted or be given a default. (line 1, column 4)"},
            {"{% macro m(caller=2) %}{{ caller }}{% endmacro %}{{ m() }}", "2"},
            {"{% macro m(caller) %}{% endmacro %}{{ m(1) }}", ""},
            {"{% macro m() %}{{ caller }}{{ caller.name }}{% endmacro %}{% call m() %}{% endcall %}",
             "<Macro anonymous>None"},
            {"{% macro m() %}{% macro n() %}{{ varargs }}{% endmacro %}{{ n(9) }}{% endmacro %}{{ m(1, 2) }}",
             "(9,)"},
        });
}

TEST(JinjaMacro, WhatAMacroPrintsIsSafeUnderAutoescape) {
    check(
        "{}",
        {
            {"{% macro m(x) %}<b>{{ x }}</b>{% endmacro %}{{ m('<') }}", "<b>&lt;</b>"},
            {"{% macro m() %}<{% endmacro %}{{ m() is escaped }}", "True"},
            {"{% macro m() %}<{{ caller() }}{% endmacro %}{% call m() %}>{{ '&' }}{% endcall %}", "<>&amp;"},
            {"{% macro m() %}<{% endmacro %}{{ m() ~ '<' }}", "<&lt;"},
            {"{% macro m() %}<{% endmacro %}{{ m()|upper }}{{ m()|e }}", "<<"},
        },
        {.autoescape = true});
}

TEST(JinjaMacro, AMacroDoesNotSeeTheLoop) {
    check("{}",
          {
              {"{% for i in [1] %}{% macro m() %}{{ loop is defined }}{{ i }}{% endmacro %}{{ m() }}{% "
               "endfor %}",
               "True1"},
              {"{% macro m() %}{{ i|d('-') }}{% endmacro %}{% for i in [1] %}{{ m() }}{% endfor %}", "-"},
              {"{% macro f(n) %}{{ n }}{% if n > 0 %}{{ f(n - 1) }}{% endif %}{% endmacro %}{{ f(3) }}",
               "3210"},
              {"{% macro m() %}{% set x = 1 %}{{ x }}{% endmacro %}{{ m() }}{{ x is defined }}", "1False"},
              {"{% set m = 1 %}{% macro m() %}x{% endmacro %}{{ m() }}", "x"},
              {"{% if true %}{% macro m() %}x{% endmacro %}{% endif %}{{ m() }}", "x"},
              {"{% with %}{% macro m() %}x{% endmacro %}{% endwith %}{{ m is defined }}", "False"},
          });
}

}  // namespace
}  // namespace tidings::jinja
