#include "jinja/template_test.h"

namespace tidings::jinja {
namespace {

TEST(JinjaTextFilters, UpperAndLowerMapEveryCharacter) {
    const std::string_view data =
        R"({"s": "Hello World", "u": "Ünï ßtring ŉ", "t": "<b>x & y</b>", "e": "", "n": null, )"
        R"("i": -42, "f": 2.5, "l": [1, "a"]})";
    check(data, {
                    {"{{ s|upper }}", "HELLO WORLD"},
                    {"{{ s|lower }}", "hello world"},
                    {"{{ u|upper }}", "ÜNÏ SSTRING ʼN"},
                    {"{{ u|lower }}", "ünï ßtring ŉ"},
                    {"{{ e|upper }}|", "|"},
                    {"{{ n|upper }}", "NONE"},
                    {"{{ i|upper }}", "-42"},
                    {"{{ f|lower }}", "2.5"},
                    {"{{ l|upper }}", "[1, 'A']"},
                    {"{{ true|lower }}", "true"},
                    {"{{ 'ǆ'|upper }} {{ 'Ǆ'|lower }} {{ 'ﬁ'|upper }}", "Ǆ ǆ FI"},
                    {"{{ 'İ'|lower|length }}", "2"},
                    {"{{ 'ÿ'|upper }} {{ 'µ'|upper }}", "Ÿ Μ"},
                    {"{{ nope|upper }}", "UndefinedError: 'nope' is undefined (line 1, column 4)"},
                });
}

TEST(JinjaTextFilters, CapitalizeRaisesTheFirstAndLowersTheRest) {
    check("{}", {
                    {"{{ 'hELLO wORLD'|capitalize }}", "Hello world"},
                    {"{{ 'éa'|capitalize }}", "Éa"},
                    {"{{ 'ßa'|capitalize }}", "Ssa"},
                    {"{{ ''|capitalize }}|", "|"},
                    {"{{ ' ab'|capitalize }}", " ab"},
                    {"{{ 12|capitalize }}", "12"},
                    {"{{ '1AB'|capitalize }}", "1ab"},
                });
}

TEST(JinjaTextFilters, TitleStartsWordsAtBlanksHyphensAndBrackets) {
    check("{}", {
                    {"{{ 'foo bar'|title }}", "Foo Bar"},
                    {R"({{ "foo's bar"|title }})", "Foo's Bar"},
                    {"{{ 'foo-bar'|title }}", "Foo-Bar"},
                    {"{{ 'f (b) [c] {d} <e>'|title }}", "F (B) [C] {D} <E>"},
                    {"{{ 'FOO\tBAR\nBAZ'|title }}", "Foo\tBar\nBaz"},
                    {"{{ 'a/b_c.d'|title }}", "A/b_c.d"},
                    {"{{ 'élan vital'|title }}", "Élan Vital"},
                    {"{{ ''|title }}|", "|"},
                    {"{{ 3|title }}", "3"},
                    {"{{ none|title }}", "None"},
                });
}

TEST(JinjaTextFilters, TrimTakesBlanksOrGivenCharacters) {
    check("{}", {
                    {"[{{ '  a b  '|trim }}]", "[a b]"},
                    {"[{{ '\t\n\xc2\xa0"
                     "a '|trim }}]",
                     "[a]"},
                    {"[{{ 'xxaxx'|trim('x') }}]", "[a]"},
                    {"[{{ 'xyaxy'|trim('yx') }}]", "[a]"},
                    {"[{{ ' x '|trim('') }}]", "[ x ]"},
                    {"[{{ ' x '|trim(none) }}]", "[x]"},
                    {"[{{ 'éaé'|trim('é') }}]", "[a]"},
                    {"[{{ 12|trim('1') }}]", "[2]"},
                    {"[{{ 'aaa'|trim('a') }}]", "[]"},
                    {"[{{ ''|trim }}]", "[]"},
                    {"[{{ '..a.'|trim(chars='.') }}]", "[a]"},
                });
}

TEST(JinjaTextFilters, ReplaceCountsFromTheLeft) {
    check("{}", {
                    {"{{ 'aaa'|replace('a', 'b') }}", "bbb"},
                    {"{{ 'aaa'|replace('a', 'b', 2) }}", "bba"},
                    {"{{ 'aaa'|replace('a', 'b', 0) }}", "aaa"},
                    {"{{ 'aaa'|replace('a', 'b', -1) }}", "bbb"},
                    {"{{ 'aaa'|replace('aa', 'b') }}", "ba"},
                    {"{{ 'ab'|replace('', '-') }}", "-a-b-"},
                    {"{{ 'ab'|replace('', '-', 2) }}", "-a-b"},
                    {"{{ ''|replace('', '-') }}", "-"},
                    {"{{ 'éà'|replace('', '.') }}", ".é.à."},
                    {"{{ 'abc'|replace('b', '') }}", "ac"},
                    {"{{ 'abc'|replace('z', 'y') }}", "abc"},
                    {"{{ 1210|replace(1, 'x') }}", "x2x0"},
                    {"{{ 'a'|replace(old='a', new='b') }}", "b"},
                    {"{{ 'abc'|replace('abc', 'abcabc') }}", "abcabc"},
                    {"{{ 'aaa'|replace('a','b',none) }}", "bbb"},
                });
}

TEST(JinjaTextFilters, ReplaceEscapesWhatJoinsASafeText) {
    check("{}",
          {
              {"{{ '<a>'|replace('a', 'b') }}", "&lt;b&gt;"},
              {"{{ '<a>'|safe|replace('a', '&') }}", "<&amp;>"},
              {"{{ '<a>'|replace('a'|safe, '&') }}", "&lt;&amp;&gt;"},
              {"{{ '<a>'|replace('a', '&'|safe) }}", "&lt;&&gt;"},
              {"{{ '<a>'|safe|replace('<', '>') }}", "&gt;a>"},
              {"{{ '<a>'|replace('<', '[') }}", "[a&gt;"},
          },
          {.autoescape = true});
}

TEST(JinjaTextFilters, StringKeepsSafety) {
    check("{}", {
                    {"{{ 5|string }}{{ 1.0|string }}{{ none|string }}{{ [1]|string }}", "51.0None[1]"},
                    {"{{ '<'|safe|string is escaped }}", "True"},
                    {"{{ '<'|string is escaped }}", "False"},
                    {"{{ 1|string is string }}", "True"},
                    {"{{ ('a'|string) == 'a' }}", "True"},
                    {"{{ x|string }}", "UndefinedError: 'x' is undefined (line 1, column 4)"},
                });
}

TEST(JinjaTextFilters, FormatTakesPositionsOrNames) {
    check(
        "{}",
        {
            {"{{ '%s-%s'|format(1, 'a') }}", "1-a"},
            {"{{ '%(a)s %(b)d'|format(a='x', b=2) }}", "x 2"},
            {"{{ 'x'|format }}", "x"},
            {"{{ '%%'|format }}", "%"},
            {"{{ '%s'|format }}", "TypeError: not enough arguments for format string (line 1, column 9)"},
            {"{{ 'x'|format(1) }}",
             "TypeError: not all arguments converted during string formatting (line 1, column 8)"},
            {"{{ '%s %(a)s'|format(1, a=2) }}",
             "FilterArgumentError: can't handle positional and keyword arguments at the same time (line 1, "
             "column 15)"},
            {"{{ '%(a)s'|format(b=1) }}", "KeyError: 'a' (line 1, column 12)"},
            {"{{ '%s'|format('<') }}", "<"},
            {"{{ '%s'|safe|format('<') }}", "&lt;"},
            {"{{ '%5.2f|%-6s|%06d|%+d|% d'|format(3.14159, 'ab', -42, 7, 8) }}", " 3.14|ab    |-00042|+7| 8"},
            {"{{ '%x %X %o %c %e %g %r'|format(255, 255, 8, 'z', 12345.678, 0.0001, 'q') }}",
             "ff FF 10 z 1.234568e+04 0.0001 'q'"},
            {"{{ '%*d'|format(5, 3) }}", "    3"},
            {"{{ '%.*f'|format(2, 3.14159) }}", "3.14"},
            {"{{ '%.2s'|format('éàü') }}", "éà"},
            {"{{ '%5s|'|format('é') }}", "    é|"},
            {"{{ '%c'|format(233) }}", "é"},
            {"{{ '%c'|format('ab') }}", "TypeError: %c requires int or char (line 1, column 9)"},
            {"{{ '%c'|format(55296) }}", "ValueError: a surrogate is no character (line 1, column 9)"},
            {"{{ '%c'|format(57343) }}", "ValueError: a surrogate is no character (line 1, column 9)"},
            {"{{ '%c'|format(57344) }}", "\xee\x80\x80"},
            {"{{ '%d'|format(3.99) }}", "3"},
            {"{{ '%d'|format('3') }}",
             "TypeError: %d format: a real number is required, not str (line 1, column 9)"},
            {"{{ '%i %u'|format(3, 4) }}", "3 4"},
            {"{{ '%#x %#o'|format(10, 8) }}", "0xa 0o10"},
            {"{{ '%s'|format(none) }}", "None"},
            {"{{ '%d'|format(true) }}", "1"},
            {"{{ '%f'|format(1) }}", "1.000000"},
            {"{{ '%'|format }}", "ValueError: incomplete format (line 1, column 8)"},
            {"{{ '%5'|format(1) }}", "ValueError: incomplete format (line 1, column 9)"},
            {"{{ '%q'|format(1) }}",
             "ValueError: unsupported format character 'q' (0x71) at index 1 (line 1, column 9)"},
            {"{{ '%(a'|format(a=1) }}", "ValueError: incomplete format key (line 1, column 10)"},
            {"{{ '%a'|format('é') }}", R"('\xe9')"},
            {"{{ '%s %s'|format(*[1, 2]) }}", "1 2"},
            {"{{ '%(k)s'|format(**{'k': 3}) }}", "3"},
            {"{{ '%g %g %G'|format(1e100, 100000, 1e-10) }}", "1e+100 100000 1E-10"},
            {"{{ '%.3e|%10.2e|'|format(0, 12345) }}", "0.000e+00|  1.23e+04|"},
            {"{{ '%-+8.2f|%08.3f'|format(2.5, -2.5) }}", "+2.50   |-002.500"},
            {"{{ '%s'|format(1e16) }} {{ '%.0f'|format(2.5) }} {{ '%.0f'|format(3.5) }}", "1e+16 2 4"},
            {"{{ '%x'|format(-255) }}", "-ff"},
            {"{{ '%x'|format(1.5) }}",
             "TypeError: %x format: an integer is required, not float (line 1, column 9)"},
            {"{{ '%f %d'|format('inf'|float, 1) }}", "inf 1"},
        });
}

TEST(JinjaTextFilters, WordcountCountsRunsOfWordCharacters) {
    check("{}", {
                    {"{{ 'a b  c'|wordcount }}", "3"},
                    {"{{ ''|wordcount }}", "0"},
                    {"{{ '  '|wordcount }}", "0"},
                    {R"({{ 'foo-bar_baz it\'s'|wordcount }})", "4"},
                    {"{{ 'élan à la'|wordcount }}", "3"},
                    {"{{ 12|wordcount }}", "1"},
                    {"{{ '日本 語'|wordcount }}", "2"},
                    {"{{ 'a.b,c;d'|wordcount }}", "4"},
                });
}

}  // namespace
}  // namespace tidings::jinja
