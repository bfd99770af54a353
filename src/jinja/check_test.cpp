#include "jinja/check.h"

#include <algorithm>

#include "jinja/template_test.h"

namespace tidings::jinja {
namespace {

ShapePtr mapping(std::map<std::string, Shape::Member, std::less<>> members, bool open = false) {
    return std::make_shared<const Shape>(Shape{Shape::Kind::mapping, std::move(members), open, nullptr});
}

ShapePtr list_of(ShapePtr items) {
    return std::make_shared<const Shape>(Shape{Shape::Kind::list, {}, false, std::move(items)});
}

ShapePtr of_kind(Shape::Kind kind) {
    return std::make_shared<const Shape>(Shape{kind, {}, false, nullptr});
}

// An order as its event type's schema might say it.
ShapePtr order() {
    const ShapePtr text = of_kind(Shape::Kind::text);
    const ShapePtr item = mapping({{"name", {text}}, {"price", {}}, {"note", {nullptr, false}}});
    const ShapePtr user = mapping({{"id", {text}}, {"email", {text, false}}});
    return mapping({{"order_id", {}},
                    {"total", {of_kind(Shape::Kind::number)}},
                    {"paid", {of_kind(Shape::Kind::boolean)}},
                    {"url", {nullptr, false}},
                    {"lines", {list_of(item)}},
                    {"user", {user}},
                    {"extra", {mapping({}, true)}}});
}

// Each finding in a line; "?" where the name is only perhaps absent.
std::string findings(std::string_view source, Templates templates = {}) {
    const auto compiled = Template::compile(source, {}, std::make_shared<MapLoader>(std::move(templates)));
    if (!compiled) return compiled.error().str();
    std::string all;
    for (const Finding& finding : compiled->check(*order())) {
        all += (all.empty() ? "" : "\n") + finding.error.str() + finding.meant + (finding.certain ? "" : "?");
    }
    return all;
}

std::string unknown(std::string_view name, int column) {
    return "UndefinedError: '" + std::string(name) + "' is undefined (line 1, column " +
           std::to_string(column) + ")";
}

std::string no_member(std::string_view name, int column) {
    return "UndefinedError: 'dict object' has no attribute '" + std::string(name) + "' (line 1, column " +
           std::to_string(column) + ")";
}

TEST(JinjaCheck, FindsWhatAStrictRenderingWouldFailWith) {
    for (const std::string_view source : {"{{ ordr }}", "{{ user.mail }}", "{{ lines[0].nme }}",
                                          "{% for line in lines %}{{ line.nmae }}{% endfor %}"}) {
        const auto compiled = Template::compile(source, {}).value();
        const auto found = compiled.check(*order());
        ASSERT_EQ(found.size(), 1U) << source;
        const json::object data{{"user", json::object{{"id", 1}}},
                                {"lines", json::array{json::object{{"name", "a"}}}}};
        EXPECT_EQ(found.front().error.str(), compiled.render(data).error().str()) << source;
    }
}

TEST(JinjaCheck, KnowsWhatIsThere) {
    for (const std::string_view source :
         {"{{ order_id }}{{ user.id }}{{ user['id'] }}{{ extra.anything.at_all }}",
          "{% for line in lines|sort(attribute='name') %}{{ loop.index }}{{ line.name }}{% endfor %}",
          "{{ lines|first }}{{ (lines|first).name }}{{ lines[1:][0].price }}{{ lines.count(1) }}",
          "{{ range(3) }}{{ namespace(a=1).b }}{{ dict(a=1).b }}{{ _('a') }}",
          "{% set x = user %}{{ x.id }}{% with y = x %}{{ y.id }}{% endwith %}",
          "{% set z %}a{% endset %}{{ z }}{% for a, b in user.items() %}{{ a }}{{ b }}{% endfor %}",
          "{% macro m(a, b=order_id) %}{{ a }}{{ b }}{{ varargs }}{{ caller() }}{% endmacro %}"
          "{% call(c) m(1) %}{{ c }}{% endcall %}"}) {
        EXPECT_EQ(findings(source), "") << source;
    }
}

TEST(JinjaCheck, SaysWhatWasMeant) {
    EXPECT_EQ(findings("{{ oder_id }}"), unknown("oder_id", 4) + "; did you mean \"order_id\"?");
    EXPECT_EQ(findings("{{ (lines|last).prize }}"), no_member("prize", 17) + "; did you mean \"price\"?");
}

TEST(JinjaCheck, GuardsCount) {
    for (const std::string_view source :
         {"{% if url is defined %}{{ url }}{% endif %}", "{% if nope is defined %}{{ nope }}{% endif %}",
          "{% if nope is not defined %}-{% else %}{{ nope }}{% endif %}",
          "{% if nope is undefined %}-{% elif nope %}{{ nope }}{% endif %}",
          "{{ nope if nope is defined else '-' }}", "{{ '-' if not nope is defined else nope }}",
          "{{ nope is defined and nope }}", "{{ nope is undefined or nope }}",
          "{% if nope is defined and user.nope is defined %}{{ nope }}{{ user.nope.more }}{% endif %}",
          "{% if 'nope' in user %}{{ user.nope }}{{ user['nope'] }}{% endif %}",
          "{{ nope|default('-') }}{{ user.nope|d('-') }}{{ nope is none }}",
          "{% for line in lines if line.note is defined %}{{ line.note }}{% endfor %}",
          "{% if lines[0].nope is defined %}{{ lines[0].nope }}{% endif %}",
          "{% if (lines|last).nope is defined %}{{ (lines|last).nope }}{% endif %}",
          "{% if user.get('nope') %}{{ user.nope }}{% endif %}{{ user.nope if user.get('nope') is not none "
          "}}",
          "{% if nope|default(false) %}{{ nope }}{% endif %}{% if nope|d('x') == 'y' %}{{ nope }}{% endif %}",
          "{% set has = nope is defined %}{% if has %}{{ nope }}{% endif %}",
          "{% if nope is defined %}{% macro m() %}{{ nope }}{% endmacro %}{{ m() }}{% endif %}"}) {
        EXPECT_EQ(findings(source), "") << source;
    }
    EXPECT_EQ(findings("{% if nope is defined %}{% endif %}{{ nope }}"), unknown("nope", 39));
    EXPECT_EQ(findings("{% if nope is defined or order_id %}{{ nope }}{% endif %}"), unknown("nope", 40));
    EXPECT_EQ(findings("{{ nope.more|default('-') }}"), unknown("nope", 4));
}

TEST(JinjaCheck, WhatMayBeAbsentIsToldApart) {
    EXPECT_EQ(findings("{{ url }}"), unknown("url", 4) + "?");
    EXPECT_EQ(findings("{{ user.email }}"), no_member("email", 9) + "?");
    EXPECT_EQ(findings("{% if url %}{% endif %}"), unknown("url", 7) + "?");
}

TEST(JinjaCheck, NothingIsSaidOfWhatNobodyKnows) {
    for (const std::string_view source :
         {"{% if order_id %}{% set x = user %}{% endif %}{{ x.nope }}",
          "{% if order_id %}{% set x = 1 %}{% endif %}{{ x }}", "{{ (order_id ~ 'a').nope }}",
          "{% set user = extra.user %}{{ user.nope }}",
          "{{ user[order_id] }}{{ (user if 1 else extra).nope }}",
          "{% macro never_called() %}{{ nope }}{% endmacro %}", "{% include order_id %}"}) {
        EXPECT_EQ(findings(source), "") << source;
    }
}

TEST(JinjaCheck, AnUndefinedValueIsNoMistakeUntilItIsUsed) {
    for (const std::string_view source :
         {"{% set x = nope %}{{ x|default('-') }}{% if x is defined %}{{ x }}{% endif %}",
          "{{ [nope]|length }}{{ {'a': nope}|length }}{% do nope %}",
          "{{ nope is string }}{% if nope is mapping %}{{ nope.more }}{{ nope }}{% endif %}",
          "{% macro m(a, b=nope) %}{{ a|d }}{% endmacro %}{{ m(nope) }}{{ m(a=nope) }}",
          "{% with x = nope %}{{ (x if order_id else x)|d }}{% endwith %}", "{{ order_id|default(nope) }}",
          "{{ nope|select }}{{ nope|pprint }}"}) {
        EXPECT_EQ(findings(source), "") << source;
    }
    EXPECT_EQ(findings("{% set x = nope %}{{ x }}"), unknown("nope", 22));
    EXPECT_EQ(findings("{% macro m(a) %}{{ a }}{% endmacro %}{{ m(nope) }}"), unknown("nope", 20));
    EXPECT_EQ(findings("{% macro m(a=nope) %}{{ a }}{% endmacro %}{{ m(1) }}{{ m() }}"), unknown("nope", 25));
    EXPECT_EQ(findings("{{ url|default(nope) }}"), unknown("nope", 8));
    EXPECT_EQ(findings("{{ nope|select|list }}"), unknown("nope", 16));
    EXPECT_EQ(findings("{{ nope if paid else 1 }}"), unknown("nope", 9));
}

TEST(JinjaCheck, TextsNumbersAndListsHaveNoMembersButTheirMethods) {
    for (const std::string_view source :
         {"{{ user.id.upper() }}{{ user.id['upper']() }}{{ total.real }}{{ total.as_integer_ratio() }}",
          "{{ lines.count(1) }}{{ user.items()|list }}{{ user['keys'] }}{{ paid.real }}",
          "{% if user.id is mapping %}{{ user.id.more }}{% else %}{{ user.id }}{% endif %}"}) {
        EXPECT_EQ(findings(source), "") << source;
    }
    const auto no_attribute = [](std::string_view type, std::string_view name, int column) {
        return "UndefinedError: '" + std::string(type) + " object' has no attribute '" + std::string(name) +
               "' (line 1, column " + std::to_string(column) + ")";
    };
    EXPECT_EQ(findings("{{ user.id.typo }}"), no_attribute("str", "typo", 12));
    EXPECT_EQ(findings("{{ user.id['typo'] }}"), no_attribute("str", "typo", 11));
    EXPECT_EQ(findings("{{ lines.name }}"), no_attribute("list", "name", 10));
    EXPECT_EQ(findings("{{ lines.items() }}"), no_attribute("list", "items", 10));
    EXPECT_EQ(findings("{{ total.typo }}{{ paid.typo }}"),
              no_attribute("int", "typo", 10) + "\n" + no_attribute("bool", "typo", 25));
    EXPECT_EQ(findings("{% for line in lines %}{{ line.name.first }}{% endfor %}"),
              no_attribute("str", "first", 37));
    EXPECT_EQ(findings("{% for name in user %}{{ name.upper() }}{{ name.id }}{% endfor %}"),
              no_attribute("str", "id", 49));
    EXPECT_EQ(findings("{{ user[0] }}"), "UndefinedError: dict object has no element 0 (line 1, column 8)");
}

TEST(JinjaCheck, FiltersGoByAttributesThatAreThere) {
    for (const std::string_view source :
         {"{{ lines|map(attribute='name')|join }}{{ lines|sort(attribute='name,price')|length }}",
          "{{ lines|map(attribute='nope') }}{{ lines|map(attribute='nope')|list|length }}",
          "{{ lines|map(attribute='nope', default='-')|join }}{{ lines|groupby('nope', default=1)|length }}",
          "{{ lines|map(attribute='nope')|select('defined')|join }}{{ lines|map(attribute='items')|list }}",
          "{{ lines|selectattr('nope', 'defined')|map(attribute='nope')|join }}",
          "{% for line in lines|selectattr('note', 'defined') %}{{ line.note }}{% endfor %}",
          "{% for n in lines|map(attribute='nope') %}{{ n|d }}{% if n is defined %}{{ n }}{% endif %}{% "
          "endfor %}",
          "{{ lines|selectattr('nope') }}{{ lines|map(attribute=order_id)|join }}",
          "{{ lines|map(attribute='name.0')|join }}{{ extra.list|sum(attribute='nope') }}",
          "{{ lines|rejectattr('nope', 'undefined')|map(attribute='nope')|join }}"}) {
        EXPECT_EQ(findings(source), "") << source;
    }
    EXPECT_EQ(findings("{{ lines|map(attribute='nme')|join }}"),
              no_member("nme", 31) + "; did you mean \"name\"?");
    EXPECT_EQ(findings("{{ lines|sort(attribute='name,typo') }}"), no_member("typo", 10));
    EXPECT_EQ(findings("{{ lines|groupby('typo') }}"), no_member("typo", 10));
    EXPECT_EQ(findings("{{ lines|sum(attribute='typo') }}"), no_member("typo", 10));
    EXPECT_EQ(findings("{{ lines|max(attribute='typo') }}"), no_member("typo", 10));
    EXPECT_EQ(findings("{{ lines|join(', ', attribute='typo') }}"), no_member("typo", 10));
    EXPECT_EQ(findings("{{ lines|unique(attribute='typo')|list }}"), no_member("typo", 35));
    EXPECT_EQ(findings("{{ lines|selectattr('typo')|map(attribute='name')|join }}"), no_member("typo", 51));
    EXPECT_EQ(findings("{{ lines|selectattr('typo', 'eq', 1)|list }}"), no_member("typo", 38));
    EXPECT_EQ(findings("{% for n in lines|map(attribute='typo') %}{{ n }}{% endfor %}"),
              no_member("typo", 46));
    EXPECT_EQ(findings("{{ lines|sort(attribute='note')|length }}"), no_member("note", 10) + "?");
}

TEST(JinjaCheck, MacrosSeeWhatTheyArePassed) {
    const std::string macro = "{% macro m(x, y=1) %}{{ x.nope }}{% endmacro %}";
    EXPECT_EQ(findings(macro + "{{ m(user) }}"), no_member("nope", 27));
    EXPECT_EQ(findings(macro + "{{ m(y=2, x=user) }}"), no_member("nope", 27));
    for (const std::string_view call :
         {"{{ m(extra) }}", "{{ m(*[user]) }}", "{{ m(**{'x': user}) }}", "{{ m(order_id) }}",
          "{% if user.nope is defined %}{{ m(user) }}{% endif %}"}) {
        EXPECT_EQ(findings(macro + std::string(call)), "") << call;
    }
}

TEST(JinjaCheck, SelfHasTheBlocksOfTheTemplateAndOfThoseItExtends) {
    const Templates templates{{"base", "{% block a %}{% endblock %}{% block b %}{% endblock %}"}};
    const std::string none = "UndefinedError: 'jinja2.runtime.TemplateReference object' has no attribute 'c'";
    EXPECT_EQ(findings("{% block a %}{% endblock %}{{ self.a() }}{{ self.c() if self.c is defined }}"), "");
    EXPECT_EQ(findings("{% block a %}{% endblock %}{{ self.c() }}"), none + " (line 1, column 36)");
    EXPECT_EQ(
        findings("{% extends 'base' %}{% block a %}{{ self.b() }}{{ self.c() }}{% endblock %}", templates),
        none + " (line 1, column 56)");
    EXPECT_EQ(findings("{% extends order_id %}{% block a %}{{ self.c() }}{% endblock %}"), "");
}

TEST(JinjaCheck, GoesWhereTheTemplateGoes) {
    const Templates templates{
        {"base",
         "{{ order_id }}{% block a %}{% endblock %}{% for x in lines %}{% block b scoped %}{% endblock %}"
         "{% endfor %}"},
        {"part", "{{ nope }}{{ here }}"},
        {"row", "{{ loop.index }}"},
        {"macros",
         "{% macro f(x) %}{{ x }}{{ order_id }}{% endmacro %}{% macro g() %}{{ nope }}{% endmacro %}"}};
    EXPECT_EQ(
        findings("{% extends 'base' %}ignored {{ nope }}{% block a %}{{ oops }}{% endblock %}", templates),
        unknown("oops", 55));
    EXPECT_EQ(findings("{% extends 'base' %}{% block b %}{{ x.name }}{{ x.nme }}{% endblock %}", templates),
              no_member("nme", 51) + "; did you mean \"name\"?");
    EXPECT_EQ(findings("{% extends 'base' %}{% set s = 1 %}{% block a %}{{ s }}{% endblock %}", templates),
              "");
    EXPECT_EQ(findings("{% set here = 1 %}{% include 'part' %}", templates),
              "UndefinedError: 'nope' is undefined (in 'part', line 1, column 4)");
    EXPECT_EQ(findings("{% set here = 1 %}{% include ['none', 'part'] %}", templates),
              "UndefinedError: 'nope' is undefined (in 'part', line 1, column 4)");
    EXPECT_EQ(findings("{% for x in lines %}{{ loop.first }}{% include 'row' %}{% endfor %}", templates), "");
    EXPECT_EQ(findings("{% for x in lines %}{% include 'row' %}{% endfor %}", templates),
              "UndefinedError: 'loop' is undefined (in 'row', line 1, column 4)");
    EXPECT_EQ(findings("{% from 'macros' import f with context %}{{ f(1) }}", templates), "");
    EXPECT_EQ(findings("{% from 'macros' import f %}{{ f(1) }}", templates),
              "UndefinedError: 'order_id' is undefined (in 'macros', line 1, column 27)");
    EXPECT_EQ(findings("{% import 'macros' as m with context %}{{ m.g() }}", templates),
              "UndefinedError: 'nope' is undefined (in 'macros', line 1, column 70)");
}

TEST(JinjaCheck, EndsWhateverTheTemplate) {
    const Templates templates{{"loop", "{% include 'loop' %}{{ nope }}"}};
    EXPECT_EQ(findings("{% include 'loop' %}", templates),
              "UndefinedError: 'nope' is undefined (in 'loop', line 1, column 24)");
    EXPECT_EQ(findings("{% macro m() %}{{ m() }}{{ m() }}{{ nope }}{% endmacro %}{{ m() }}"),
              unknown("nope", 37));
    std::string many;
    for (int i = 0; i < 100; ++i) many += "{{ nope" + std::to_string(i) + " }}";
    const std::string found = findings(many);
    EXPECT_EQ(std::ranges::count(found, '\n'), 19);
}

TEST(JinjaCheck, GoesNoDeeperThanTheStack) {
    std::string deep;
    for (int i = 0; i < 190; ++i) deep += "1 if 0 else ";
    EXPECT_EQ(findings("{% macro m() %}{{ " + deep + "m() }}{% endmacro %}{{ m() }}{{ total }}"), "");
}

std::string numbered(std::string_view before, std::string_view behind, int count) {
    std::string text;
    for (int i = 0; i < count; ++i) text.append(before).append(std::to_string(i)).append(behind);
    return text;
}

// Each took seconds when what is copied and gone through was not counted.
TEST(JinjaCheck, ManyNamesDoNotMakeItSlow) {
    const std::string sets = numbered("{% set a", " = 1 %}", 15'000);
    EXPECT_EQ(findings(sets + numbered("{% if order_id == ", " %}{% endif %}", 15'000)), "");
    EXPECT_EQ(
        findings("{% if 0 %}" + numbered("{% elif url.a", " is defined %}{{ url }}", 20'000) + "{% endif %}")
            .substr(0, 14),
        "UndefinedError");
    EXPECT_EQ(findings(sets + numbered("{% include 'part", "' %}", 20'000), {{"part1", "x"}}), "");
    EXPECT_EQ(findings("{% include 'three' %}",
                       {{"three", "{% include 'three' %}{% include 'three' %}{% include 'three' %}"}}),
              "");
    EXPECT_EQ(findings(std::string(900'000, ' ') + "{% macro m() %}{{ nope }}{% endmacro %}" +
                       numbered("{{ m(", ") }}", 10'000)),
              unknown("nope", 900'019));
}

}  // namespace
}  // namespace tidings::jinja
