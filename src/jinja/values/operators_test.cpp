#include "jinja/template_test.h"

namespace tidings::jinja {
namespace {

TEST(JinjaOperators, IntegersFollowPython) {
    const std::string_view data = R"({"a": 5, "b": -3, "f": 2.5, "s": "añb", "l": [3, 1, 2], "d": {"k": 1, )"
                                  R"("m": {"z": [1, 2]}, "items": 9}, "n": null, "y": true, "t": "<b>"})";
    check(data,
          {
              {"{{ 7 + 2 }} {{ 7 - 2 }} {{ 7 * 2 }} {{ 7 / 2 }}", "9 5 14 3.5"},
              {"{{ 7 // 2 }} {{ -7 // 2 }} {{ 7 // -2 }} {{ -7 // -2 }}", "3 -4 -4 3"},
              {"{{ 7 % 3 }} {{ -7 % 3 }} {{ 7 % -3 }} {{ -7 % -3 }}", "1 2 -2 -1"},
              {"{{ 2 ** 10 }} {{ 2 ** 0 }} {{ 0 ** 0 }} {{ 2 ** -1 }} {{ (-2) ** 3 }}", "1024 1 1 0.5 -8"},
              {"{{ 6 / 3 }} {{ 0 / 5 }} {{ -0 }}", "2.0 0.0 0"},
              {"{{ true + true }} {{ true * 3 }} {{ -true }} {{ +false }}", "2 3 -1 0"},
              {"{{ 1 / 0 }}", "ZeroDivisionError: division by zero (line 1, column 6)"},
              {"{{ 1 // 0 }}", "ZeroDivisionError: integer division or modulo by zero (line 1, column 6)"},
              {"{{ 1 % 0 }}", "ZeroDivisionError: integer modulo by zero (line 1, column 6)"},
              {"{{ 0 ** -1 }}",
               "ZeroDivisionError: 0.0 cannot be raised to a negative power (line 1, column 6)"},
              {"{{ - - 3 }} {{ +-3 }} {{ -(-3) }}", "3 -3 3"},
          });
}

TEST(JinjaOperators, RealsFollowPython) {
    const std::string_view data = R"({"a": 5, "b": -3, "f": 2.5, "s": "añb", "l": [3, 1, 2], "d": {"k": 1, )"
                                  R"("m": {"z": [1, 2]}, "items": 9}, "n": null, "y": true, "t": "<b>"})";
    check(data, {
                    {"{{ 0.1 + 0.2 }} {{ 1.5 * 2 }} {{ 1 - 0.5 }}", "0.30000000000000004 3.0 0.5"},
                    {"{{ 7.5 // 2 }} {{ -7.5 // 2 }} {{ 7.5 // -2 }}", "3.0 -4.0 -4.0"},
                    {"{{ 7.5 % 2 }} {{ -7.5 % 2 }} {{ 7.5 % -2 }} {{ 0.0 % 3 }}", "1.5 0.5 -0.5 0.0"},
                    {"{{ 2.0 ** 0.5 }} {{ 2 ** 0.5 }} {{ 4 ** 0.5 }} {{ 1e308 * 10 }}",
                     "1.4142135623730951 1.4142135623730951 2.0 inf"},
                    {"{{ 1e16 }} {{ 1e15 }} {{ 123456789012345680.0 }} {{ 0.0001 }} {{ 0.00001 }}",
                     "1e+16 1000000000000000.0 1.2345678901234568e+17 0.0001 1e-05"},
                    {"{{ 1.0 }} {{ -0.0 }} {{ 1e22 }} {{ 1.5e300 * 1e10 }} {{ 5e-324 }}",
                     "1.0 -0.0 1e+22 inf 5e-324"},
                    {"{{ 1.0 / 0 }}", "ZeroDivisionError: float division by zero (line 1, column 8)"},
                    {"{{ 1.0 // 0 }}", "ZeroDivisionError: float floor division by zero (line 1, column 8)"},
                    {"{{ 1.0 % 0 }}", "ZeroDivisionError: float modulo (line 1, column 8)"},
                    {"{{ 0.0 ** -1 }}",
                     "ZeroDivisionError: 0.0 cannot be raised to a negative power (line 1, column 8)"},
                    {"{{ 10.0 ** 400 }}",
                     "OverflowError: (34, 'Numerical result out of range') (line 1, column 9)"},
                    {"{{ 3.0 == 3 }} {{ 0.1 + 0.2 == 0.3 }}", "True False"},
                    {"{{ -2.5 ** 2 }} {{ (-2.5) ** 2 }}", "6.25 6.25"},
                });
}

TEST(JinjaOperators, TextsAreJoinedAndRepeated) {
    const std::string_view data = R"({"a": 5, "b": -3, "f": 2.5, "s": "añb", "l": [3, 1, 2], "d": {"k": 1, )"
                                  R"("m": {"z": [1, 2]}, "items": 9}, "n": null, "y": true, "t": "<b>"})";
    check(data, {
                    {"{{ 'a' + 'b' }}", "ab"},
                    {"{{ 'a' * 3 }}|{{ 3 * 'ab' }}|{{ 'a' * 0 }}|{{ 'a' * -1 }}|", "aaa|ababab|||"},
                    {"{{ 'a' + 1 }}",
                     "TypeError: can only concatenate str (not \"int\") to str (line 1, column 8)"},
                    {"{{ 1 + 'a' }}",
                     "TypeError: unsupported operand type(s) for +: 'int' and 'str' (line 1, column 6)"},
                    {"{{ 'a' * 'b' }}",
                     "TypeError: can't multiply sequence by non-int of type 'str' (line 1, column 8)"},
                    {"{{ 'a' * 1.5 }}",
                     "TypeError: can't multiply sequence by non-int of type 'float' (line 1, column 8)"},
                    {"{{ 'a' - 'b' }}",
                     "TypeError: unsupported operand type(s) for -: 'str' and 'str' (line 1, column 8)"},
                    {"{{ 'a' * true }}", "a"},
                    {"{{ 'x%sy' % 1 }} {{ '%s-%s' % (1, 2) }}", "x1y 1-2"},
                    {"{{ '%d%%' % 5 }}", "5%"},
                    {"{{ 'a' % 1 }}",
                     "TypeError: not all arguments converted during string formatting (line 1, column 8)"},
                    {"{{ 'a' / 2 }}",
                     "TypeError: unsupported operand type(s) for /: 'str' and 'int' (line 1, column 8)"},
                    {"{{ -'a' }}", "TypeError: bad operand type for unary -: 'str' (line 1, column 4)"},
                    {"{{ +'a' }}", "TypeError: bad operand type for unary +: 'str' (line 1, column 4)"},
                });
}

TEST(JinjaOperators, ListsAndTuplesAreJoinedAndRepeated) {
    const std::string_view data = R"({"a": 5, "b": -3, "f": 2.5, "s": "añb", "l": [3, 1, 2], "d": {"k": 1, )"
                                  R"("m": {"z": [1, 2]}, "items": 9}, "n": null, "y": true, "t": "<b>"})";
    check(data, {
                    {"{{ [1] + [2] }} {{ l + [9] }} {{ (1,) + (2,) }}", "[1, 2] [3, 1, 2, 9] (1, 2)"},
                    {"{{ [1] * 2 }} {{ 2 * [1, 2] }} {{ (0,) * 3 }} {{ [1] * 0 }} {{ [] * 5 }}",
                     "[1, 1] [1, 2, 1, 2] (0, 0, 0) [] []"},
                    {"{{ [1] + (2,) }}",
                     "TypeError: can only concatenate list (not \"tuple\") to list (line 1, column 8)"},
                    {"{{ (1,) + [2] }}",
                     "TypeError: can only concatenate tuple (not \"list\") to tuple (line 1, column 9)"},
                    {"{{ [1] + 1 }}",
                     "TypeError: can only concatenate list (not \"int\") to list (line 1, column 8)"},
                    {"{{ [1] * [1] }}",
                     "TypeError: can't multiply sequence by non-int of type 'list' (line 1, column 8)"},
                    {"{{ {} + {} }}",
                     "TypeError: unsupported operand type(s) for +: 'dict' and 'dict' (line 1, column 7)"},
                    {"{{ none + 1 }}",
                     "TypeError: unsupported operand type(s) for +: 'NoneType' and 'int' (line 1, column 9)"},
                    {"{{ [] - [] }}",
                     "TypeError: unsupported operand type(s) for -: 'list' and 'list' (line 1, column 7)"},
                    {"{{ range(2) + [1] }}",
                     "TypeError: unsupported operand type(s) for +: 'range' and 'list' (line 1, column 13)"},
                    {"{{ l * 2 }}", "[3, 1, 2, 3, 1, 2]"},
                });
}

TEST(JinjaOperators, IntegersGrowPast64Bits) {
    check("{}",
          {
              {"{{ 9223372036854775807 + 1 }} {{ -9223372036854775807 - 2 }}",
               "9223372036854775808 -9223372036854775809"},
              {"{{ 9223372036854775807 * 2 }} {{ 2 ** 63 }}", "18446744073709551614 9223372036854775808"},
              {"{{ -(-9223372036854775807 - 1) }} {{ (-9223372036854775807 - 1)|abs }}",
               "9223372036854775808 9223372036854775808"},
              {"{{ (-9223372036854775807 - 1) // -1 }}", "9223372036854775808"},
              {"{{ 9223372036854775807 + 0 }}", "9223372036854775807"},
              {"{{ -9223372036854775807 - 1 }}", "-9223372036854775808"},
              {"{{ 2 ** 62 }} {{ (-2) ** 63 }}", "4611686018427387904 -9223372036854775808"},
              {"{{ 9223372036854775807 * 1.0 }}", "9.223372036854776e+18"},
              {"{{ 3037000499 * 3037000499 }}", "9223372030926249001"},
              {"{{ 3037000500 * 3037000500 }}", "9223372037000250000"},
              {"{{ 1 ** 1000000 }} {{ (-1) ** 1000001 }} {{ 0 ** 99999 }}", "1 -1 0"},
          });
}

TEST(JinjaOperators, IntegersOfTheDataArePast63BitsToo) {
    check(R"({"u": 18446744073709551615})",
          {
              {"{{ u }} {{ u + 1 }} {{ u // 2 }} {{ u == 2 ** 64 - 1 }} {{ -u }} {{ u|tojson }}",
               "18446744073709551615 18446744073709551616 9223372036854775807 True -18446744073709551615 "
               "18446744073709551615"},
          });
}

TEST(JinjaOperators, UndefinedOperandsAreNamed) {
    const std::string_view data = R"({"a": 5, "b": -3, "f": 2.5, "s": "añb", "l": [3, 1, 2], "d": {"k": 1, )"
                                  R"("m": {"z": [1, 2]}, "items": 9}, "n": null, "y": true, "t": "<b>"})";
    check(data,
          {
              {"{{ nope + 1 }}", "UndefinedError: 'nope' is undefined (line 1, column 4)"},
              {"{{ 1 + nope }}", "UndefinedError: 'nope' is undefined (line 1, column 8)"},
              {"{{ -nope }}", "UndefinedError: 'nope' is undefined (line 1, column 5)"},
              {"{{ +nope }}", "UndefinedError: 'nope' is undefined (line 1, column 5)"},
              {"{{ nope * 2 }}", "UndefinedError: 'nope' is undefined (line 1, column 4)"},
              {"{{ nope % 2 }}", "UndefinedError: 'nope' is undefined (line 1, column 4)"},
              {"{{ 'a' ~ nope }}", "UndefinedError: 'nope' is undefined (line 1, column 10)"},
              {"{{ d.q + 1 }}", "UndefinedError: 'dict object' has no attribute 'q' (line 1, column 6)"},
              {"{{ nope ** 2 }}", "UndefinedError: 'nope' is undefined (line 1, column 4)"},
              {"{{ nope // 2 }}", "UndefinedError: 'nope' is undefined (line 1, column 4)"},
              {"{{ 2 / nope }}", "UndefinedError: 'nope' is undefined (line 1, column 8)"},
              {"{{ 'a' + nope }}", "UndefinedError: 'nope' is undefined (line 1, column 10)"},
              {"{{ [1] + nope }}", "UndefinedError: 'nope' is undefined (line 1, column 10)"},
          });
}

TEST(JinjaOperators, SafeTextsEscapeWhatJoinsThem) {
    const std::string_view data = R"({"a": 5, "b": -3, "f": 2.5, "s": "añb", "l": [3, 1, 2], "d": {"k": 1, )"
                                  R"("m": {"z": [1, 2]}, "items": 9}, "n": null, "y": true, "t": "<b>"})";
    check(data,
          {
              {"{{ '<' + '>' }}", "&lt;&gt;"},
              {"{{ ('<'|safe) + '>' }}", "<&gt;"},
              {"{{ '>' + ('<'|safe) }}", "&gt;<"},
              {"{{ ('<'|safe) * 2 }}", "<<"},
              {"{{ t ~ ('>'|safe) }}", "&lt;b&gt;>"},
              {"{{ ('<%s>'|safe) % '<' }}", "<&lt;>"},
              {"{{ ('<%s>'|safe) % ('<'|safe) }}", "<<>"},
              {"{{ '<%s>' % ('<'|safe) }}", "&lt;&lt;&gt;"},
              {"{{ (('<'|safe) + 'a') is escaped }}", "True"},
              {"{{ ('a' ~ 'b') is escaped }}", "False"},
              {"{{ a ~ (t|safe) }}", "5<b>"},
              {"{{ t ~ t }}", "&lt;b&gt;&lt;b&gt;"},
              {"{{ t[0] }}{{ (t|safe)[0] }}", "&lt;<"},
              {"{{ (t|safe)[1:] }}", "b>"},
              {"{{ (t|safe).upper() }}{{ t.upper() }}", "<B>&lt;B&gt;"},
          },
          {.autoescape = true});
}

}  // namespace
}  // namespace tidings::jinja
