#include "jinja/template_test.h"

namespace tidings::jinja {
namespace {

TEST(JinjaExpressions, PrecedenceIsThatOfJinja) {
    const std::string_view data = R"({"a": 5, "b": -3, "l": [3, 1, 2], "d": {"k": 1}, "s": "abc", "f": 2})";
    check(
        data,
        {
            {"{{ 1 + 2 * 3 }} {{ (1 + 2) * 3 }}", "7 9"},
            {"{{ 2 * 3 ** 2 }} {{ 2 ** 3 ** 2 }} {{ -2 ** 2 }}", "18 64 4"},
            {"{{ 10 - 4 - 3 }} {{ 100 / 10 / 2 }} {{ 7 // 2 * 2 }} {{ 7 % 4 * 2 }}", "3 5.0 6 6"},
            {"{{ 1 ~ 2 + 3 }} {{ 1 + 2 ~ 3 }} {{ 1 ~ 2 * 3 }} {{ 'a' ~ 1 == 'a1' }}",
             "TypeError: can only concatenate str (not \"int\") to str (line 1, column 10)"},
            {"{{ 1 < 2 and 2 < 1 }} {{ 1 or 0 and 0 }} {{ (1 or 0) and 0 }}", "False 1 0"},
            {"{{ not 1 == 2 }} {{ not true or true }} {{ not (true or true) }} {{ not not 1 }}",
             "True True False True"},
            {"{{ 1 if 0 else 2 if 0 else 3 }} {{ 1 if 1 else 2 if 0 else 3 }} {{ (1 if 0 else 2) + 1 }}",
             "3 1 3"},
            {"{{ 1 + 1 if 0 else 5 }} {{ 'x' if 1 and 0 else 'y' }} {{ 1 or 2 if 0 else 3 }}", "5 y 3"},
            {"{{ 2 + 3|string }}",
             "TypeError: unsupported operand type(s) for +: 'int' and 'str' (line 1, column 6)"},
            {"{{ 'a' + 3|string }} {{ -3|abs }} {{ (-3)|abs }} {{ 3 + -3|abs }}", "a3 3 3 6"},
            {"{{ 1 in [1] and 2 not in [1] }} {{ not 1 in [1] }} {{ 1 + 1 in [2] }}", "True False True"},
            {"{{ 1 is odd and 2 is even }} {{ 1 + 1 is even }} {{ not 2 is odd }}", "True 1 True"},
            {"{{ a.b is defined }} {{ d.k + 1 }} {{ -d.k }} {{ l[0] ** 2 }} {{ -l[0] }}", "False 2 -1 9 -3"},
            {"{{ 'a'.upper() ~ 'b' }} {{ 'a' 'b' ~ 'c' }} {{ 'ab'[0] + 'c' }}", "Ab abc ac"},
            {"{{ 1 == 1 == 1 }} {{ 1 < 3 > 2 }} {{ 2 == 2 in [2] }}", "True True True"},
            {"{{ 'x' ~ 1 if 0 else 'z' ~ 2 }}", "z2"},
            {"{{ 5 - -3 }} {{ 5 - - 3 }} {{ 2 ** -1 }} {{ -2 * -3 }}", "8 8 0.5 6"},
            {"{{ 1 and 2 }} {{ 0 and 2 }} {{ 0 or '' }}| {{ none or 'x' }} {{ 1 or nope }} {{ 0 and nope }}",
             "2 0 | x 1 0"},
        });
}

TEST(JinjaExpressions, LiteralsAreThoseOfPython) {
    const std::string_view data = R"({"a": 5, "b": -3, "l": [3, 1, 2], "d": {"k": 1}, "s": "abc", "f": 2})";
    check(
        data,
        {
            {"{{ 1_000 }} {{ 0x1F }} {{ 0b101 }} {{ 0o17 }} {{ 0 }} {{ 00 }}", "1000 31 5 15 0 0"},
            {"{{ 1.5 }} {{ 1e3 }} {{ 1.5e-3 }} {{ 1E5 }} {{ 1_0.0_1 }}", "1.5 1000.0 0.0015 100000.0 10.01"},
            {R"({{ 'a' }}{{ "b" }}{{ 'it\'s' }}{{ "q\"" }}{{ 'a\nb' }})", "abit'sq\"a\nb"},
            {R"({{ 'a' 'b' "c" }})", "abc"},
            {"{{ true }}{{ True }}{{ false }}{{ False }}{{ none }}{{ None }}", "TrueTrueFalseFalseNoneNone"},
            {"{{ [] }} {{ [1,] }} {{ [1, 2,] }} {{ [[1], []] }}", "[] [1] [1, 2] [[1], []]"},
            {"{{ () }} {{ (1,) }} {{ (1, 2) }} {{ (1) }} {{ 1, 2 }} {{ 1, }}",
             "() (1,) (1, 2) 1 (1, 2) (1,)"},
            {"{{ {} }} {{ {'a': 1,} }} {{ {1: {2: 3}} }} {{ {'a' ~ 'b': 1 + 1} }}",
             "{} {'a': 1} {1: {2: 3}} {'ab': 2}"},
            {R"({{ '\x41\u00e9\U0001F600\101' }})", "Aé😀A"},
            {"{{ 'é' }} {{ '日本' }}", "é 日本"},
        });
}

