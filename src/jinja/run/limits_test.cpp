#include <gtest/gtest.h>

#include "base/utf8.h"
#include "jinja/template_test.h"

namespace tidings::jinja {
namespace {

std::string repeated(std::string_view part, std::size_t times) {
    std::string text;
    for (std::size_t i = 0; i < times; ++i) text += part;
    return text;
}

void expect_kind(const std::string& outcome, std::string_view kind) {
    EXPECT_EQ(outcome.substr(0, kind.size() + 1), std::string(kind) + ":") << outcome.substr(0, 200);
}

TEST(JinjaLimits, DeepExpressionsAreRefusedAndNotFollowed) {
    const std::size_t many = 100'000;
    expect_kind(rendered("{{ " + repeated("(", many) + "1"), "TemplateSyntaxError");
    expect_kind(rendered("{{ " + repeated("[", many)), "TemplateSyntaxError");
    expect_kind(rendered("{{ " + repeated("not ", many) + "1 }}"), "TemplateSyntaxError");
    expect_kind(rendered("{{ " + repeated("-", many) + "1 }}"), "TemplateSyntaxError");
    expect_kind(rendered("{{ 1" + repeated("+1", many) + " }}"), "TemplateSyntaxError");
    expect_kind(rendered("{{ x" + repeated(".a", many) + " }}"), "TemplateSyntaxError");
    expect_kind(rendered("{{ x" + repeated("|e", many) + " }}"), "TemplateSyntaxError");
    expect_kind(rendered("{{ 1" + repeated(" if 1 else 1", many / 2) + " }}"), "TemplateSyntaxError");
    expect_kind(rendered("{{ 1" + repeated(" is odd", many) + " }}"), "TemplateSyntaxError");
}

TEST(JinjaLimits, DeepStatementsAreRefused) {
    expect_kind(rendered(repeated("{% if 1 %}", 50'000)), "TemplateSyntaxError");
    expect_kind(rendered(repeated("{% for i in [1] %}", 50'000)), "TemplateSyntaxError");
}

TEST(JinjaLimits, LongChainsThatAreFlatAreFine) {
    EXPECT_EQ(rendered("{{ ''" + repeated("~1", 1000) + " }}"), repeated("1", 1000));
    EXPECT_EQ(rendered("{% if 0 %}" + repeated("{% elif 0 %}", 1000) + "{% else %}x{% endif %}"), "x");
}

TEST(JinjaLimits, RecursionEnds) {
    expect_kind(rendered("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}"), "RecursionError");
    expect_kind(rendered("{% include 'a' %}", "{}", {}, {{"a", "{% include 'a' %}"}}), "RecursionError");
    expect_kind(rendered("{% extends 'a' %}", "{}", {}, {{"a", "{% extends 'a' %}"}}), "RecursionError");
    expect_kind(rendered("{% block b %}{{ self.b() }}{% endblock %}"), "RecursionError");
    expect_kind(rendered("{% for i in [1] recursive %}{{ loop([1]) }}{% endfor %}"), "RecursionError");
}

TEST(JinjaLimits, DeepValuesAreNotFollowed) {
    const std::string build =
        "{% set ns = namespace(x=1) %}{% for i in range(5000) %}{% set ns.x = [ns.x] %}{% endfor %}";
    expect_kind(rendered(build + "{{ ns.x }}"), "RecursionError");
    expect_kind(rendered(build + "{{ ns.x == [ns.x[0][0]] }}"), "RecursionError");
    expect_kind(rendered(build + "{{ ns.x|tojson }}"), "RecursionError");
}

TEST(JinjaLimits, WhatContainsItselfIsNotFollowed) {
    const std::string lists =
        "{% set a = [] %}{% set b = [] %}{% set _ = a.append(a) %}{% set _ = b.append(b) %}";
    expect_kind(rendered(lists + "{{ a == b }}"), "RecursionError");
    expect_kind(rendered(lists + "{{ a < b }}"), "RecursionError");
    expect_kind(rendered(lists + "{{ [a, b]|sort }}"), "RecursionError");
    expect_kind(rendered(lists + "{{ a|tojson }}"), "ValueError");
    expect_kind(rendered("{% set a = [1] %}{% for x in a %}{% set _ = a.append(1) %}{% endfor %}"),
                "LimitError");
}

TEST(JinjaLimits, StepsEndALongLoop) {
    expect_kind(rendered("{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}"),
                "LimitError");
}

TEST(JinjaLimits, OutputEnds) {
    Options options;
    options.limits.output_bytes = 100;
    expect_kind(rendered("{% for i in range(200) %}x{% endfor %}", "{}", options), "LimitError");
    expect_kind(rendered("{{ 'a' * 101 }}", "{}", options), "LimitError");
    EXPECT_EQ(rendered("{{ 'a' * 100 }}", "{}", options), repeated("a", 100));
}

TEST(JinjaLimits, MemoryEnds) {
    expect_kind(rendered("{% set ns = namespace(x='a' * 1000000) %}{% for i in range(1000) %}"
                         "{% set ns.x = ns.x ~ 'b' %}{% endfor %}"),
                "LimitError");
    expect_kind(rendered("{{ ([1] * 1000000000)|length }}"), "LimitError");
    expect_kind(rendered("{{ 'ab' * 9223372036854775807 }}"), "LimitError");
    expect_kind(rendered("{{ 'ab'.center(9223372036854775807) }}"), "LimitError");
}

TEST(JinjaLimits, RangesAreShort) {
    EXPECT_EQ(rendered("{{ range(100000)|length }}"), "100000");
    expect_kind(rendered("{{ range(100001) }}"), "OverflowError");
    expect_kind(rendered("{{ range(-9223372036854775807, 9223372036854775807) }}"), "OverflowError");
}

TEST(JinjaLimits, IntegersHaveABound) {
    EXPECT_EQ(rendered("{{ (2 ** 16383)|abs % 10 }}{{ (2 ** 16383).bit_length() }}"), "816384");
    expect_kind(rendered("{{ 2 ** 16384 }}"), "LimitError");
    expect_kind(rendered("{{ (2 ** 16383) * 2 }}"), "LimitError");
    expect_kind(rendered("{{ (2 ** 16383) + 2 ** 16383 }}"), "LimitError");
    expect_kind(rendered("{{ 2 ** (2 ** 64) }}"), "LimitError");
    expect_kind(rendered("{{ 7 ** 9223372036854775807 }}"), "LimitError");
    expect_kind(rendered("{{ " + repeated("9", 4301) + " }}"), "TemplateSyntaxError");
    expect_kind(rendered("{{ 0x" + repeated("f", 100'000) + " }}"), "TemplateSyntaxError");
    expect_kind(
        rendered(
            "{% set x = 10 ** 4299 %}{% for i in range(99999) %}{% set y = x * 3 // 7 ~ '' %}{% endfor %}"),
        "LimitError");
}

TEST(JinjaLimits, ALongSourceIsRefused) {
    Options options;
    options.limits.source_bytes = 10;
    expect_kind(rendered("0123456789a", "{}", options), "LimitError");
}

TEST(JinjaSafety, NothingButDataIsReached) {
    for (const char* const source :
         {"{{ ''.__class__ }}", "{{ ''['__class__'] }}", "{{ ''|attr('__class__') }}",
          "{{ range.__globals__ }}", "{% macro m() %}{% endmacro %}{{ m.__init__ }}",
          "{{ self._TemplateReference__context }}", "{{ [1]|map(attribute='__class__')|list|first }}"}) {
        expect_kind(rendered(source), "UndefinedError");
    }
    expect_kind(rendered("{{ '{0.__class__}'.format('') }}"), "AttributeError");
    expect_kind(rendered("{{ '{x.__init__.__globals__}'.format_map({'x': range}) }}"), "AttributeError");
}

TEST(JinjaLimits, FormatsAskForNoMoreThanTheOutputMayHave) {
    for (const char* const source :
         {"{{ '{:99999999999}'.format(1) }}", "{{ '{:.99999999999f}'.format(1) }}",
          "{{ '{:>99999999999}'.format('a') }}", "{{ '{:099999999,}'.format(1) }}",
          "{{ 'a\tb'.expandtabs(2000000000) }}", "{{ 'a'.center(99999999999) }}"}) {
        expect_kind(rendered(source), "LimitError");
    }
}

// Every one of these took seconds or much memory once, without an end for a longer text.
TEST(JinjaLimits, WhatIsLookedForInNearlyEqualTextsIsCounted) {
    const std::string texts = "{% set s = 'a' * 4000000 %}{% set p = 'a' * 2000000 %}";
    for (const char* const use :
         {"p ~ 'b' in s", "s.find(p ~ 'b')", "s.rfind(p ~ 'b')", "s.index(p ~ 'b')", "s.count(p ~ 'b')",
          "s.split(p ~ 'b')", "s.rsplit(p ~ 'b')", "s.partition(p ~ 'b')", "s.replace(p ~ 'b', '')",
          "s|replace(p ~ 'b', '')", "(s ~ '1').startswith((s ~ '2',) * 100000)"}) {
        expect_kind(rendered(texts + "{{ " + use + " }}"), "LimitError");
    }
    EXPECT_EQ(rendered("{% set p = 'a' * 99 %}{% set s = 'b' * 50 ~ p ~ 'b' * 50 ~ p ~ 'c' %}"
                       "{{ p in s }} {{ s.find(p) }} {{ s.rfind(p) }} {{ s.rfind(s) }} {{ s.find(p ~ 'c') }} "
                       "{{ s.count(p) }} {{ s.rfind('x' ~ p) }} {{ s.find(s ~ s) }} {{ s.find(p, 51) }}"),
              "True 50 199 0 199 2 -1 -1 199");
}

TEST(JinjaLimits, WhateverGoesThroughTextsIsCounted) {
    Options options;
    options.limits.steps = 200'000;
    for (const char* const use :
         {"x is lower", "x|trim", "x|int", "x|float", "x.removeprefix(x)", "x|wordcount", "x.isspace()",
          "x|trim(x)", "[x]|map('int')|list", "x is filter", "x is upper"}) {
        expect_kind(rendered("{% set x = ' ' * 1000000 %}{% for i in range(9999) %}{% set y = " +
                                 std::string(use) + " %}{% endfor %}",
                             "{}", options),
                    "LimitError");
    }
}

TEST(JinjaLimits, AWrapOfWhateverTextEnds) {
    EXPECT_EQ(rendered("{{ (' ' * 1000000)|wordwrap(1) }}"), "");
    EXPECT_EQ(rendered("{{ ('-' * 1000000)|wordwrap(80)|length }}"), "1012499");
    expect_kind(rendered("{{ ('a' * 8000000)|wordwrap(1) }}"), "LimitError");
}

TEST(JinjaLimits, HashesOfTuplesAreCounted) {
    expect_kind(rendered("{% set ns = namespace(x=(1,)) %}{% for i in range(60) %}"
                         "{% set ns.x = (ns.x, ns.x) %}{% endfor %}{{ {ns.x: 1} }}"),
                "LimitError");
}

TEST(JinjaLimits, PrettyPrintedTextsAreBound) {
    Options options;
    options.limits.output_bytes = 100'000;
    options.limits.steps = 100'000;
    expect_kind(rendered("{{ ('\x01' * 99999)|pprint|length }}", "{}", options), "LimitError");
    expect_kind(rendered("{{ ('a ' * 49999)|pprint|length }}", "{}", options), "LimitError");
    options.limits.steps = 1'000'000;
    expect_kind(rendered("{{ {'k' * 9999: 'a ' * 999}|pprint|length }}", "{}", options), "LimitError");
}

// Each of these looked for its line from the beginning, or listed all variables again.
TEST(JinjaLimits, ManyStatementsAreNoTrouble) {
    EXPECT_EQ(
        rendered(std::string(500'000, '\n') + "{% for i in range(20000) %}{% set x = 1 if 0 %}{% endfor %}"
                                              "{{ x is defined }}{{ 1 if 0 }}"),
        std::string(500'000, '\n') + "False");
    std::string sets;
    for (int i = 0; i < 10'000; ++i) sets += "{% set a" + std::to_string(i) + " = 1 %}";
    const Templates templates{{"part", "{{ a9999 }}"}};
    const std::string loop = "{% for i in [1] %}" + sets;
    EXPECT_EQ(rendered(loop + "{% include 'part' %}{% endfor %}", "{}", {}, templates), "1");
    EXPECT_EQ(rendered(loop + repeated("{% include 'part' %}", 10'000) + "{% endfor %}", "{}", {}, templates),
              "TemplateSyntaxError: the template has too many variables (line 1, column 1)");
}

TEST(JinjaLimits, MessagesAreShort) {
    for (const std::string& source :
         {std::string("{{ ('é' * 1000000)|filesizeformat }}"), std::string("{{ {}['a' * 1000000] }}"),
          std::string("{% include 'a' * 1000000 %}"), "{% " + repeated("a", 1'000'000) + " %}",
          "{{ " + repeated("a", 1'000'000) + " }}"}) {
        const std::string error = rendered(source);
        EXPECT_NE(error.find("… (line 1, column "), std::string::npos) << error.substr(0, 100);
        EXPECT_LE(error.size(), 2'100U);
        EXPECT_TRUE(is_utf8(error));
    }
}

TEST(JinjaLimits, ManyNamesAreNoTrouble) {
    std::string parameters;
    std::string arguments;
    std::string texts;
    for (int i = 0; i < 30'000; ++i) {
        const std::string name = "a" + std::to_string(i);
        parameters += name + ",";
        arguments += name + "=1,";
        texts += "{{ " + name + " }}";
    }
    expect_kind(rendered("{% macro m(" + parameters + "b) %}{% endmacro %}{{ m(" + arguments + "b=1) }}"),
                "LimitError");
    EXPECT_EQ(rendered("{% trans " + arguments + "b=1 %}x{% endtrans %}"), "x");
    expect_kind(rendered("{% trans %}" + texts + "{% endtrans %}"), "UndefinedError");
}

TEST(JinjaSafety, DataIsNeverReadAsATemplate) {
    EXPECT_EQ(rendered("{{ x }}", R"({"x": "{{ 7 * 7 }}{% raw %}"})"), "{{ 7 * 7 }}{% raw %}");
}

}  // namespace
}  // namespace tidings::jinja
