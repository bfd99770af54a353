#include "jinja/template_test.h"

namespace tidings::jinja {
namespace {

TEST(JinjaMethods, TextsChangeTheirCase) {
    const std::string_view data =
        R"({"s": "Hello World", "w": "  pad\t", "c": "a,b,,c", "d": {"k": 1, "m": 2, "items": 9}, )"
        R"("l": [3, 1, 3], "m": "x\ny\r\nz", "u": "ÜnïçØdé"})";
    check(data,
          {
              {"{{ s.upper() }} {{ s.lower() }} {{ s.title() }} {{ s.capitalize() }}",
               "HELLO WORLD hello world Hello World Hello world"},
              {R"({{ "they're".title() }} {{ 'ßx'.title() }} {{ 'ab1cd'.title() }})", "They'Re Ssx Ab1Cd"},
              {"{{ u.upper() }} {{ u.lower() }}", "ÜNÏÇØDÉ ünïçødé"},
              {"{{ s.upper(1) }}", "TypeError: str.upper() takes no arguments (1 given) (line 1, column 6)"},
              {"{{ 'ABC'.isupper() }}{{ 'abc'.islower() }}{{ 'aB'.islower() }}{{ ''.isupper() }}{{ "
               "'1a'.islower() }}",
               "TrueTrueFalseFalseTrue"},
              {"{{ '12'.isdigit() }}{{ ''.isdigit() }}{{ '1a'.isdigit() }}{{ ' \\t'.isspace() }}{{ "
               "''.isspace() }}{{ 'a '.isspace() }}",
               "TrueFalseFalseTrueFalseFalse"},
          });
}

TEST(JinjaMethods, TextsAreStripped) {
    const std::string_view data =
        R"({"s": "Hello World", "w": "  pad\t", "c": "a,b,,c", "d": {"k": 1, "m": 2, "items": 9}, )"
        R"("l": [3, 1, 3], "m": "x\ny\r\nz", "u": "ÜnïçØdé"})";
    check(data, {
                    {"[{{ w.strip() }}][{{ w.lstrip() }}][{{ w.rstrip() }}]", "[pad][pad\t][  pad]"},
                    {"[{{ 'xxaxx'.strip('x') }}][{{ 'xyaxy'.lstrip('xy') }}][{{ 'aé'.rstrip('é') }}]",
                     "[a][axy][a]"},
                    {"[{{ 'a'.strip(none) }}][{{ ''.strip() }}]", "[a][]"},
                    {"{{ 'a'.strip(1) }}", "TypeError: strip arg must be None or str (line 1, column 8)"},
                });
}

TEST(JinjaMethods, TextsAreSplit) {
    const std::string_view data =
        R"({"s": "Hello World", "w": "  pad\t", "c": "a,b,,c", "d": {"k": 1, "m": 2, "items": 9}, )"
        R"("l": [3, 1, 3], "m": "x\ny\r\nz", "u": "ÜnïçØdé"})";
    check(data, {
                    {"{{ c.split(',') }} {{ c.split(',', 1) }} {{ c.split(',', -1) }} {{ c.split(',', 0) }}",
                     "['a', 'b', '', 'c'] ['a', 'b,,c'] ['a', 'b', '', 'c'] ['a,b,,c']"},
                    {"{{ c.rsplit(',', 1) }} {{ c.rsplit(',') }}", "['a,b,', 'c'] ['a', 'b', '', 'c']"},
                    {"{{ ' a  b '.split() }} {{ ' a  b '.split(none, 1) }} {{ ' a  b '.rsplit(none, 1) }}",
                     "['a', 'b'] ['a', 'b '] [' a', 'b']"},
                    {"{{ ''.split() }} {{ ''.split(',') }} {{ 'a'.split('ab') }}", "[] [''] ['a']"},
                    {"{{ 'a--b-c'.split('--') }}", "['a', 'b-c']"},
                    {"{{ 'a'.split('') }}", "ValueError: empty separator (line 1, column 8)"},
                    {"{{ m.splitlines() }} {{ ''.splitlines() }} {{ 'a\\n'.splitlines() }} {{ "
                     "'a\\n\\nb'.splitlines() }}",
                     "['x', 'y', 'z'] [] ['a'] ['a', '', 'b']"},
                    {"{{ 'é b'.split(' ')[0] }}", "é"},
                });
}

TEST(JinjaMethods, TextsAreSearched) {
    const std::string_view data =
        R"({"s": "Hello World", "w": "  pad\t", "c": "a,b,,c", "d": {"k": 1, "m": 2, "items": 9}, )"
        R"("l": [3, 1, 3], "m": "x\ny\r\nz", "u": "ÜnïçØdé"})";
    check(data,
          {
              {"{{ s.find('o') }} {{ s.rfind('o') }} {{ s.find('z') }} {{ s.find('o', 5) }} {{ s.find('o', "
               "5, 7) }}",
               "4 7 -1 7 -1"},
              {"{{ s.index('W') }} {{ u.find('d') }} {{ u.index('é') }}", "6 5 6"},
              {"{{ s.index('z') }}", "ValueError: substring not found (line 1, column 6)"},
              {"{{ s.count('l') }} {{ s.count('') }} {{ 'aaaa'.count('aa') }} {{ s.count('l', 5) }}",
               "3 12 2 1"},
              {"{{ s.startswith('He') }}{{ s.startswith('he') }}{{ s.endswith('ld') }}{{ s.startswith('') }}",
               "TrueFalseTrueTrue"},
              {"{{ s.startswith('W', 6) }}{{ s.startswith(('x', 'H')) }}", "TrueTrue"},
              {"{{ s.find(1) }}", "TypeError: must be str, not int (line 1, column 6)"},
              {"{{ s.find('o', -4) }} {{ s.find('') }} {{ s.find('', 99) }} {{ s.find('o', none, 5) }} {{ "
               "u.find('d', 3) }}",
               "7 0 -1 4 5"},
              {"{{ s.rindex('o') }} {{ s.rindex('o', 0, 6) }} {{ s.rfind('l', 4) }} {{ s.endswith('lo', 0, "
               "5) }} {{ s.count('', 4) }} {{ s.count('', 99) }}",
               "7 4 9 True 8 0"},
              {"{{ s.rindex('z') }}", "ValueError: substring not found (line 1, column 6)"},
              {"{{ s.startswith('', 99) }}{{ s.endswith('', 11) }}", "FalseTrue"},
          });
}

TEST(JinjaMethods, TextsAreReplacedJoinedAndPadded) {
    const std::string_view data =
        R"({"s": "Hello World", "w": "  pad\t", "c": "a,b,,c", "d": {"k": 1, "m": 2, "items": 9}, )"
        R"("l": [3, 1, 3], "m": "x\ny\r\nz", "u": "ÜnïçØdé"})";
    check(data,
          {
              {"{{ s.replace('l', 'L') }} {{ s.replace('l', 'L', 1) }} {{ 'ab'.replace('', '.') }}",
               "HeLLo WorLd HeLlo World .a.b."},
              {"{{ ', '.join(['a', 'b']) }} {{ ''.join('xyz') }} {{ '-'.join([]) }}|", "a, b xyz |"},
              {"{{ ','.join([1]) }}",
               "TypeError: sequence item 0: expected str instance, int found (line 1, column 8)"},
              {"{{ ','.join(5) }}", "TypeError: can only join an iterable (line 1, column 8)"},
              {"[{{ 'ab'.center(5) }}][{{ 'ab'.ljust(4) }}][{{ 'ab'.rjust(4, '*') }}][{{ 'abc'.ljust(2) }}]",
               "[  ab ][ab  ][**ab][abc]"},
              {"{{ 'a'.center(5, 'xy') }}",
               "TypeError: The fill character must be exactly one character long (line 1, column 8)"},
              {"{{ 's'.replace('s') }}",
               "TypeError: replace expected at least 2 arguments, got 1 (line 1, column 8)"},
          });
}

TEST(JinjaMethods, DictsGiveTheirKeysValuesAndItems) {
    const std::string_view data =
        R"({"s": "Hello World", "w": "  pad\t", "c": "a,b,,c", "d": {"k": 1, "m": 2, "items": 9}, )"
        R"("l": [3, 1, 3], "m": "x\ny\r\nz", "u": "ÜnïçØdé"})";
    check(data,
          {
              {"{{ d.keys()|list }} {{ d.values()|list }} {{ d.items()|list }}",
               "['k', 'm', 'items'] [1, 2, 9] [('k', 1), ('m', 2), ('items', 9)]"},
              {"{{ d.get('k') }} {{ d.get('z') }} {{ d.get('z', 5) }}", "1 None 5"},
              {"{{ {'a': 1}.keys() }} {{ {'a': 1}.values() }} {{ {'a': 1}.items() }}",
               "dict_keys(['a']) dict_values([1]) dict_items([('a', 1)])"},
              {"{{ d.keys()|length }}{{ 'k' in d.keys() }}{{ ('k', 1) in d.items() }}", "3TrueTrue"},
              {"{{ {}.get([]) }}", "TypeError: unhashable type: 'list' (line 1, column 7)"},
              {"{{ d.get() }}", "TypeError: get expected at least 1 argument, got 0 (line 1, column 6)"},
              {"{{ {'keys': 1}['keys'] }}", "1"},
              {"{{ d.nope() }}", "UndefinedError: 'dict object' has no attribute 'nope' (line 1, column 6)"},
              {"{{ {1: 2}.get(1.0) }} {{ {none: 1}.get(none) }}", "2 1"},
          });
}

TEST(JinjaMethods, ListsCountAndFind) {
    const std::string_view data =
        R"({"s": "Hello World", "w": "  pad\t", "c": "a,b,,c", "d": {"k": 1, "m": 2, "items": 9}, )"
        R"("l": [3, 1, 3], "m": "x\ny\r\nz", "u": "ÜnïçØdé"})";
    check(data, {
                    {"{{ l.count(3) }} {{ l.count(9) }} {{ l.index(1) }} {{ (1, 2).index(2) }} {{ (1, "
                     "1).count(true) }}",
                     "2 0 1 1 2"},
                    {"{{ l.index(9) }}", "ValueError: 9 is not in list (line 1, column 6)"},
                    {"{{ [].index(1) }}", "ValueError: 1 is not in list (line 1, column 7)"},
                });
}

TEST(JinjaMethods, SafeTextsStaySafe) {
    const std::string_view data =
        R"({"s": "Hello World", "w": "  pad\t", "c": "a,b,,c", "d": {"k": 1, "m": 2, "items": 9}, )"
        R"("l": [3, 1, 3], "m": "x\ny\r\nz", "u": "ÜnïçØdé"})";
    check(data,
          {
              {"{{ ('<'|safe).upper() }}{{ ('<'|safe).strip() }}{{ ('<a'|safe).replace('a', '>') }}",
               "<<<&gt;"},
              {"{{ ('<'|safe).split('x') }}", "[Markup(&#39;&lt;&#39;)]"},
              {"{{ ('<'|safe).join(['>', '&'|safe]) }}", "&gt;<&"},
              {"{{ ('<b>'|safe).title() is escaped }}{{ ('<b>'|safe).center(9) is escaped }}", "TrueTrue"},
          },
          {.autoescape = true});
}

}  // namespace
}  // namespace tidings::jinja