TEST(JinjaExpressions, AttributesItemsAndSlices) {
    const std::string_view data = R"({"a": 5, "b": -3, "l": [3, 1, 2], "d": {"k": 1}, "s": "abc", "f": 2})";
    check(data, {
                    {"{{ d.k }}{{ d['k'] }}{{ d['k'|lower] }}", "111"},
                    {"{{ l.0 }}{{ l[0] }}{{ l[-1] }}{{ [[7]].0.0 }}", "3327"},
                    {"{{ l[1:] }}{{ l[:1] }}{{ l[:] }}{{ l[::2] }}{{ l[::-1] }}{{ l[0:2:1] }}",
                     "[1, 2][3][3, 1, 2][3, 2][2, 1, 3][3, 1]"},
                    {"{{ s[1:] }}{{ s[-1] }}{{ s[::-1] }}{{ s[5:] }}|", "bcccba|"},
                    {"{{ {(1, 2): 'x'}[1, 2] }}", "x"},
                    {"{{ range(10)[2:8:3]|list }}", "[2, 5]"},
                    {"{{ s.upper().lower()[1] }}", "b"},
                    {"{{ (l).0 }}{{ 'abc'.1 }}", "3b"},
                    {"{{ d.items()|list }}", "[('k', 1)]"},
                    {"{{ {'a.b': 1}['a.b'] }}", "1"},
                    {"{{ l[a - 5] }}", "3"},
                });
}

TEST(JinjaExpressions, CallsPassEveryKindOfArgument) {
    const std::string_view data = R"({"a": 5, "b": -3, "l": [3, 1, 2], "d": {"k": 1}, "s": "abc", "f": 2})";
    check(
        data,
        {
            {"{{ range(3)|list }}{{ range(1, 3)|list }}{{ range(*[1, 3])|list }}", "[0, 1, 2][1, 2][1, 2]"},
            {"{{ dict(a=1, b=2) }}{{ dict({'a': 1}, b=2) }}{{ dict([('x', 1)]) }}{{ dict(**{'q': 1}) }}",
             "{'a': 1, 'b': 2}{'a': 1, 'b': 2}{'x': 1}{'q': 1}"},
            {"{{ s.replace('a', 'x') }}{{ s.replace('a', 'x',) }}", "xbcxbc"},
            {"{{ 'a,b'.split(',') }}", "['a', 'b']"},
            {"{{ s() }}", "TypeError: 'str' object is not callable (line 1, column 4)"},
            {"{{ 1() }}", "TypeError: 'int' object is not callable (line 1, column 4)"},
            {"{{ nope() }}", "UndefinedError: 'nope' is undefined (line 1, column 4)"},
            {"{{ d.nope() }}", "UndefinedError: 'dict object' has no attribute 'nope' (line 1, column 6)"},
            {"{{ range(*5) }}", "TypeError: Value after * must be an iterable, not int (line 1, column 11)"},
            {"{{ range(**5) }}",
             "TypeError: jinja2.runtime.Context.call() argument after ** must be a mapping, not int (line "
             "1, column 12)"},
            {"{{ dict(**{1: 2}) }}", "TypeError: keywords must be strings (line 1, column 11)"},
            {"{{ s|replace(*['a', 'b']) }}", "bbc"},
            {"{{ s|replace(**{'old': 'a', 'new': 'b'}) }}", "bbc"},
        });
}

