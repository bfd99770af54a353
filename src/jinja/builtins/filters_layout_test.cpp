#include "jinja/template_test.h"

namespace tidings::jinja {
namespace {

TEST(JinjaLayoutFilters, CenterPadsBothSides) {
    const std::string_view data =
        R"({"m": "one\ntwo\n\nthree\n", "t": "the quick brown fox jumps over the lazy-dog", )"
        R"("s": "Hello World"})";
    check(data, {
                    {"[{{ 'ab'|center(6) }}]", "[  ab  ]"},
                    {"[{{ 'ab'|center(5) }}]", "[  ab ]"},
                    {"[{{ 'abc'|center(6) }}]", "[ abc  ]"},
                    {"[{{ 'ab'|center(2) }}]", "[ab]"},
                    {"[{{ 'ab'|center(0) }}]", "[ab]"},
                    {"[{{ 'ab'|center(-3) }}]", "[ab]"},
                    {"[{{ 'é'|center(3) }}]", "[ é ]"},
                    {"[{{ ''|center(2) }}]", "[  ]"},
                    {"[{{ 5|center(3) }}]", "[ 5 ]"},
                    {"{{ 'a'|center|length }}", "80"},
                    {"{{ 'a'|center('x') }}",
                     "TypeError: 'str' object cannot be interpreted as an integer (line 1, column 8)"},
                    {"{{ ('<'|safe)|center(3) is escaped }}", "True"},
                });
}

TEST(JinjaLayoutFilters, IndentLeavesTheFirstAndBlankLines) {
    const std::string_view data =
        R"({"m": "one\ntwo\n\nthree\n", "t": "the quick brown fox jumps over the lazy-dog", )"
        R"("s": "Hello World"})";
    check(data,
          {
              {"{{ m|indent }}", "one\n    two\n\n    three\n"},
              {"{{ m|indent(2) }}", "one\n  two\n\n  three\n"},
              {"{{ m|indent(2, true) }}", "  one\n  two\n\n  three\n"},
              {"{{ m|indent(2, false, true) }}", "one\n  two\n  \n  three\n  "},
              {"{{ m|indent(2, first=true, blank=true) }}", "  one\n  two\n  \n  three\n  "},
              {"{{ m|indent('> ') }}", "one\n> two\n\n> three\n"},
              {"{{ 'a'|indent(2) }}", "a"},
              {"{{ ''|indent(2, true) }}|", "  |"},
              {R"({{ 'a\n'|indent(1) }}|)", "a\n|"},
              {"{{ m|indent(0) }}", "one\ntwo\n\nthree\n"},
              {"{{ 5|indent }}",
               "TypeError: unsupported operand type(s) for +=: 'int' and 'str' (line 1, column 6)"},
              {"{{ none|indent }}",
               "TypeError: unsupported operand type(s) for +=: 'NoneType' and 'str' (line 1, column 9)"},
              {R"({{ 'a\r\nb'|indent(1) }})", "a\n b"},
              {"{{ x|indent }}", "UndefinedError: 'x' is undefined (line 1, column 4)"},
          });
}

TEST(JinjaLayoutFilters, TruncateKeepsWordsAndLeeway) {
    const std::string_view data =
        R"({"m": "one\ntwo\n\nthree\n", "t": "the quick brown fox jumps over the lazy-dog", )"
        R"("s": "Hello World"})";
    check(data, {
                    {"{{ t|truncate(9) }}", "the..."},
                    {"{{ t|truncate(9, true) }}", "the qu..."},
                    {"{{ t|truncate(9, false, '..') }}", "the.."},
                    {"{{ t|truncate(43) }}", "the quick brown fox jumps over the lazy-dog"},
                    {"{{ t|truncate(38) }}", "the quick brown fox jumps over the lazy-dog"},
                    {"{{ t|truncate(37) }}", "the quick brown fox jumps over..."},
                    {"{{ t|truncate(38, leeway=0) }}", "the quick brown fox jumps over the..."},
                    {"{{ t|truncate(3) }}", "..."},
                    {"{{ t|truncate(2) }}", "AssertionError: expected length >= 3, got 2 (line 1, column 6)"},
                    {"{{ t|truncate(9, true, '', 0) }}", "the quick"},
                    {"{{ t|truncate(length=12, end='…', leeway=0) }}", "the quick…"},
                    {"{{ ''|truncate(3) }}|", "|"},
                    {"{{ 'abcdefghij'|truncate(5, leeway=0) }}", "ab..."},
                    {"{{ 'éàüöß xyz'|truncate(6, true, '.', 0) }}", "éàüöß."},
                    {"{{ t|truncate }}", "the quick brown fox jumps over the lazy-dog"},
                    {"{{ 5|truncate }}", "TypeError: object of type 'int' has no len() (line 1, column 6)"},
                    {"{{ t|truncate(9, leeway=-1) }}",
                     "AssertionError: expected leeway >= 0, got -1 (line 1, column 6)"},
                    {"{{ ('<b> bold words'|safe)|truncate(8, false, '<', 0) is escaped }}", "True"},
                });
}

TEST(JinjaLayoutFilters, WordwrapBreaksAtBlanksAndHyphens) {
    const std::string_view data =
        R"({"m": "one\ntwo\n\nthree\n", "t": "the quick brown fox jumps over the lazy-dog", )"
        R"("s": "Hello World"})";
    check(data,
          {
              {"{{ t|wordwrap(10) }}", "the quick\nbrown fox\njumps over\nthe lazy-\ndog"},
              {"{{ t|wordwrap(15) }}", "the quick brown\nfox jumps over\nthe lazy-dog"},
              {"{{ t|wordwrap(5) }}", "the\nquick\nbrown\nfox\njumps\nover\nthe\nlazy-\ndog"},
              {"{{ t|wordwrap(3) }}", "the\nqui\nck \nbro\nwn\nfox\njum\nps \nove\nr\nthe\nlaz\ny-\ndog"},
              {"{{ t|wordwrap(3, false) }}", "the\nquick\nbrown\nfox\njumps\nover\nthe\nlazy-\ndog"},
              {"{{ t|wordwrap(41) }}", "the quick brown fox jumps over the lazy-\ndog"},
              {"{{ t|wordwrap(41, true, none, false) }}", "the quick brown fox jumps over the\nlazy-dog"},
              {"{{ t|wordwrap(12, wrapstring='|') }}", "the quick|brown fox|jumps over|the lazy-dog"},
              {"{{ 'kn-1-bab ab-c-de'|wordwrap(5, false) }}", "kn-1-bab\nab-c-\nde"},
              {"{{ m|wordwrap(4) }}|", "one\ntwo\n\nthre\ne|"},
              {"{{ ''|wordwrap }}|", "|"},
              {"{{ 'abcdefgh'|wordwrap(3) }}", "abc\ndef\ngh"},
              {"{{ 'abcdefgh ij'|wordwrap(3, false) }}", "abcdefgh\nij"},
              {"{{ 'a  b   c'|wordwrap(3) }}", "a\nb\nc"},
              {"{{ '   lead'|wordwrap(4) }}", "lead"},
              {"{{ 'a-b-c-d'|wordwrap(3) }}", "a-\nb-\nc-d"},
              {"{{ 'well-known co-op'|wordwrap(6) }}", "well-\nknown\nco-op"},
              {"{{ 'ab-cd'|wordwrap(3, break_on_hyphens=false) }}", "ab-\ncd"},
              {R"({{ 'a\n\nb'|wordwrap(5) }})", "a\n\nb"},
              {"{{ 'éàü öß'|wordwrap(3) }}", "éàü\nöß"},
              {"{{ t|wordwrap(0) }}", "ValueError: invalid width 0 (must be > 0) (line 1, column 6)"},
              {"{{ 5|wordwrap }}",
               "AttributeError: 'int' object has no attribute 'splitlines' (line 1, column 6)"},
              {"{{ 'x'|wordwrap(-1) }}", "ValueError: invalid width -1 (must be > 0) (line 1, column 8)"},
              {"{{ 'trailing   '|wordwrap(10) }}|", "trailing|"},
              {"{{ 'aaa bbb-ccc ddd'|wordwrap(7) }}", "aaa\nbbb-ccc\nddd"},
              {"{{ 'a -b --c'|wordwrap(4) }}", "a -b\n--c"},
          });
}

}  // namespace
}  // namespace tidings::jinja
