#include "jinja/template_test.h"

namespace tidings::jinja {
namespace {

TEST(JinjaSequenceFilters, FirstAndLastOfEveryKindOfSequence) {
    const std::string_view data =
        R"({"l": [3, 1, 2], "w": ["b", "A", "c", "a"], "u": [{"n": "bob", "a": 3, "g": "x", )"
        R"("m": {"k": [1, 2]}}, {"n": "Al", "a": 1, "g": "y", "m": {"k": [0, 9]}}, {"n": "cy", )"
        R"("a": 2, "g": "X", "m": {"k": [5, 4]}}], "d": {"b": 1, "A": 2, "c": 0}, "s": "añb", )"
        R"("e": []})";
    check(data,
          {
              {"{{ l|first }}{{ l|last }}", "32"},
              {"{{ s|first }}{{ s|last }}", "ab"},
              {"{{ d|first }}{{ d|last }}", "bc"},
              {"{{ range(3, 9)|first }}{{ range(3, 9)|last }}", "38"},
              {"{{ (7, 8)|first }}{{ (7, 8)|last }}", "78"},
              {"{{ {'z': 1}|first }}{{ {'z': 1}|last }}", "zz"},
              {"{{ l|map('string')|first }}", "3"},
              {"{{ l|map('string')|last }}",
               "TypeError: 'generator' object is not reversible (line 1, column 20)"},
              {"{{ e|first }}", "UndefinedError: No first item, sequence was empty. (line 1, column 6)"},
              {"{{ e|last }}", "UndefinedError: No last item, sequence was empty. (line 1, column 6)"},
              {"{{ ''|first }}", "UndefinedError: No first item, sequence was empty. (line 1, column 7)"},
              {"{{ e|first|d('none') }}", "none"},
              {"{{ 5|first }}", "TypeError: 'int' object is not iterable (line 1, column 6)"},
              {"{{ 5|last }}", "TypeError: 'int' object is not reversible (line 1, column 6)"},
              {"{{ none|first }}", "TypeError: 'NoneType' object is not iterable (line 1, column 9)"},
              {"{{ nope|first }}", "UndefinedError: 'nope' is undefined (line 1, column 4)"},
              {"{{ nope|last }}", "UndefinedError: 'nope' is undefined (line 1, column 4)"},
              {"{% set g = l|map('abs') %}{{ g|first }}{{ g|first }}{{ g|list }}", "31[2]"},
          });
}

TEST(JinjaSequenceFilters, EmptySequencesGiveNothingWhenNotStrict) {
    const std::string_view data =
        R"({"l": [3, 1, 2], "w": ["b", "A", "c", "a"], "u": [{"n": "bob", "a": 3, "g": "x", )"
        R"("m": {"k": [1, 2]}}, {"n": "Al", "a": 1, "g": "y", "m": {"k": [0, 9]}}, {"n": "cy", )"
        R"("a": 2, "g": "X", "m": {"k": [5, 4]}}], "d": {"b": 1, "A": 2, "c": 0}, "s": "añb", )"
        R"("e": []})";
    check(data,
          {
              {"[{{ e|first }}]", "[]"},
              {"[{{ e|last }}]", "[]"},
              {"[{{ e|max }}]", "[]"},
              {"[{{ e|min }}]", "[]"},
              {"[{{ nope|first }}]", "[]"},
              {"[{{ nope|last }}]", "[]"},
              {"{{ nope|length }}", "0"},
              {"[{{ nope|join(',') }}]", "[]"},
              {"{{ nope|list }}", "[]"},
              {"{{ nope|sum }}", "0"},
              {"{{ nope|sort }}", "[]"},
              {"{{ nope|unique|list }}", "[]"},
              {"{{ nope|batch(2)|list }}", "[]"},
              {"{{ nope|slice(2)|list }}", "[[], []]"},
              {"{{ nope|reverse|list }}", "[]"},
              {"{{ nope|items|list }}", "[]"},
              {"{{ nope|groupby('x') }}", "[]"},
          },
          {.undefined = Undefined::standard});
}

TEST(JinjaSequenceFilters, LengthCountsCharactersAndMembers) {
    const std::string_view data =
        R"({"l": [3, 1, 2], "w": ["b", "A", "c", "a"], "u": [{"n": "bob", "a": 3, "g": "x", )"
        R"("m": {"k": [1, 2]}}, {"n": "Al", "a": 1, "g": "y", "m": {"k": [0, 9]}}, {"n": "cy", )"
        R"("a": 2, "g": "X", "m": {"k": [5, 4]}}], "d": {"b": 1, "A": 2, "c": 0}, "s": "añb", )"
        R"("e": []})";
    check(data,
          {
              {"{{ l|length }}", "3"},
              {"{{ s|length }}", "3"},
              {"{{ d|length }}", "3"},
              {"{{ e|length }}", "0"},
              {"{{ ''|count }}", "0"},
              {"{{ '😀é'|length }}", "2"},
              {"{{ range(2, 20, 3)|length }}", "6"},
              {"{{ (1, 2)|length }}", "2"},
              {"{{ {'a': 1}|count }}", "1"},
              {"{{ 5|length }}", "TypeError: object of type 'int' has no len() (line 1, column 6)"},
              {"{{ none|length }}", "TypeError: object of type 'NoneType' has no len() (line 1, column 9)"},
              {"{{ l|map('abs')|length }}",
               "TypeError: object of type 'generator' has no len() (line 1, column 17)"},
              {"{{ nope|length }}", "UndefinedError: 'nope' is undefined (line 1, column 4)"},
          });
}

TEST(JinjaSequenceFilters, ListMakesAListOfAnything) {
    const std::string_view data =
        R"({"l": [3, 1, 2], "w": ["b", "A", "c", "a"], "u": [{"n": "bob", "a": 3, "g": "x", )"
        R"("m": {"k": [1, 2]}}, {"n": "Al", "a": 1, "g": "y", "m": {"k": [0, 9]}}, {"n": "cy", )"
        R"("a": 2, "g": "X", "m": {"k": [5, 4]}}], "d": {"b": 1, "A": 2, "c": 0}, "s": "añb", )"
        R"("e": []})";
    check(data, {
                    {"{{ s|list }}", "['a', 'ñ', 'b']"},
                    {"{{ d|list }}", "['b', 'A', 'c']"},
                    {"{{ range(3)|list }}", "[0, 1, 2]"},
                    {"{{ (1, 2)|list }}", "[1, 2]"},
                    {"{{ l|list }}", "[3, 1, 2]"},
                    {"{{ ''|list }}", "[]"},
                    {"{{ {'a': 1}.values()|list }}", "[1]"},
                    {"{{ 5|list }}", "TypeError: 'int' object is not iterable (line 1, column 6)"},
                    {"{{ nope|list }}", "UndefinedError: 'nope' is undefined (line 1, column 4)"},
                    {"{{ (l|list) is sameas l }}", "False"},
                });
}

TEST(JinjaSequenceFilters, ReverseKeepsTextsAsTexts) {
    const std::string_view data =
        R"({"l": [3, 1, 2], "w": ["b", "A", "c", "a"], "u": [{"n": "bob", "a": 3, "g": "x", )"
        R"("m": {"k": [1, 2]}}, {"n": "Al", "a": 1, "g": "y", "m": {"k": [0, 9]}}, {"n": "cy", )"
        R"("a": 2, "g": "X", "m": {"k": [5, 4]}}], "d": {"b": 1, "A": 2, "c": 0}, "s": "añb", )"
        R"("e": []})";
    check(data,
          {
              {"{{ s|reverse }}", "bña"},
              {"{{ l|reverse|list }}", "[2, 1, 3]"},
              {"{{ (1, 2)|reverse|list }}", "[2, 1]"},
              {"{{ range(4)|reverse|list }}", "[3, 2, 1, 0]"},
              {"{{ d|reverse|list }}", "['c', 'A', 'b']"},
              {"{{ ''|reverse }}|", "|"},
              {"{{ '<'|safe|reverse is escaped }}", "True"},
              {"{{ 5|reverse }}", "FilterArgumentError: argument must be iterable (line 1, column 6)"},
              {"{{ none|reverse }}", "FilterArgumentError: argument must be iterable (line 1, column 9)"},
              {"{{ l|reverse|reverse|list }}", "[3, 1, 2]"},
              {"{{ l|map('abs')|reverse|list }}", "[2, 1, 3]"},
              {"{{ nope|reverse }}", "UndefinedError: 'nope' is undefined (line 1, column 4)"},
          });
}

TEST(JinjaSequenceFilters, SortOrdersTextsWithoutTheirCase) {
    const std::string_view data =
        R"({"l": [3, 1, 2], "w": ["b", "A", "c", "a"], "u": [{"n": "bob", "a": 3, "g": "x", )"
        R"("m": {"k": [1, 2]}}, {"n": "Al", "a": 1, "g": "y", "m": {"k": [0, 9]}}, {"n": "cy", )"
        R"("a": 2, "g": "X", "m": {"k": [5, 4]}}], "d": {"b": 1, "A": 2, "c": 0}, "s": "añb", )"
        R"("e": []})";
    check(data, {
                    {"{{ l|sort }}", "[1, 2, 3]"},
                    {"{{ l|sort(true) }}", "[3, 2, 1]"},
                    {"{{ w|sort }}", "['A', 'a', 'b', 'c']"},
                    {"{{ w|sort(case_sensitive=true) }}", "['A', 'a', 'b', 'c']"},
                    {"{{ w|sort(reverse=true) }}", "['c', 'b', 'A', 'a']"},
                    {"{{ w|sort(true, true) }}", "['c', 'b', 'a', 'A']"},
                    {"{{ d|sort }}", "['A', 'b', 'c']"},
                    {"{{ s|sort }}", "['a', 'b', 'ñ']"},
                    {"{{ [2.5, 1, true]|sort }}", "[1, True, 2.5]"},
                    {"{{ [[2, 1], [1, 9], [1, 2]]|sort }}", "[[1, 2], [1, 9], [2, 1]]"},
                    {"{{ [(2, 'b'), (2, 'a')]|sort }}", "[(2, 'a'), (2, 'b')]"},
                    {"{{ [1, 'a']|sort }}",
                     "TypeError: '<' not supported between instances of 'str' and 'int' (line 1, column 13)"},
                    {"{{ [none, none]|sort }}", "[None, None]"},
                    {"{{ [none]|sort }}", "[None]"},
                    {"{{ [{}, {}]|sort }}", "[{}, {}]"},
                    {"{{ e|sort }}", "[]"},
                    {"{{ 5|sort }}", "TypeError: 'int' object is not iterable (line 1, column 6)"},
                    {"{{ l|map('abs')|sort }}", "[1, 2, 3]"},
                });
}

TEST(JinjaSequenceFilters, SortByAttributesIsStable) {
    const std::string_view data =
        R"({"l": [3, 1, 2], "w": ["b", "A", "c", "a"], "u": [{"n": "bob", "a": 3, "g": "x", )"
        R"("m": {"k": [1, 2]}}, {"n": "Al", "a": 1, "g": "y", "m": {"k": [0, 9]}}, {"n": "cy", )"
        R"("a": 2, "g": "X", "m": {"k": [5, 4]}}], "d": {"b": 1, "A": 2, "c": 0}, "s": "añb", )"
        R"("e": []})";
    check(data, {
                    {"{{ u|sort(attribute='n')|map(attribute='n')|join }}", "Albobcy"},
                    {"{{ u|sort(attribute='a')|map(attribute='a')|join }}", "123"},
                    {"{{ u|sort(attribute='g')|map(attribute='n')|join }}", "bobcyAl"},
                    {"{{ u|sort(attribute='g', case_sensitive=true)|map(attribute='n')|join }}", "cybobAl"},
                    {"{{ u|sort(attribute='g,n')|map(attribute='n')|join }}", "bobcyAl"},
                    {"{{ u|sort(attribute='m.k.1')|map(attribute='n')|join }}", "bobcyAl"},
                    {"{{ u|sort(attribute='g', reverse=true)|map(attribute='n')|join }}", "Albobcy"},
                    {"{{ [[1, 2], [0, 3]]|sort(attribute=1) }}", "[[1, 2], [0, 3]]"},
                    {"{{ [[1, 2], [0, 3]]|sort(attribute='0') }}", "[[0, 3], [1, 2]]"},
                    {"{{ u|sort(attribute='nope') }}",
                     "UndefinedError: 'dict object' has no attribute 'nope' (line 1, column 6)"},
                    {"{{ u|sort(attribute='a.b.c') }}",
                     "UndefinedError: 'int object' has no attribute 'b' (line 1, column 6)"},
                    {"{{ [3, 1]|sort(attribute='') }}",
                     "UndefinedError: 'int object' has no attribute '' (line 1, column 11)"},
                });
}

TEST(JinjaSequenceFilters, UniqueKeepsTheFirstOfEach) {
    const std::string_view data =
        R"({"l": [3, 1, 2], "w": ["b", "A", "c", "a"], "u": [{"n": "bob", "a": 3, "g": "x", )"
        R"("m": {"k": [1, 2]}}, {"n": "Al", "a": 1, "g": "y", "m": {"k": [0, 9]}}, {"n": "cy", )"
        R"("a": 2, "g": "X", "m": {"k": [5, 4]}}], "d": {"b": 1, "A": 2, "c": 0}, "s": "añb", )"
        R"("e": []})";
    check(data, {
                    {"{{ [1, 2, 1, 3, 2]|unique|list }}", "[1, 2, 3]"},
                    {"{{ ['a', 'A', 'b']|unique|list }}", "['a', 'b']"},
                    {"{{ ['a', 'A', 'b']|unique(true)|list }}", "['a', 'A', 'b']"},
                    {"{{ u|unique(attribute='g')|map(attribute='n')|list }}", "['bob', 'Al']"},
                    {"{{ [1, 1.0, true]|unique|list }}", "[1]"},
                    {"{{ 'abca'|unique|list }}", "['a', 'b', 'c']"},
                    {"{{ []|unique|list }}", "[]"},
                    {"{{ [[1]]|unique|list }}", "TypeError: unhashable type: 'list' (line 1, column 17)"},
                    {"{{ [(1, 2), (1, 2)]|unique|list }}", "[(1, 2)]"},
                    {"{{ range(12)|unique|list }}", "[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]"},
                    {"{{ [none, none, 0, false]|unique|list }}", "[None, 0]"},
                });
}

TEST(JinjaSequenceFilters, MinAndMaxIgnoreCaseUnlessItCounts) {
    const std::string_view data =
        R"({"l": [3, 1, 2], "w": ["b", "A", "c", "a"], "u": [{"n": "bob", "a": 3, "g": "x", )"
        R"("m": {"k": [1, 2]}}, {"n": "Al", "a": 1, "g": "y", "m": {"k": [0, 9]}}, {"n": "cy", )"
        R"("a": 2, "g": "X", "m": {"k": [5, 4]}}], "d": {"b": 1, "A": 2, "c": 0}, "s": "añb", )"
        R"("e": []})";
    check(data,
          {
              {"{{ l|min }}{{ l|max }}", "13"},
              {"{{ w|min }}{{ w|max }}", "Ac"},
              {"{{ w|min(true) }}{{ w|max(case_sensitive=true) }}", "Ac"},
              {"{{ (u|min(attribute='a')).n }}", "Al"},
              {"{{ (u|max(attribute='n')).n }}", "cy"},
              {"{{ [1, 2.5]|max }}", "2.5"},
              {"{{ [2, 2.0]|max }}{{ [2, 2.0]|min }}", "22"},
              {"{{ 'bca'|max }}", "c"},
              {"{{ e|max }}", "UndefinedError: No aggregated item, sequence was empty. (line 1, column 6)"},
              {"{{ e|min }}", "UndefinedError: No aggregated item, sequence was empty. (line 1, column 6)"},
              {"{{ [1, 'a']|max }}",
               "TypeError: '>' not supported between instances of 'str' and 'int' (line 1, column 13)"},
              {"{{ ['a', 1]|min }}",
               "TypeError: '<' not supported between instances of 'int' and 'str' (line 1, column 13)"},
              {"{{ 5|max }}", "TypeError: 'int' object is not iterable (line 1, column 6)"},
              {"{{ nope|min }}", "UndefinedError: 'nope' is undefined (line 1, column 4)"},
          });
}

TEST(JinjaSequenceFilters, SumAddsFromItsStart) {
    const std::string_view data =
        R"({"l": [3, 1, 2], "w": ["b", "A", "c", "a"], "u": [{"n": "bob", "a": 3, "g": "x", )"
        R"("m": {"k": [1, 2]}}, {"n": "Al", "a": 1, "g": "y", "m": {"k": [0, 9]}}, {"n": "cy", )"
        R"("a": 2, "g": "X", "m": {"k": [5, 4]}}], "d": {"b": 1, "A": 2, "c": 0}, "s": "añb", )"
        R"("e": []})";
    check(data, {
                    {"{{ l|sum }}", "6"},
                    {"{{ e|sum }}", "0"},
                    {"{{ l|sum(start=10) }}", "16"},
                    {"{{ u|sum(attribute='a') }}", "6"},
                    {"{{ u|sum('a', 100) }}", "106"},
                    {"{{ [1.5, 2]|sum }}", "3.5"},
                    {"{{ [[1], [2]]|sum(start=[]) }}", "[1, 2]"},
                    {"{{ ['a']|sum }}",
                     "TypeError: unsupported operand type(s) for +: 'int' and 'str' (line 1, column 10)"},
                    {"{{ ['a', 'b']|sum(start='') }}",
                     "TypeError: sum() can't sum strings [use ''.join(seq) instead] (line 1, column 15)"},
                    {"{{ [true, true]|sum }}", "2"},
                    {"{{ u|sum(attribute='m.k.0') }}", "6"},
                    {"{{ 5|sum }}", "TypeError: 'int' object is not iterable (line 1, column 6)"},
                    {"{{ [0.1, 0.2]|sum }}", "0.30000000000000004"},
                });
}

TEST(JinjaSequenceFilters, JoinPutsTextsTogether) {
    const std::string_view data =
        R"({"l": [3, 1, 2], "w": ["b", "A", "c", "a"], "u": [{"n": "bob", "a": 3, "g": "x", )"
        R"("m": {"k": [1, 2]}}, {"n": "Al", "a": 1, "g": "y", "m": {"k": [0, 9]}}, {"n": "cy", )"
        R"("a": 2, "g": "X", "m": {"k": [5, 4]}}], "d": {"b": 1, "A": 2, "c": 0}, "s": "añb", )"
        R"("e": []})";
    check(data, {
                    {"{{ l|join }}", "312"},
                    {"{{ l|join('-') }}", "3-1-2"},
                    {"{{ u|join(', ', attribute='n') }}", "bob, Al, cy"},
                    {"{{ u|join(attribute='a') }}", "312"},
                    {"{{ s|join('.') }}", "a.ñ.b"},
                    {"{{ d|join(',') }}", "b,A,c"},
                    {"{{ e|join(',') }}|", "|"},
                    {"{{ [1]|join(',') }}", "1"},
                    {"{{ [none, true, 1.0]|join('|') }}", "None|True|1.0"},
                    {"{{ l|join(1) }}", "31112"},
                    {"{{ 5|join }}", "TypeError: 'int' object is not iterable (line 1, column 6)"},
                    {"{{ nope|join }}", "UndefinedError: 'nope' is undefined (line 1, column 4)"},
                    {"{{ [nope]|join }}", "UndefinedError: 'nope' is undefined (line 1, column 11)"},
                    {"{{ l|map('abs')|join('+') }}", "3+1+2"},
                    {"{{ [[1], {'a': 2}]|join(' ') }}", "[1] {'a': 2}"},
                });
}

TEST(JinjaSequenceFilters, JoinEscapesOnceOnePartIsSafe) {
    check("{}",
          {
              {"{{ ['<', '>']|join('&') }}", "&lt;&amp;&gt;"},
              {"{{ ['<', '>'|safe]|join('&') }}", "&lt;&amp;>"},
              {"{{ ['<'|safe, '>'|safe]|join('&') }}", "<&amp;>"},
              {"{{ ['<', '>']|join('&'|safe) }}", "&lt;&&gt;"},
              {"{{ ['<'|safe]|join is escaped }}", "True"},
              {"{{ ['<']|join is escaped }}", "False"},
              {"{{ ['<', 1]|join('<br>'|safe) }}", "&lt;<br>1"},
              {"{{ []|join('<'|safe) is escaped }}", "True"},
          },
          {.autoescape = true});
}

TEST(JinjaSequenceFilters, BatchFillsRows) {
    const std::string_view data =
        R"({"l": [3, 1, 2], "w": ["b", "A", "c", "a"], "u": [{"n": "bob", "a": 3, "g": "x", )"
        R"("m": {"k": [1, 2]}}, {"n": "Al", "a": 1, "g": "y", "m": {"k": [0, 9]}}, {"n": "cy", )"
        R"("a": 2, "g": "X", "m": {"k": [5, 4]}}], "d": {"b": 1, "A": 2, "c": 0}, "s": "añb", )"
        R"("e": []})";
    check(
        data,
        {
            {"{{ l|batch(2)|list }}", "[[3, 1], [2]]"},
            {"{{ l|batch(2, 'x')|list }}", "[[3, 1], [2, 'x']]"},
            {"{{ l|batch(3, 'x')|list }}", "[[3, 1, 2]]"},
            {"{{ l|batch(5)|list }}", "[[3, 1, 2]]"},
            {"{{ l|batch(5, 0)|list }}", "[[3, 1, 2, 0, 0]]"},
            {"{{ e|batch(2, 'x')|list }}", "[]"},
            {"{{ l|batch(1)|list }}", "[[3], [1], [2]]"},
            {"{{ s|batch(2)|list }}", "[['a', 'ñ'], ['b']]"},
            {"{{ l|batch(linecount=2, fill_with=9)|list }}", "[[3, 1], [2, 9]]"},
            {"{{ l|batch }}",
             "TypeError: do_batch() missing 1 required positional argument: 'linecount' (line 1, column 6)"},
            {"{{ 5|batch(2)|list }}", "TypeError: 'int' object is not iterable (line 1, column 15)"},
            {"{{ l|batch(2)|map('join')|list }}", "['31', '2']"},
        });
}

TEST(JinjaSequenceFilters, SliceMakesColumns) {
    const std::string_view data =
        R"({"l": [3, 1, 2], "w": ["b", "A", "c", "a"], "u": [{"n": "bob", "a": 3, "g": "x", )"
        R"("m": {"k": [1, 2]}}, {"n": "Al", "a": 1, "g": "y", "m": {"k": [0, 9]}}, {"n": "cy", )"
        R"("a": 2, "g": "X", "m": {"k": [5, 4]}}], "d": {"b": 1, "A": 2, "c": 0}, "s": "añb", )"
        R"("e": []})";
    check(data, {
                    {"{{ l|slice(2)|list }}", "[[3, 1], [2]]"},
                    {"{{ range(7)|slice(3)|list }}", "[[0, 1, 2], [3, 4], [5, 6]]"},
                    {"{{ range(7)|slice(3, '-')|list }}", "[[0, 1, 2], [3, 4, '-'], [5, 6, '-']]"},
                    {"{{ range(6)|slice(3, '-')|list }}", "[[0, 1, '-'], [2, 3, '-'], [4, 5, '-']]"},
                    {"{{ range(2)|slice(4)|list }}", "[[0], [1], [], []]"},
                    {"{{ range(2)|slice(4, 'x')|list }}", "[[0], [1], ['x'], ['x']]"},
                    {"{{ e|slice(2)|list }}", "[[], []]"},
                    {"{{ l|slice(1)|list }}", "[[3, 1, 2]]"},
                    {"{{ l|slice(0)|list }}",
                     "ZeroDivisionError: integer division or modulo by zero (line 1, column 15)"},
                    {"{{ l|slice(-1)|list }}", "[]"},
                    {"{{ s|slice(2)|list }}", "[['a', 'ñ'], ['b']]"},
                    {"{{ l|slice }}",
                     "TypeError: sync_do_slice() missing 1 required positional argument: 'slices' (line 1, "
                     "column 6)"},
                });
}

TEST(JinjaSequenceFilters, GroupbySortsAndGroups) {
    const std::string_view data =
        R"({"l": [3, 1, 2], "w": ["b", "A", "c", "a"], "u": [{"n": "bob", "a": 3, "g": "x", )"
        R"("m": {"k": [1, 2]}}, {"n": "Al", "a": 1, "g": "y", "m": {"k": [0, 9]}}, {"n": "cy", )"
        R"("a": 2, "g": "X", "m": {"k": [5, 4]}}], "d": {"b": 1, "A": 2, "c": 0}, "s": "añb", )"
        R"("e": []})";
    check(
        data,
        {
            {"{{ u|groupby('g')|length }}", "2"},
            {"{% for g in u|groupby('g') %}{{ g[0] }}:{{ g[1]|map(attribute='n')|join }};{% endfor %}",
             "x:bobcy;y:Al;"},
            {"{% for k, v in u|groupby('g', case_sensitive=true) %}{{ k }}:{{ v|length }};{% endfor %}",
             "X:1;x:1;y:1;"},
            {"{% for k, v in u|groupby('a') %}{{ k }}{{ v[0].n }};{% endfor %}", "1Al;2cy;3bob;"},
            {"{% for k, v in u|groupby('z', default='?') %}{{ k }}{{ v|length }}{% endfor %}", "?3"},
            {"{{ u|groupby('z') }}", "UndefinedError: 'dict object' has no attribute 'z' (line 1, column 6)"},
            {"{% for k, v in u|groupby('m.k.0') %}{{ k }}{% endfor %}", "015"},
            {"{{ e|groupby('a') }}", "[]"},
            {"{% for k, v in [[1, 2], [1, 3], [0, 4]]|groupby(0) %}{{ k }}{{ v }}{% endfor %}",
             "0[[0, 4]]1[[1, 2], [1, 3]]"},
            {"{{ u|groupby }}",
             "TypeError: sync_do_groupby() missing 1 required positional argument: 'attribute' (line 1, "
             "column 6)"},
        });
}

TEST(JinjaSequenceFilters, ItemsAndDictsortPairKeysWithValues) {
    const std::string_view data =
        R"({"l": [3, 1, 2], "w": ["b", "A", "c", "a"], "u": [{"n": "bob", "a": 3, "g": "x", )"
        R"("m": {"k": [1, 2]}}, {"n": "Al", "a": 1, "g": "y", "m": {"k": [0, 9]}}, {"n": "cy", )"
        R"("a": 2, "g": "X", "m": {"k": [5, 4]}}], "d": {"b": 1, "A": 2, "c": 0}, "s": "añb", )"
        R"("e": []})";
    check(
        data,
        {
            {"{{ d|items|list }}", "[('b', 1), ('A', 2), ('c', 0)]"},
            {"{{ {'x': 1}|items|list }}", "[('x', 1)]"},
            {"{{ {}|items|list }}", "[]"},
            {"{{ l|items|list }}", "TypeError: Can only get item pairs from a mapping. (line 1, column 12)"},
            {"{{ nope|items|list }}", "[]"},
            {"{{ d|dictsort }}", "[('A', 2), ('b', 1), ('c', 0)]"},
            {"{{ d|dictsort(true) }}", "[('A', 2), ('b', 1), ('c', 0)]"},
            {"{{ d|dictsort(by='value') }}", "[('c', 0), ('b', 1), ('A', 2)]"},
            {"{{ d|dictsort(reverse=true) }}", "[('c', 0), ('b', 1), ('A', 2)]"},
            {"{{ d|dictsort(false, 'value', true) }}", "[('A', 2), ('b', 1), ('c', 0)]"},
            {"{{ {'a': 'B', 'b': 'a'}|dictsort(by='value') }}", "[('b', 'a'), ('a', 'B')]"},
            {"{{ d|dictsort(by='x') }}",
             "FilterArgumentError: You can only sort by either \"key\" or \"value\" (line 1, column 6)"},
            {"{{ l|dictsort }}", "AttributeError: 'list' object has no attribute 'items' (line 1, column 6)"},
            {"{{ {1: 2, 'a': 3}|dictsort }}",
             "TypeError: '<' not supported between instances of 'str' and 'int' (line 1, column 19)"},
            {"{{ nope|dictsort }}", "UndefinedError: 'nope' is undefined (line 1, column 4)"},
        });
}

}  // namespace
}  // namespace tidings::jinja