TEST(JinjaExpressions, AWrongBracketIsToldWithItsPlace) {
    const std::string_view data = R"({"a": 5, "b": -3, "l": [3, 1, 2], "d": {"k": 1}, "s": "abc", "f": 2})";
    check(
        data,
        {
            {"{{ }}",
             "TemplateSyntaxError: Expected an expression, got 'end of print statement' (line 1, column 4)"},
            {"{{ 1 + }}", "TemplateSyntaxError: unexpected 'end of print statement' (line 1, column 8)"},
            {"{{ + }}", "TemplateSyntaxError: unexpected 'end of print statement' (line 1, column 6)"},
            {"{{ * 2 }}", "TemplateSyntaxError: unexpected '*' (line 1, column 4)"},
            {"{{ 1 2 }}",
             "TemplateSyntaxError: expected token 'end of print statement', got 'integer' (line 1, column "
             "6)"},
            {"{{ a b }}",
             "TemplateSyntaxError: expected token 'end of print statement', got 'b' (line 1, column 6)"},
            {"{{ (1 }}", "TemplateSyntaxError: unexpected '}', expected ')' (line 1, column 7)"},
            {"{{ 1) }}", "TemplateSyntaxError: unexpected ')' (line 1, column 5)"},
            {"{{ [1 }}", "TemplateSyntaxError: unexpected '}', expected ']' (line 1, column 7)"},
            {"{{ [1}}", "TemplateSyntaxError: unexpected '}', expected ']' (line 1, column 6)"},
            {"{{ {1: 2 }}", "TemplateSyntaxError: unexpected '}' (line 1, column 11)"},
            {"{{ {1} }}", "TemplateSyntaxError: expected token ':', got '}' (line 1, column 6)"},
            {"{{ {1:} }}", "TemplateSyntaxError: unexpected '}' (line 1, column 7)"},
            {"{{ {:1} }}", "TemplateSyntaxError: unexpected ':' (line 1, column 5)"},
            {"{{ [,] }}", "TemplateSyntaxError: unexpected ',' (line 1, column 5)"},
            {"{{ (,) }}", "TemplateSyntaxError: unexpected ',' (line 1, column 5)"},
            {"{{ a. }}", "TemplateSyntaxError: expected name or number (line 1, column 7)"},
            {"{{ a.'b' }}", "TemplateSyntaxError: expected name or number (line 1, column 6)"},
            {"{{ a..b }}", "TemplateSyntaxError: expected name or number (line 1, column 6)"},
            {"{{ a[ }}", "TemplateSyntaxError: unexpected '}', expected ']' (line 1, column 7)"},
            {"{{ a[] }}", "UndefinedError: int object has no element () (line 1, column 5)"},
            {"{{ a[1 }}", "TemplateSyntaxError: unexpected '}', expected ']' (line 1, column 8)"},
            {"{{ a[1 2] }}", "TemplateSyntaxError: expected token ',', got 'integer' (line 1, column 8)"},
            {"{{ f(a b) }}", "TemplateSyntaxError: expected token ',', got 'b' (line 1, column 8)"},
        });
}

