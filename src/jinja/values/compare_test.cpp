#include "jinja/template_test.h"

namespace tidings::jinja {
namespace {

TEST(JinjaComparison, EqualityGoesThroughStructures) {
    const std::string_view data = R"({"a": 5, "b": -3, "f": 2.5, "s": "añb", "l": [3, 1, 2], "d": {"k": 1, )"
                                  R"("m": {"z": [1, 2]}, "items": 9}, "n": null, "y": true, "t": "<b>"})";
    check(data, {
                    {"{{ 1 == 1.0 }}{{ 1 == true }}{{ 0 == false }}{{ 1 == '1' }}{{ none == false }}",
                     "TrueTrueTrueFalseFalse"},
                    {"{{ [1, [2]] == [1, [2]] }}{{ [1] == (1,) }}{{ (1, 2) == (1, 2) }}", "TrueFalseTrue"},
                    {"{{ {'a': 1} == {'a': 1.0} }}{{ {'a': 1, 'b': 2} == {'b': 2, 'a': 1} }}{{ {'a': 1} == "
                     "{'b': 1} }}",
                     "TrueTrueFalse"},
                    {"{{ l == [3, 1, 2] }}{{ d == d }}{{ d.m == {'z': [1, 2]} }}", "TrueTrueTrue"},
                    {"{{ range(3) == range(0, 3) }}{{ range(0) == range(5, 5) }}{{ range(3) == [0, 1, 2] }}",
                     "TrueTrueFalse"},
                    {"{{ 'é' == 'é' }}{{ 'a' == ('a'|safe) }}{{ 'a' != 'b' }}", "TrueTrueTrue"},
                    {"{{ 'nan'|float == 'nan'|float }}", "False"},
                    {"{{ none == none }}{{ [] == {} }}{{ () == [] }}", "TrueFalseFalse"},
                    {"{{ 9007199254740993 == 9007199254740992.0 }}", "False"},
                    {"{{ nope == 1 }}", "UndefinedError: 'nope' is undefined (line 1, column 4)"},
                    {"{{ 1 != nope }}", "UndefinedError: 'nope' is undefined (line 1, column 9)"},
                    {"{{ [nope] == [1] }}", "UndefinedError: 'nope' is undefined (line 1, column 11)"},
                });
}

TEST(JinjaComparison, OrderFollowsPython) {
    const std::string_view data = R"({"a": 5, "b": -3, "f": 2.5, "s": "añb", "l": [3, 1, 2], "d": {"k": 1, )"
                                  R"("m": {"z": [1, 2]}, "items": 9}, "n": null, "y": true, "t": "<b>"})";
    check(data,
          {
              {"{{ 1 < 2 }}{{ 2 <= 2 }}{{ 3 > 2 }}{{ 2 >= 3 }}", "TrueTrueTrueFalse"},
              {"{{ 'a' < 'b' }}{{ 'B' < 'a' }}{{ 'a' < 'aa' }}{{ 'é' > 'z' }}{{ '😀' > '￮' }}",
               "TrueTrueTrueTrueTrue"},
              {"{{ [1, 2] < [1, 3] }}{{ [1] < [1, 0] }}{{ (1,) < (2,) }}{{ [] < [0] }}", "TrueTrueTrueTrue"},
              {"{{ 1 < 1.5 }}{{ true < 2 }}{{ false < true }}", "TrueTrueTrue"},
              {"{{ 9007199254740993 > 9007199254740992.0 }}", "True"},
              {"{{ 1 < 'a' }}",
               "TypeError: '<' not supported between instances of 'int' and 'str' (line 1, column 6)"},
              {"{{ none < 1 }}",
               "TypeError: '<' not supported between instances of 'NoneType' and 'int' (line 1, column 9)"},
              {"{{ [] < () }}",
               "TypeError: '<' not supported between instances of 'list' and 'tuple' (line 1, column 7)"},
              {"{{ {} < {} }}",
               "TypeError: '<' not supported between instances of 'dict' and 'dict' (line 1, column 7)"},
              {"{{ [1, 'a'] < [1, 2] }}",
               "TypeError: '<' not supported between instances of 'str' and 'int' (line 1, column 13)"},
              {"{{ [1, 'a'] < [2, 2] }}", "True"},
              {"{{ 'a' >= none }}",
               "TypeError: '>=' not supported between instances of 'str' and 'NoneType' (line 1, column 8)"},
              {"{{ nope < 1 }}", "UndefinedError: 'nope' is undefined (line 1, column 4)"},
              {"{{ 1 > nope }}", "UndefinedError: 'nope' is undefined (line 1, column 8)"},
              {"{{ 'nan'|float < 1 }}{{ 'nan'|float > 1 }}", "FalseFalse"},
          });
}

TEST(JinjaComparison, ChainsCompareEachPair) {
    const std::string_view data = R"({"a": 5, "b": -3, "f": 2.5, "s": "añb", "l": [3, 1, 2], "d": {"k": 1, )"
                                  R"("m": {"z": [1, 2]}, "items": 9}, "n": null, "y": true, "t": "<b>"})";
    check(data, {
                    {"{{ 1 < 2 < 3 }}{{ 1 < 3 < 2 }}{{ 3 > 2 > 1 }}", "TrueFalseTrue"},
                    {"{{ 1 == 1 != 2 }}{{ 1 < 2 == 2 }}", "TrueTrue"},
                    {"{{ 2 < 1 < nope }}", "False"},
                    {"{{ 1 < 2 < nope }}", "UndefinedError: 'nope' is undefined (line 1, column 12)"},
                    {"{{ 1 in [1] == true }}", "False"},
                });
}

TEST(JinjaComparison, InLooksForMembersKeysAndParts) {
    const std::string_view data = R"({"a": 5, "b": -3, "f": 2.5, "s": "añb", "l": [3, 1, 2], "d": {"k": 1, )"
                                  R"("m": {"z": [1, 2]}, "items": 9}, "n": null, "y": true, "t": "<b>"})";
    check(data, {
                    {"{{ 1 in l }}{{ 9 in l }}{{ 1.0 in l }}{{ true in l }}", "TrueFalseTrueTrue"},
                    {"{{ 'k' in d }}{{ 'z' in d }}{{ 1 in d }}", "TrueFalseFalse"},
                    {"{{ 'ñ' in s }}{{ '' in s }}{{ 'ab' in s }}", "TrueTrueFalse"},
                    {"{{ 2 in range(3) }}{{ 3 in range(3) }}{{ 'a' in range(3) }}{{ 4 in range(0, 10, 3) }}",
                     "TrueFalseFalseFalse"},
                    {"{{ 1 in (1, 2) }}{{ [1] in [[1]] }}{{ none in [none] }}", "TrueTrueTrue"},
                    {"{{ 1 not in l }}{{ 9 not in l }}", "FalseTrue"},
                    {"{{ 1 in s }}",
                     "TypeError: 'in <string>' requires string as left operand, not int (line 1, column 6)"},
                    {"{{ 1 in 5 }}", "TypeError: argument of type 'int' is not iterable (line 1, column 6)"},
                    {"{{ 'a' in none }}",
                     "TypeError: argument of type 'NoneType' is not iterable (line 1, column 8)"},
                    {"{{ [] in d }}", "TypeError: unhashable type: 'list' (line 1, column 7)"},
                    {"{{ 1 in l|map('abs') }}", "True"},
                    {"{{ nope in l }}", "UndefinedError: 'nope' is undefined (line 1, column 4)"},
                    {"{{ 1 in nope }}", "UndefinedError: 'nope' is undefined (line 1, column 9)"},
                    {"{{ 'k' in d.items() }}{{ ('k', 1) in d.m.items() }}", "FalseFalse"},
                    {"{{ 1 in [] }}{{ '' in '' }}", "FalseTrue"},
                });
}

TEST(JinjaComparison, KeysAreEqualAcrossTypes) {
    const std::string_view data = R"({"a": 5, "b": -3, "f": 2.5, "s": "añb", "l": [3, 1, 2], "d": {"k": 1, )"
                                  R"("m": {"z": [1, 2]}, "items": 9}, "n": null, "y": true, "t": "<b>"})";
    check(data, {
                    {"{{ {1: 'a'}[1.0] }}{{ {1: 'a'}[true] }}", "aa"},
                    {"{{ {1: 'a', 1.0: 'b', true: 'c'} }}", "{1: 'c'}"},
                    {"{{ {(1, 2): 'x'}[(1, 2)] }}", "x"},
                    {"{{ {none: 1}[none] }}", "1"},
                    {"{{ {'a': 1, 'a': 2} }}", "{'a': 2}"},
                    {"{{ {[1]: 2} }}", "TypeError: unhashable type: 'list' (line 1, column 5)"},
                    {"{{ {{}: 2} }}", "TypeError: unhashable type: 'dict' (line 1, column 5)"},
                    {"{{ {nope: 2} }}", "UndefinedError: 'nope' is undefined (line 1, column 5)"},
                    {"{{ {range(2): 1}[range(2)] }}", "1"},
                    {"{{ {2: 1}[2.5]|d('-') }}", "-"},
                    {"{{ {-1: 'a', -2: 'b'}[-2] }}", "b"},
                });
}

}  // namespace
}  // namespace tidings::jinja
