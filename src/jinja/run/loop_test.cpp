#include "jinja/template_test.h"

namespace tidings::jinja {
namespace {

TEST(JinjaLoop, EveryKindOfSequenceIsGoneThrough) {
    const std::string_view data =
        R"({"l": [3, 1, 2], "e": [], "u": [{"n": "a", "k": [{"n": "b", "k": []}, {"n": "c", )"
        R"("k": [{"n": "d", "k": []}]}]}], "d": {"x": 1, "y": 2}, "pairs": [[1, 2], [3, 4]], )"
        R"("s": "añ"})";
    check(data,
          {
              {"{% for x in l %}{{ x }}{% endfor %}", "312"},
              {"{% for x in s %}{{ x }}.{% endfor %}", "a.ñ."},
              {"{% for k in d %}{{ k }}{% endfor %}", "xy"},
              {"{% for k, v in d.items() %}{{ k }}{{ v }}{% endfor %}", "x1y2"},
              {"{% for v in d.values() %}{{ v }}{% endfor %}", "12"},
              {"{% for x in range(3) %}{{ x }}{% endfor %}", "012"},
              {"{% for x in (1, 2) %}{{ x }}{% endfor %}", "12"},
              {"{% for x in 1, 2 %}{{ x }}{% endfor %}", "12"},
              {"{% for x in l|map('abs') %}{{ x }}{% endfor %}", "312"},
              {"{% for x in range(5, 0, -2) %}{{ x }}{% endfor %}", "531"},
              {"{% for x in 5 %}{% endfor %}", "TypeError: 'int' object is not iterable (line 1, column 13)"},
              {"{% for x in none %}{% endfor %}",
               "TypeError: 'NoneType' object is not iterable (line 1, column 13)"},
              {"{% for x in nope %}{% endfor %}", "UndefinedError: 'nope' is undefined (line 1, column 13)"},
              {"{% for x in d.nope %}{% endfor %}",
               "UndefinedError: 'dict object' has no attribute 'nope' (line 1, column 15)"},
          });
}

TEST(JinjaLoop, ElseRunsWhenNothingWasGoneThrough) {
    const std::string_view data =
        R"({"l": [3, 1, 2], "e": [], "u": [{"n": "a", "k": [{"n": "b", "k": []}, {"n": "c", )"
        R"("k": [{"n": "d", "k": []}]}]}], "d": {"x": 1, "y": 2}, "pairs": [[1, 2], [3, 4]], )"
        R"("s": "añ"})";
    check(data, {
                    {"{% for x in e %}a{% else %}none{% endfor %}", "none"},
                    {"{% for x in l %}a{% else %}none{% endfor %}", "aaa"},
                    {"{% for x in l if x > 5 %}a{% else %}none{% endfor %}", "none"},
                    {"{% for x in e %}{% else %}{{ l|length }}{% endfor %}", "3"},
                    {"{% for x in '' %}{% else %}-{% endfor %}", "-"},
                    {"{% for x in e %}{% else %}{{ loop is defined }}{% endfor %}", "False"},
                });
}

TEST(JinjaLoop, LoopKnowsItsPlace) {
    const std::string_view data =
        R"({"l": [3, 1, 2], "e": [], "u": [{"n": "a", "k": [{"n": "b", "k": []}, {"n": "c", )"
        R"("k": [{"n": "d", "k": []}]}]}], "d": {"x": 1, "y": 2}, "pairs": [[1, 2], [3, 4]], )"
        R"("s": "añ"})";
    check(data,
          {
              {"{% for x in l %}{{ loop.index }}{{ loop.index0 }}{{ loop.revindex }}{{ loop.revindex0 }} {% "
               "endfor %}",
               "1032 2121 3210 "},
              {"{% for x in l %}{{ loop.first }}{{ loop.last }} {% endfor %}",
               "TrueFalse FalseFalse FalseTrue "},
              {"{% for x in l %}{{ loop.length }}{% endfor %}", "333"},
              {"{% for x in l %}{{ loop.depth }}{{ loop.depth0 }}{% for y in l %}{{ loop.depth }}{% endfor "
               "%}{% endfor %}",
               "101111011110111"},
              {"{% for x in l %}{{ loop.previtem|d('-') }}{{ x }}{{ loop.nextitem|d('-') }} {% endfor %}",
               "-31 312 12- "},
              {"{% for x in l %}{{ loop.previtem }}{% endfor %}",
               "UndefinedError: there is no previous item (line 1, column 25)"},
              {"{% for x in l %}{% if loop.last %}{{ loop.nextitem }}{% endif %}{% endfor %}",
               "UndefinedError: there is no next item (line 1, column 43)"},
              {"{% for x in l %}{{ loop.nope }}{% endfor %}",
               "UndefinedError: 'jinja2.runtime.LoopContext object' has no attribute 'nope' (line 1, column "
               "25)"},
              {"{% for x in l %}{{ loop }} {% endfor %}",
               "<LoopContext 1/3> <LoopContext 2/3> <LoopContext 3/3> "},
              {"{% for x in l if x != 1 %}{{ loop.index }}/{{ loop.length }}{{ loop.last }} {% endfor %}",
               "1/2False 2/2True "},
              {"{% for x in l|map('abs') %}{{ loop.revindex }}{% endfor %}", "321"},
              {"{% for x in l %}{% set outer = loop %}{% for y in l %}{{ outer.index }}{{ loop.index }} {% "
               "endfor %}{% endfor %}",
               "11 12 13 21 22 23 31 32 33 "},
          });
}

TEST(JinjaLoop, CycleAndChangedRemember) {
    const std::string_view data =
        R"({"l": [3, 1, 2], "e": [], "u": [{"n": "a", "k": [{"n": "b", "k": []}, {"n": "c", )"
        R"("k": [{"n": "d", "k": []}]}]}], "d": {"x": 1, "y": 2}, "pairs": [[1, 2], [3, 4]], )"
        R"("s": "añ"})";
    check(data, {
                    {"{% for x in range(5) %}{{ loop.cycle('a', 'b') }}{% endfor %}", "ababa"},
                    {"{% for x in range(3) %}{{ loop.cycle(*l) }}{% endfor %}", "312"},
                    {"{% for x in l %}{{ loop.cycle() }}{% endfor %}",
                     "TypeError: no items for cycling given (line 1, column 25)"},
                    {"{% for x in [1, 1, 2, 2, 1] %}{{ loop.changed(x) }} {% endfor %}",
                     "True False True False True "},
                    {"{% for x in [1, 1] %}{{ loop.changed(x, 1) }}{{ loop.changed() }} {% endfor %}",
                     "TrueTrue TrueTrue "},
                    {"{% for x in [1, 1.0, true] %}{{ loop.changed(x) }} {% endfor %}", "True False False "},
                });
}

TEST(JinjaLoop, FiltersSeeTheTargetAndWhatIsAround) {
    const std::string_view data =
        R"({"l": [3, 1, 2], "e": [], "u": [{"n": "a", "k": [{"n": "b", "k": []}, {"n": "c", )"
        R"("k": [{"n": "d", "k": []}]}]}], "d": {"x": 1, "y": 2}, "pairs": [[1, 2], [3, 4]], )"
        R"("s": "añ"})";
    check(data,
          {
              {"{% for x in l if x is odd %}{{ x }}{% endfor %}", "31"},
              {"{% set m = 1 %}{% for x in l if x > m %}{{ x }}{% endfor %}", "32"},
              {"{% for a, b in pairs if b > 2 %}{{ a }}{% endfor %}", "3"},
              {"{% for x in l if nope %}{% endfor %}",
               "UndefinedError: 'nope' is undefined (line 1, column 18)"},
              {"{% for x in l if loop.first %}{{ x }}{% endfor %}",
               "UndefinedError: 'loop' is undefined (line 1, column 18)"},
              {"{% for x in l if x is not none and x != 2 %}{{ loop.index }}{{ x }}{% endfor %}", "1321"},
          });
}

TEST(JinjaLoop, RecursionPassesTheItems) {
    const std::string_view data =
        R"({"l": [3, 1, 2], "e": [], "u": [{"n": "a", "k": [{"n": "b", "k": []}, {"n": "c", )"
        R"("k": [{"n": "d", "k": []}]}]}], "d": {"x": 1, "y": 2}, "pairs": [[1, 2], [3, 4]], )"
        R"("s": "añ"})";
    check(data,
          {
              {"{% for i in u recursive %}{{ i.n }}{% if i.k %}({{ loop(i.k) }}){% endif %}{% endfor %}",
               "a(bc(d))"},
              {"{% for i in u recursive %}{{ loop.depth }}{{ loop.depth0 }}{{ loop(i.k) }}{% endfor %}",
               "10212132"},
              {"{% for i in u recursive %}{{ i.n }}{{ loop.index }}/{{ loop.length }} {{ loop(i.k) }}{% else "
               "%}.{% endfor %}",
               "a1/1 b1/2 .c2/2 d1/1 ."},
              {"{% for i in u %}{{ loop(i.k) }}{% endfor %}",
               "TypeError: The loop must have the 'recursive' marker to be called recursively. (line 1, "
               "column 20)"},
              {"{% for i in [1] recursive %}{{ loop(none) if false else 'x' }}{% endfor %}", "x"},
              {"{% for i in [[1, [2]]] recursive %}{% if i is iterable %}[{{ loop(i) }}]{% else %}{{ i }}{% "
               "endif %}{% endfor %}",
               "[1[2]]"},
              {"{% for i in [[1], [2]] recursive if i %}{{ i if i is number else loop(i) }}{% endfor %}",
               "TemplateSyntaxError: expected token 'end of statement block', got 'if' (line 1, column 34)"},
          });
}

TEST(JinjaLoop, TargetsAreUnpacked) {
    const std::string_view data =
        R"({"l": [3, 1, 2], "e": [], "u": [{"n": "a", "k": [{"n": "b", "k": []}, {"n": "c", )"
        R"("k": [{"n": "d", "k": []}]}]}], "d": {"x": 1, "y": 2}, "pairs": [[1, 2], [3, 4]], )"
        R"("s": "añ"})";
    check(data, {
                    {"{% for a, b in pairs %}{{ a }}-{{ b }} {% endfor %}", "1-2 3-4 "},
                    {"{% for (a, b) in pairs %}{{ a }}{{ b }} {% endfor %}", "12 34 "},
                    {"{% for a, (b, c) in [(1, (2, 3))] %}{{ a }}{{ b }}{{ c }}{% endfor %}", "123"},
                    {"{% for a, in [[1], [2]] %}{{ a }}{% endfor %}",
                     "TemplateSyntaxError: expected token 'in', got '[' (line 1, column 14)"},
                    {"{% for a, b in ['xy', 'zw'] %}{{ a }}{{ b }} {% endfor %}", "xy zw "},
                    {"{% for a, b in l %}{% endfor %}",
                     "TypeError: cannot unpack non-iterable int object (line 1, column 8)"},
                    {"{% for a, b, c in pairs %}{% endfor %}",
                     "ValueError: not enough values to unpack (expected 3, got 2) (line 1, column 8)"},
                    {"{% for a, in pairs %}{% endfor %}",
                     "TemplateSyntaxError: expected token 'in', got 'pairs' (line 1, column 14)"},
                    {"{% for a, b in [{'k': 1, 'v': 2}] %}{{ a }}{{ b }}{% endfor %}", "kv"},
                    {"{% for a, a in pairs %}{{ a }}{% endfor %}", "24"},
                });
}

TEST(JinjaLoop, WhatALoopSetsEndsWithItsRound) {
    const std::string_view data =
        R"({"l": [3, 1, 2], "e": [], "u": [{"n": "a", "k": [{"n": "b", "k": []}, {"n": "c", )"
        R"("k": [{"n": "d", "k": []}]}]}], "d": {"x": 1, "y": 2}, "pairs": [[1, 2], [3, 4]], )"
        R"("s": "añ"})";
    check(
        data,
        {
            {"{% set x = 0 %}{% for i in l %}{% set x = i %}{% endfor %}{{ x }}", "0"},
            {"{% for i in l %}{{ x|d('-') }}{% set x = i %}{% endfor %}", "---"},
            {"{% for i in l %}{% endfor %}{{ i is defined }}", "False"},
            {"{% set i = 9 %}{% for i in l %}{{ i }}{% endfor %}{{ i }}", "3129"},
            {"{% set ns = namespace(t=0) %}{% for i in l %}{% set ns.t = ns.t + i %}{% endfor %}{{ ns.t }}",
             "6"},
            {"{% for i in l %}{% for i in [i, 9] %}{{ i }}{% endfor %}{{ i }} {% endfor %}", "393 191 292 "},
            {"{% for l in l %}{{ l }}{% endfor %}{{ l }}", "312[3, 1, 2]"},
            {"{% for i in l %}{% if loop.first %}{% set z = 1 %}{% endif %}{{ z|d('-') }}{% endfor %}",
             "1--"},
        });
}

TEST(JinjaLoop, GoingThroughLoopTakesItsTurns) {
    check(R"({"l": [3, 1, 2]})",
          {
              {"{% for i in l %}{{ i }}{% for j, turn in loop %}{{ j }}{{ turn.index }}{% endfor %}{% endfor "
               "%}",
               "31223"},
              {"{% for i in l %}{{ 1 in loop|map('first') }}{{ i }}{{ loop.index }} {% endfor %}",
               "True32 False23 "},
              {"{% for i in l %}{{ loop|length }}{{ loop is iterable }}{% break %}{% endfor %}", "3True"},
          });
}

}  // namespace
}  // namespace tidings::jinja