TEST(JinjaExpressions, AWrongCallIsToldWithItsPlace) {
    const std::string_view data = R"({"a": 5, "b": -3, "l": [3, 1, 2], "d": {"k": 1}, "s": "abc", "f": 2})";
    check(
        data,
        {
            {"{{ f(a=1, 2) }}",
             "TemplateSyntaxError: invalid syntax for function call expression (line 1, column 5)"},
            {"{{ f(*a, 1) }}",
             "TemplateSyntaxError: invalid syntax for function call expression (line 1, column 5)"},
            {"{{ f(**a, b=1) }}",
             "TemplateSyntaxError: invalid syntax for function call expression (line 1, column 5)"},
            {"{{ f(**a, **b) }}",
             "TemplateSyntaxError: invalid syntax for function call expression (line 1, column 5)"},
            {"{{ f(*a, *b) }}",
             "TemplateSyntaxError: invalid syntax for function call expression (line 1, column 5)"},
            {"{{ f(,) }}", "TemplateSyntaxError: unexpected ',' (line 1, column 6)"},
            {"{{ f(a, , b) }}", "TemplateSyntaxError: unexpected ',' (line 1, column 9)"},
            {"{{ f(a=) }}", "TemplateSyntaxError: unexpected ')' (line 1, column 8)"},
            {"{{ a| }}",
             "TemplateSyntaxError: expected token 'name', got 'end of print statement' (line 1, column 7)"},
            {"{{ a|1 }}", "TemplateSyntaxError: expected token 'name', got 'integer' (line 1, column 6)"},
            {"{{ a|nope }}", "TemplateAssertionError: No filter named 'nope'. (line 1, column 6)"},
            {"{{ a|upper. }}",
             "TemplateSyntaxError: expected token 'name', got 'end of print statement' (line 1, column 13)"},
            {"{{ a is }}",
             "TemplateSyntaxError: expected token 'name', got 'end of print statement' (line 1, column 9)"},
            {"{{ a is 1 }}", "TemplateSyntaxError: expected token 'name', got 'integer' (line 1, column 9)"},
            {"{{ a is nope }}", "TemplateAssertionError: No test named 'nope'. (line 1, column 9)"},
            {"{{ a is not }}",
             "TemplateSyntaxError: expected token 'name', got 'end of print statement' (line 1, column 13)"},
            {"{{ 1 is odd is even }}",
             "TemplateSyntaxError: You cannot chain multiple tests with is (line 1, column 13)"},
            {"{{ a if }}", "TemplateSyntaxError: unexpected 'end of print statement' (line 1, column 9)"},
            {"{{ a if 1 else }}",
             "TemplateSyntaxError: unexpected 'end of print statement' (line 1, column 16)"},
            {"{{ not }}", "TemplateSyntaxError: unexpected 'end of print statement' (line 1, column 8)"},
            {"{{ a not b }}",
             "TemplateSyntaxError: expected token 'end of print statement', got 'not' (line 1, column 6)"},
            {"{{ a not in }}",
             "TemplateSyntaxError: unexpected 'end of print statement' (line 1, column 13)"},
            {"{{ a in }}", "TemplateSyntaxError: unexpected 'end of print statement' (line 1, column 9)"},
            {"{{ a == }}", "TemplateSyntaxError: unexpected 'end of print statement' (line 1, column 9)"},
        });
}

TEST(JinjaExpressions, AWrongOperatorIsToldWithItsPlace) {
    const std::string_view data = R"({"a": 5, "b": -3, "l": [3, 1, 2], "d": {"k": 1}, "s": "abc", "f": 2})";
    check(data,
          {
              {"{{ a < > b }}", "TemplateSyntaxError: unexpected '>' (line 1, column 8)"},
              {"{{ a = 1 }}",
               "TemplateSyntaxError: expected token 'end of print statement', got '=' (line 1, column 6)"},
              {"{{ 'a }}", R"(TemplateSyntaxError: unexpected char "'" at 3 (line 1, column 4))"},
              {R"({{ "a }})", R"(TemplateSyntaxError: unexpected char '"' at 3 (line 1, column 4))"},
              {"{{ a ! b }}", "TemplateSyntaxError: unexpected char '!' at 5 (line 1, column 6)"},
              {"{{ a & b }}", "TemplateSyntaxError: unexpected char '&' at 5 (line 1, column 6)"},
              {"{{ a @ }}", "TemplateSyntaxError: unexpected char '@' at 5 (line 1, column 6)"},
              {"{{ a ? b }}", "TemplateSyntaxError: unexpected char '?' at 5 (line 1, column 6)"},
              {"{{ $ }}", "TemplateSyntaxError: unexpected char '$' at 3 (line 1, column 4)"},
              {"{{ `a` }}", "TemplateSyntaxError: unexpected char '`' at 3 (line 1, column 4)"},
              {"{{ a ; b }}",
               "TemplateSyntaxError: expected token 'end of print statement', got ';' (line 1, column 6)"},
              {"{{ a : b }}",
               "TemplateSyntaxError: expected token 'end of print statement', got ':' (line 1, column 6)"},
              {R"({{ '\xZ' }})", R"(TemplateSyntaxError: truncated \xXX escape (line 1, column 4))"},
              {R"({{ '\u12' }})", R"(TemplateSyntaxError: truncated \uXXXX escape (line 1, column 4))"},
              {R"({{ '\N{x}' }})", "TemplateSyntaxError: unknown Unicode character name (line 1, column 4)"},
              {"{{ a",
               "TemplateSyntaxError: unexpected end of template, expected 'end of print statement'. (line 1, "
               "column 5)"},
              {"{{ a }", "TemplateSyntaxError: unexpected '}' (line 1, column 6)"},
              {"{{ a %}", "TemplateSyntaxError: unexpected '}' (line 1, column 7)"},
              {"{% if a }}", "TemplateSyntaxError: unexpected '}' (line 1, column 9)"},
              {"{{ 08 }}",
               "TemplateSyntaxError: expected token 'end of print statement', got 'integer' (line 1, column "
               "5)"},
              {"{{ 1__0 }}",
               "TemplateSyntaxError: expected token 'end of print statement', got '__0' (line 1, column 5)"},
              {"{{ 0x }}",
               "TemplateSyntaxError: expected token 'end of print statement', got 'x' (line 1, column 5)"},
              {"{{ 0b2 }}",
               "TemplateSyntaxError: expected token 'end of print statement', got 'b2' (line 1, column 5)"},
              {"{{ 1.e }}", "UndefinedError: 'int object' has no attribute 'e' (line 1, column 6)"},
          });
}

