#include "jinja/links.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "jinja/template_test.h"

namespace tidings::jinja {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Links linked(std::string_view source, Templates templates = {}) {
    return Template::compile(source, {}, std::make_shared<MapLoader>(std::move(templates))).value().links();
}

std::string fault(std::string_view source, Templates templates = {}) {
    const Links links = linked(source, std::move(templates));
    return links.fault ? links.fault->str() : "";
}

TEST(Links, AreTheNamesInIncludeImportAndExtendsAndWhatTheyNameInTurn) {
    const Links links = linked(
        "{% extends 'a' %}{% block b %}{% if x %}{% include 'c' %}{% endif %}{% endblock %}"
        "{% macro m() %}{% import 'd' as d %}{% endmacro %}",
        {{"a", "{% from 'e' import f %}"}, {"c", ""}, {"d", ""}, {"e", "{% set f = 1 %}"}});
    EXPECT_THAT(links.names, ElementsAre("a", "c", "d", "e"));
    EXPECT_FALSE(links.open);
    EXPECT_FALSE(links.fault);
    EXPECT_THAT(linked("{{ 'a' }}").names, IsEmpty());
}

TEST(Links, ANameThatIsWorkedOutLeavesThemOpen) {
    EXPECT_TRUE(linked("{% include x %}").open);
    EXPECT_TRUE(linked("{% include 'a' ~ x %}").open);
    EXPECT_TRUE(linked("{% include ['a', x] %}", {{"a", ""}}).open);
    EXPECT_TRUE(linked("{% include 'a' %}", {{"a", "{% extends x %}"}}).open);
}

TEST(Links, OfAListTheFirstThatIsThereCounts) {
    EXPECT_THAT(linked("{% include ['a', 'b', 'c'] %}", {{"b", "{% include 'd' %}"}, {"c", ""}}).names,
                ElementsAre("a", "b", "c", "d"));
    EXPECT_EQ(fault("{% include ['a', 'b'] %}"),
              "TemplatesNotFound: none of the templates given were found: a, b (line 1, column 4)");
}

TEST(Links, WhatIsNotThereIsAFaultAtItsPlace) {
    EXPECT_EQ(fault("x\n {% include 'a' %}"), "TemplateNotFound: a (line 2, column 5)");
    EXPECT_EQ(fault("{% include 'a' ignore missing %}"), "");
    EXPECT_EQ(fault("{% include 'a' %}", {{"a", "\n{% extends 'b' %}"}}),
              "TemplateNotFound: b (in 'a', line 2, column 4)");
}

TEST(Links, WhatDoesNotCompileIsAFaultOfItsOwnPlace) {
    EXPECT_EQ(fault("{% include 'a' %}", {{"a", "\n{{ x"}}),
              "TemplateSyntaxError: unexpected end of template, expected 'end of print statement'. (in 'a', "
              "line 2, column 5)");
}

// Rendering says the same in fewer words.
TEST(Links, ACircleThatEveryRenderingComesToIsAFault) {
    const std::string words = "RecursionError: maximum recursion depth exceeded";
    const auto expect_circle = [&](const std::string& way, std::string_view source,
                                   const Templates& templates) {
        EXPECT_EQ(fault(source, templates).substr(0, words.size() + way.size() + 3), words + ": " + way + " ")
            << source;
        EXPECT_EQ(rendered(source, "{}", {}, templates).substr(0, words.size()), words) << source;
    };
    expect_circle("a → a", "{% include 'a' %}", {{"a", "{% include 'a' %}"}});
    expect_circle("a → b → a", "{% include 'a' %}", {{"a", "{% include 'b' %}"}, {"b", "{% include 'a' %}"}});
    expect_circle("a → a", "{% from 'a' import x %}", {{"a", "{% extends 'a' %}{% set x = 1 %}"}});
    expect_circle("b → c → b", "{% extends 'a' %}",
                  {{"a", "{% extends 'b' %}"}, {"b", "{% extends 'c' %}"}, {"c", "{% extends 'b' %}"}});
    expect_circle("foot → foot", "{% extends 'page' %}",
                  {{"page", "{% block x %}{% with %}{% include 'foot' %}{% endwith %}{% endblock %}"},
                   {"foot", "{% extends 'page' %}"}});
    expect_circle("a → a", "{% import 'a' as a %}", {{"a", "{% import 'a' as a %}"}});
}

TEST(Links, ACircleThatARenderingMayLeaveIsNone) {
    EXPECT_EQ(fault("{% include 'a' %}", {{"a", "{% if x %}{% include 'a' %}{% endif %}"}}), "");
    EXPECT_EQ(fault("{% include 'a' %}", {{"a", "{% for i in x %}{% include 'a' %}{% endfor %}"}}), "");
    EXPECT_EQ(fault("{% extends 'page' %}", {{"page", "{% block x %}{% include 'foot' %}{% endblock %}"},
                                             {"foot", "{% extends 'page' %}{% block x %}.{% endblock %}"}}),
              "");
    EXPECT_EQ(fault("{% include 'a' %}{% include 'b' %}", {{"a", "{% include 'b' %}"}, {"b", ""}}), "");
}

TEST(Links, WhatIsIncludedMustFillTheBlocksOfItsLayout) {
    const Templates templates{{"page", "{% block title required %}{% endblock %}{% include 'foot' %}"},
                              {"foot", "{% extends 'card' %}"},
                              {"card", "{% block text required %}{% endblock %}"}};
    const std::string expected =
        "TemplateRuntimeError: Required block 'text' not found (in 'card', line 1, column 4)";
    const std::string_view source = "{% extends 'page' %}{% block title %}{% endblock %}";
    EXPECT_EQ(fault(source, templates), expected);
    EXPECT_EQ(rendered(source, "{}", {}, templates), expected);
    EXPECT_EQ(fault("{% if x %}{% include 'foot' %}{% endif %}", templates), "") << "it may never be reached";
}

TEST(Links, ALayoutThatIsExtendedOnlySometimesNeedsNothing) {
    const Templates templates{{"page", "{% block title required %}{% endblock %}"}};
    EXPECT_FALSE(linked("{% if x %}{% extends 'page' %}{% endif %}", templates).unfilled);
    EXPECT_EQ(rendered("{% if x %}{% extends 'page' %}{% endif %}", R"({"x": false})", {}, templates), "");
}

TEST(Links, ARequiredBlockThatNothingFillsIsKnown) {
    const Templates layouts{
        {"base",
         "{% block a required %}{% endblock %}\n{% if x %}{% block b required %}{% endblock %}{% endif %}"},
        {"middle", "{% extends 'base' %}"}};
    const auto unfilled = [&](std::string_view source) {
        const Links links = linked(source, layouts);
        EXPECT_FALSE(links.fault);
        return links.unfilled ? links.unfilled->str() : "";
    };
    const std::string expected =
        "TemplateRuntimeError: Required block 'a' not found (in 'base', line 1, column 4)";
    EXPECT_EQ(unfilled("{% extends 'base' %}"), expected);
    EXPECT_EQ(unfilled("{% extends 'middle' %}{% block b %}{% endblock %}"), expected);
    EXPECT_EQ(rendered("{% extends 'middle' %}", R"({"x": false})", {}, layouts), expected);
    EXPECT_EQ(unfilled("{% extends 'middle' %}{% block a %}{% endblock %}"), "") << "b may never be reached";
    EXPECT_EQ(unfilled("{% extends x %}"), "");
    EXPECT_EQ(unfilled("plain"), "");
}

TEST(Links, WhatIsImportedAndNeverSetIsAFault) {
    const Templates macros{{"m", "{% macro button() %}{% endmacro %}{% if x %}{% set size = 1 %}{% endif %}"},
                           {"child", "{% extends 'm' %}"},
                           {"any", "{% extends x %}"}};
    EXPECT_EQ(fault("{% from 'm' import button, size %}", macros), "");
    EXPECT_EQ(fault("{% from 'child' import button %}", macros), "");
    EXPECT_EQ(fault("{% from 'any' import button %}", macros), "");
    EXPECT_EQ(fault("\n{% from 'm' import buton %}", macros),
              "UndefinedError: the template 'm' (imported on line 2) does not export the requested name "
              "'buton' (line 2, column 4)");
}

}  // namespace
}  // namespace tidings::jinja
