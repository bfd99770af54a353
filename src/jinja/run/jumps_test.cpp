#include "jinja/template_test.h"

namespace tidings::jinja {
namespace {

constexpr std::string_view kData = R"({"l": [1, 2, 3]})";

TEST(JinjaJumps, ALoopIsLeftOrGoesOn) {
    check(kData, {
                     {"{% for x in l %}{% if x == 2 %}{% break %}{% endif %}{{ x }}{% endfor %}.", "1."},
                     {"{% for x in l %}{% if x == 2 %}{% continue %}{% endif %}{{ x }}{% endfor %}.", "13."},
                     {"{% for x in l %}{% for y in l %}{% break %}{% endfor %}{{ x }}{% endfor %}", "123"},
                 });
}

TEST(JinjaJumps, ElseRunsUnlessATurnHasReachedItsEnd) {
    check(kData, {
                     {"{% for x in l %}{% break %}{% else %}else{% endfor %}", "else"},
                     {"{% for x in l %}{% continue %}{% else %}else{% endfor %}", "else"},
                     {"{% for x in l %}{% if x == 2 %}{% break %}{% endif %}{% else %}else{% endfor %}", ""},
                 });
}

TEST(JinjaJumps, WhatABodyHasCollectedIsDropped) {
    check(kData, {
                     {"{% for x in l %}{% filter upper %}a{% break %}{% endfilter %}{% endfor %}.", "."},
                     {"{% for x in l %}{% set q %}a{% break %}{% endset %}{% endfor %}.", "."},
                     {"{% for x in l %}{% autoescape true %}{% break %}{% endautoescape %}{% endfor %}{{ '<' "
                      "}}",
                      "<"},
                 });
}

TEST(JinjaJumps, OutsideOfALoopTheyAreErrors) {
    check(kData, {
                     {"{% break %}", "SyntaxError: 'break' outside loop (line 1, column 4)"},
                     {"{% continue %}", "SyntaxError: 'continue' not properly in loop (line 1, column 4)"},
                     {"{% for x in l %}{% else %}{% break %}{% endfor %}",
                      "SyntaxError: 'break' outside loop (line 1, column 30)"},
                     {"{% for x in l %}{% macro m() %}{% break %}{% endmacro %}{% endfor %}",
                      "SyntaxError: 'break' outside loop (line 1, column 35)"},
                 });
}

TEST(JinjaJumps, DoRunsAndPrintsNothing) {
    check("{}", {
                    {"{% set c = cycler(1, 2) %}{% do c.next() %}{{ c.current }}", "2"},
                    {"{% do nope.x %}", "UndefinedError: 'nope' is undefined (line 1, column 7)"},
                });
}

TEST(JinjaJumps, AParameterStandsOnce) {
    check("{}", {{"{% macro m(a, a) %}{% endmacro %}",
                  "SyntaxError: duplicate argument 'a' in function definition (line 1, column 15)"}});
}

}  // namespace
}  // namespace tidings::jinja