TEST(JinjaExpressions, AWrongCharacterIsToldWithItsPlace) {
    const std::string_view data = R"({"a": 5, "b": -3, "l": [3, 1, 2], "d": {"k": 1}, "s": "abc", "f": 2})";
    check(
        data,
        {
            {"{{ 1.2.3 }}", "UndefinedError: float object has no element 3 (line 1, column 8)"},
            {"{{ a ~ }}", "TemplateSyntaxError: unexpected 'end of print statement' (line 1, column 8)"},
            {"{{ ~ a }}", "TemplateSyntaxError: unexpected '~' (line 1, column 4)"},
            {"{{ a ** }}", "TemplateSyntaxError: unexpected 'end of print statement' (line 1, column 9)"},
            {"{{ a // }}", "TemplateSyntaxError: unexpected 'end of print statement' (line 1, column 9)"},
            {"{{ -}}",
             "TemplateSyntaxError: Expected an expression, got 'end of print statement' (line 1, column 4)"},
            {"{{ not not }}", "TemplateSyntaxError: unexpected 'end of print statement' (line 1, column 12)"},
            {"{{ a and }}", "TemplateSyntaxError: unexpected 'end of print statement' (line 1, column 10)"},
            {"{{ or a }}",
             "TemplateSyntaxError: expected token 'end of print statement', got 'a' (line 1, column 7)"},
            {"{{ a else b }}",
             "TemplateSyntaxError: expected token 'end of print statement', got 'else' (line 1, column 6)"},
            {"x\n{{ a\n + }}", "TemplateSyntaxError: unexpected 'end of print statement' (line 3, column 4)"},
            {"é {{ a b }}",
             "TemplateSyntaxError: expected token 'end of print statement', got 'b' (line 1, column 8)"},
            {"{{ a }}\n\n  {{ 1 + }}",
             "TemplateSyntaxError: unexpected 'end of print statement' (line 3, column 10)"},
            {"{{ {'a': 1 'b': 2} }}",
             "TemplateSyntaxError: expected token ',', got 'string' (line 1, column 12)"},
            {"{{ a[1:2:3:4] }}", "TemplateSyntaxError: expected token ',', got ':' (line 1, column 11)"},
            {"{{ a.1.b. }}", "TemplateSyntaxError: expected name or number (line 1, column 11)"},
            {"{{ (a, b }}", "TemplateSyntaxError: unexpected '}', expected ')' (line 1, column 10)"},
            {"{{ a|e(1 }}", "TemplateSyntaxError: unexpected '}', expected ')' (line 1, column 10)"},
            {"{{ a|e) }}", "TemplateSyntaxError: unexpected ')' (line 1, column 7)"},
        });
}

}  // namespace
}  // namespace tidings::jinja
