#include <gtest/gtest.h>

#include "jinja/template_test.h"

namespace tidings::jinja {
namespace {

const Templates kSite{
    {"base", "<{% block head %}H{% endblock %}|{% block body %}{% endblock %}>"},
    {"mid", "{% extends 'base' %}{% block head %}M{{ super() }}{% endblock %}"},
    {"lib", "{% macro hi(n) %}hi {{ n }}{{ x|d('') }}{% endmacro %}{% set v = 5 %}{% set _h = 1 %}"},
    {"part", "[{{ x|d('-') }}{{ i|d('-') }}]"},
    {"broken", "{{ nope }}"}};

std::string site(std::string_view source, std::string_view context = "{}") {
    return rendered(source, context, {}, kSite);
}

TEST(JinjaInheritance, AChildFillsTheBlocksOfItsParents) {
    EXPECT_EQ(site("{% extends 'base' %}"), "<H|>");
    EXPECT_EQ(site("{% extends 'mid' %}{% block head %}C{{ super() }}{% endblock %}"), "<CMH|>");
    EXPECT_EQ(site("{% extends 'mid' %}{% block head %}{{ super.super() }}{% endblock %}"), "<H|>");
    EXPECT_EQ(site("{% extends 'base' %}lost{% block body %}{{ self.head() }}{% endblock %}"), "<H|H>");
    EXPECT_EQ(site("{% extends 'base' %}{% set t = 1 %}{% block body %}{{ t }}{% endblock %}"), "<H|1>");
}

TEST(JinjaInheritance, TheParentMayBeNamedByTheData) {
    EXPECT_EQ(site("{% extends layout %}", R"({"layout": "mid"})"), "<MH|>");
}

TEST(JinjaInheritance, AnIncludeSeesTheVariablesAround) {
    EXPECT_EQ(site("{% include 'part' %}", R"({"x": 1})"), "[1-]");
    EXPECT_EQ(site("{% for i in [1, 2] %}{% include 'part' %}{% endfor %}"), "[-1][-2]");
    EXPECT_EQ(site("{% set x = 7 %}{% include 'part' %}{% include 'part' without context %}"), "[7-][--]");
    EXPECT_EQ(site("{% include 'none' ignore missing %}{% include ['none', 'part'] %}"), "[--]");
}

TEST(JinjaInheritance, AnImportBringsMacrosAndVariables) {
    EXPECT_EQ(site("{% import 'lib' as l %}{{ l.hi('a') }} {{ l.v }} {{ l._h is defined }}"), "hi a 5 False");
    EXPECT_EQ(site("{% from 'lib' import hi as h, v %}{{ h(v) }}", R"({"x": 1})"), "hi 5");
    EXPECT_EQ(site("{% from 'lib' import hi with context %}{{ hi('a') }}", R"({"x": "!"})"), "hi a!");
}

TEST(JinjaInheritance, WhatIsMissingIsAnError) {
    EXPECT_EQ(site("{% include 'none' %}"), "TemplateNotFound: none (line 1, column 4)");
    EXPECT_EQ(site("{% extends ['a', 'b'] %}"), "TypeError: unhashable type: 'list' (line 1, column 4)");
    EXPECT_EQ(site("a\n{% include 'broken' %}"),
              "UndefinedError: 'nope' is undefined (in 'broken', line 1, column 4)");
}

TEST(JinjaInheritance, ScopedBlocksSeeTheLoop) {
    EXPECT_EQ(site("{% for i in [1, 2] %}{% block b scoped %}{{ i }}{% endblock %}{% endfor %}"), "12");
    EXPECT_EQ(site("{% for i in [1] %}{% block b %}{{ i is defined }}{% endblock %}{% endfor %}"), "False");
}

TEST(JinjaScopes, NamesAreLookedUpOutwards) {
    EXPECT_EQ(rendered("{% for i in [1, 2] %}{{ x|d('-') }}{% set x = i %}{{ x }}{% endfor %}"), "-1-2");
    EXPECT_EQ(rendered("{% set x = 1 %}{% for i in [1, 2] %}{{ x }}{% set x = 5 %}{% endfor %}{{ x }}"),
              "111");
    EXPECT_EQ(
        rendered("{% macro m() %}{{ x }}{% endmacro %}{% set x = 1 %}{{ m() }}{% set x = 2 %}{{ m() }}"),
        "12");
    EXPECT_EQ(rendered("{% if no is defined %}{% set x = 1 %}{% endif %}{{ x }}", R"({"x": "data"})"),
              "data");
    EXPECT_EQ(rendered("{{ range }}", R"({"range": "mine"})"), "mine");
    EXPECT_EQ(rendered("{% with a = 1 %}{% with b = a %}{{ a }}{{ b }}{% endwith %}{% endwith %}"), "11");
}

TEST(JinjaScopes, AMacroKeepsTheFrameItWasMadeIn) {
    EXPECT_EQ(
        rendered("{% set ns = namespace() %}{% macro outer(p) %}{% macro inner() %}{{ p }}{% endmacro %}"
                 "{% set ns.f = inner %}{% endmacro %}{{ outer(1) }}{{ outer(2) }}{{ ns.f() }}"),
        "2");
}

}  // namespace
}  // namespace tidings::jinja
