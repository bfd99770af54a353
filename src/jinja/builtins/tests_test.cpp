#include "jinja/template_test.h"

namespace tidings::jinja {
namespace {

TEST(JinjaTests, TypesAreTold) {
    const std::string_view data = R"({"a": 5, "b": -3, "f": 2.5, "s": "añb", "l": [3, 1, 2], "d": {"k": 1, )"
                                  R"("m": {"z": [1, 2]}, "items": 9}, "n": null, "y": true, "t": "<b>"})";
    check(
        data,
        {
            {"{{ [1, 1.5, 'a', true, none, [], (), {}]|map('string')|list|length }}", "8"},
            {"{% for v in [1, 1.5, 'a', true, none, [], (), {}] %}{{ v is boolean and 1 or 0 }}{% endfor %}",
             "00010000"},
            {"{% for v in [1, 1.5, 'a', true, none, [], (), {}] %}{{ v is callable and 1 or 0 }}{% endfor %}",
             "00000000"},
            {"{% for v in [1, 1.5, 'a', true, none, [], (), {}] %}{{ v is defined and 1 or 0 }}{% endfor %}",
             "11111111"},
            {"{% for v in [1, 1.5, 'a', true, none, [], (), {}] %}{{ v is undefined and 1 or 0 }}{% endfor "
             "%}",
             "00000000"},
            {"{% for v in [1, 1.5, 'a', true, none, [], (), {}] %}{{ v is escaped and 1 or 0 }}{% endfor %}",
             "00000000"},
            {"{% for v in [1, 1.5, 'a', true, none, [], (), {}] %}{{ v is false and 1 or 0 }}{% endfor %}",
             "00000000"},
            {"{% for v in [1, 1.5, 'a', true, none, [], (), {}] %}{{ v is true and 1 or 0 }}{% endfor %}",
             "00010000"},
            {"{% for v in [1, 1.5, 'a', true, none, [], (), {}] %}{{ v is float and 1 or 0 }}{% endfor %}",
             "01000000"},
            {"{% for v in [1, 1.5, 'a', true, none, [], (), {}] %}{{ v is integer and 1 or 0 }}{% endfor %}",
             "10000000"},
            {"{% for v in [1, 1.5, 'a', true, none, [], (), {}] %}{{ v is number and 1 or 0 }}{% endfor %}",
             "11010000"},
            {"{% for v in [1, 1.5, 'a', true, none, [], (), {}] %}{{ v is iterable and 1 or 0 }}{% endfor %}",
             "00100111"},
            {"{% for v in [1, 1.5, 'a', true, none, [], (), {}] %}{{ v is sequence and 1 or 0 }}{% endfor %}",
             "00100111"},
            {"{% for v in [1, 1.5, 'a', true, none, [], (), {}] %}{{ v is mapping and 1 or 0 }}{% endfor %}",
             "00000001"},
            {"{% for v in [1, 1.5, 'a', true, none, [], (), {}] %}{{ v is string and 1 or 0 }}{% endfor %}",
             "00100000"},
            {"{% for v in [1, 1.5, 'a', true, none, [], (), {}] %}{{ v is none and 1 or 0 }}{% endfor %}",
             "00001000"},
        });
}

TEST(JinjaTests, TypesOfOtherValues) {
    const std::string_view data = R"({"a": 5, "b": -3, "f": 2.5, "s": "añb", "l": [3, 1, 2], "d": {"k": 1, )"
                                  R"("m": {"z": [1, 2]}, "items": 9}, "n": null, "y": true, "t": "<b>"})";
    check(data,
          {
              {"{{ range(2) is iterable }}{{ range(2) is sequence }}{{ range(2) is mapping }}",
               "TrueTrueFalse"},
              {"{{ l|map('abs') is iterable }}{{ l|map('abs') is sequence }}", "TrueFalse"},
              {"{{ '<'|safe is string }}{{ '<'|safe is escaped }}", "TrueTrue"},
              {"{{ namespace() is mapping }}{{ namespace() is callable }}", "FalseFalse"},
              {"{{ range is callable }}{{ d.get is callable }}{{ joiner() is callable }}", "TrueTrueTrue"},
              {"{% macro m() %}{% endmacro %}{{ m is callable }}{{ m is iterable }}", "TrueFalse"},
              {"{{ d is mapping }}{{ l is sequence }}{{ d is sequence }}{{ d.items() is sequence }}{{ "
               "d.items() is iterable }}",
               "TrueTrueTrueFalseTrue"},
              {"{{ nope is callable }}", "True"},
              {"{{ nope is iterable }}", "UndefinedError: 'nope' is undefined (line 1, column 4)"},
              {"{{ nope is sequence }}", "False"},
              {"{{ nope is mapping }}{{ nope is string }}{{ nope is number }}{{ nope is none }}",
               "FalseFalseFalseFalse"},
          });
}

TEST(JinjaTests, NumbersAreEvenOddAndDivisible) {
    const std::string_view data = R"({"a": 5, "b": -3, "f": 2.5, "s": "añb", "l": [3, 1, 2], "d": {"k": 1, )"
                                  R"("m": {"z": [1, 2]}, "items": 9}, "n": null, "y": true, "t": "<b>"})";
    check(data,
          {
              {"{{ 4 is even }}{{ 4 is odd }}", "TrueFalse"},
              {"{{ -3 is odd }}{{ b is odd }}{{ b is even }}", "TrueTrueFalse"},
              {"{{ 0 is even }}", "True"},
              {"{{ 2.0 is even }}{{ 2.5 is odd }}{{ 3.0 is odd }}", "TrueFalseTrue"},
              {"{{ true is odd }}", "True"},
              {"{{ 9 is divisibleby 3 }}{{ 9 is divisibleby(2) }}", "TrueFalse"},
              {"{{ 9 is divisibleby num=3 }}",
               "TemplateSyntaxError: expected token 'end of print statement', got '=' (line 1, column 24)"},
              {"{{ 9 is divisibleby 0 }}", "ZeroDivisionError: integer modulo by zero (line 1, column 9)"},
              {"{{ 'a' is even }}",
               "TypeError: not all arguments converted during string formatting (line 1, column 11)"},
              {"{{ none is odd }}",
               "TypeError: unsupported operand type(s) for %: 'NoneType' and 'int' (line 1, column 12)"},
              {"{{ nope is even }}", "UndefinedError: 'nope' is undefined (line 1, column 4)"},
              {"{{ 9 is divisibleby }}",
               "TypeError: test_divisibleby() missing 1 required positional argument: 'num' (line 1, column "
               "9)"},
              {"{{ 9 is even(2) }}",
               "TypeError: test_even() takes 1 positional argument but 2 were given (line 1, column 9)"},
              {"{{ '%s' is even }}", "False"},
          });
}

TEST(JinjaTests, ComparisonsHaveNamesAndSigns) {
    const std::string_view data = R"({"a": 5, "b": -3, "f": 2.5, "s": "añb", "l": [3, 1, 2], "d": {"k": 1, )"
                                  R"("m": {"z": [1, 2]}, "items": 9}, "n": null, "y": true, "t": "<b>"})";
    check(data,
          {
              {"{{ 1 is eq 1 }}{{ 1 is equalto 1.0 }}{{ 1 is sameas 1.0 }}", "TrueTrueFalse"},
              {"{{ 1 is ne 2 }}{{ 1 is lt 2 }}{{ 1 is lessthan 2 }}{{ 1 is le 1 }}", "TrueTrueTrueTrue"},
              {"{{ 2 is gt 1 }}{{ 2 is greaterthan 1 }}{{ 2 is ge 2 }}", "TrueTrueTrue"},
              {"{{ [1, 2]|select('==', 1)|list }}{{ [1, 2]|select('!=', 1)|list }}", "[1][2]"},
              {"{{ [1, 2]|select('<', 2)|list }}{{ [1, 2]|select('<=', 2)|list }}{{ [1, 2]|select('>', "
               "1)|list }}{{ [1, 2]|select('>=', 1)|list }}",
               "[1][1, 2][2][1, 2]"},
              {"{{ 1 is in [1, 2] }}{{ 3 is in [1, 2] }}{{ 'a' is in 'abc' }}{{ 'k' is in d }}",
               "TrueFalseTrueTrue"},
              {"{{ 1 is in 2 }}", "TypeError: argument of type 'int' is not iterable (line 1, column 9)"},
              {"{{ 1 is lt 'a' }}",
               "TypeError: '<' not supported between instances of 'int' and 'str' (line 1, column 9)"},
              {"{{ 1 is not eq 2 }}{{ not 1 is eq 2 }}", "TrueTrue"},
              {"{{ 1 is eq }}", "TypeError: eq expected 2 arguments, got 1 (line 1, column 9)"},
          });
}

TEST(JinjaTests, TextsAreLowerOrUpper) {
    const std::string_view data = R"({"a": 5, "b": -3, "f": 2.5, "s": "añb", "l": [3, 1, 2], "d": {"k": 1, )"
                                  R"("m": {"z": [1, 2]}, "items": 9}, "n": null, "y": true, "t": "<b>"})";
    check(data, {
                    {"{{ 'abc' is lower }}{{ 'aBc' is lower }}{{ 'ABC' is upper }}", "TrueFalseTrue"},
                    {"{{ '' is lower }}{{ '' is upper }}{{ '12' is lower }}{{ '12' is upper }}",
                     "FalseFalseFalseFalse"},
                    {"{{ 'a1' is lower }}{{ 'A1' is upper }}", "TrueTrue"},
                    {"{{ 'é' is lower }}{{ 'É' is upper }}{{ 'ß' is lower }}", "TrueTrueTrue"},
                    {"{{ 12 is lower }}{{ none is upper }}{{ none is lower }}", "FalseFalseFalse"},
                    {"{{ '日本' is lower }}{{ '日本' is upper }}", "FalseFalse"},
                });
}

TEST(JinjaTests, SameAsMeansTheSameThing) {
    const std::string_view data = R"({"a": 5, "b": -3, "f": 2.5, "s": "añb", "l": [3, 1, 2], "d": {"k": 1, )"
                                  R"("m": {"z": [1, 2]}, "items": 9}, "n": null, "y": true, "t": "<b>"})";
    check(data,
          {
              {"{{ none is sameas none }}{{ true is sameas true }}{{ true is sameas 1 }}", "TrueTrueFalse"},
              {"{{ l is sameas l }}{{ d is sameas d }}{{ d.m is sameas d.m }}", "TrueTrueTrue"},
              {"{{ l is sameas [3, 1, 2] }}", "False"},
              {"{{ 1 is sameas true }}{{ false is sameas none }}", "FalseFalse"},
          });
}

TEST(JinjaTests, FiltersAndTestsAreKnownByName) {
    const std::string_view data = R"({"a": 5, "b": -3, "f": 2.5, "s": "añb", "l": [3, 1, 2], "d": {"k": 1, )"
                                  R"("m": {"z": [1, 2]}, "items": 9}, "n": null, "y": true, "t": "<b>"})";
    check(data, {
                    {"{{ 'upper' is filter }}{{ 'nope' is filter }}{{ 'e' is filter }}", "TrueFalseTrue"},
                    {"{{ 'odd' is test }}{{ 'nope' is test }}{{ '==' is test }}", "TrueFalseTrue"},
                    {"{{ 1 is filter }}{{ none is test }}", "FalseFalse"},
                    {"{{ [] is filter }}", "TypeError: unhashable type: 'list' (line 1, column 10)"},
                });
}

TEST(JinjaTests, DefinedLooksIntoMembers) {
    const std::string_view data = R"({"a": 5, "b": -3, "f": 2.5, "s": "añb", "l": [3, 1, 2], "d": {"k": 1, )"
                                  R"("m": {"z": [1, 2]}, "items": 9}, "n": null, "y": true, "t": "<b>"})";
    check(data, {
                    {"{{ a is defined }}{{ nope is defined }}", "TrueFalse"},
                    {"{{ d.k is defined }}{{ d.q is defined }}{{ d['q'] is defined }}", "TrueFalseFalse"},
                    {"{{ l[2] is defined }}{{ l[3] is defined }}{{ l[-4] is undefined }}", "TrueFalseTrue"},
                    {"{{ n is defined }}{{ n is none }}", "TrueTrue"},
                    {"{{ d.q.r is defined }}",
                     "UndefinedError: 'dict object' has no attribute 'q' (line 1, column 6)"},
                    {"{{ loop is defined }}{{ self is defined }}{{ super is defined }}", "FalseTrueFalse"},
                    {"{{ range is defined }}{{ caller is defined }}", "TrueFalse"},
                });
}

TEST(JinjaTests, NotComesBeforeTheTest) {
    const std::string_view data = R"({"a": 5, "b": -3, "f": 2.5, "s": "añb", "l": [3, 1, 2], "d": {"k": 1, )"
                                  R"("m": {"z": [1, 2]}, "items": 9}, "n": null, "y": true, "t": "<b>"})";
    check(data, {
                    {"{{ a is not defined }}", "False"},
                    {"{{ not a is defined }}", "False"},
                    {"{{ a is not none and b is not none }}", "True"},
                    {"{{ a is defined and nope is not defined }}", "True"},
                    {"{{ 1 is odd or 2 is odd }}", "True"},
                    {"{{ (1 is odd) is true }}", "True"},
                    {"{{ 1 + 1 is odd }}", "2"},
                    {"{{ 3 is odd == true }}", "True"},
                    {"{{ -1 is odd }}", "True"},
                    {"{{ a|abs is odd }}", "True"},
                    {"{{ 'a' is string ~ 'b' }}", "Trueb"},
                });
}

}  // namespace
}  // namespace tidings::jinja
