#include "jinja/template_test.h"

#include <latch>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "jinja/run/rendering.h"
#include "jinja/values/text.h"
#include "jinja/vocabulary.h"

namespace tidings::jinja {
namespace {

TEST(JinjaTemplate, RendersTheSameTemplateAgainAndAgain) {
    const auto compiled = Template::compile("Hi {{ name }}!", {});
    ASSERT_TRUE(compiled);
    EXPECT_EQ(compiled->render({{"name", "Ann"}}).value(), "Hi Ann!");
    EXPECT_EQ(compiled->render({{"name", "Bob"}}).value(), "Hi Bob!");
    EXPECT_EQ(compiled->render({}).error().str(), "UndefinedError: 'name' is undefined (line 1, column 7)");
    EXPECT_EQ(compiled->render({{"name", "Cy"}}).value(), "Hi Cy!");
}

TEST(JinjaTemplate, ACopyOutlivesTheOriginal) {
    auto copy = [] {
        const auto loader =
            std::make_shared<MapLoader>(std::map<std::string, std::string, std::less<>>{{"a", "A"}});
        return Template::compile("{% include 'a' %}{{ x }}", {}, loader).value();
    }();
    EXPECT_EQ(copy.render({{"x", 1}}).value(), "A1");
}

TEST(JinjaTemplate, ErrorsHaveTheirPlace) {
    EXPECT_EQ(rendered("a\n\n  {{ x }}"), "UndefinedError: 'x' is undefined (line 3, column 6)");
    EXPECT_EQ(rendered("é {{ u.name }}", R"({"u": {}})"),
              "UndefinedError: 'dict object' has no attribute 'name' (line 1, column 8)");
    EXPECT_EQ(rendered("{{ 1 + x }}"), "UndefinedError: 'x' is undefined (line 1, column 8)");
    EXPECT_EQ(rendered("{{ 1 + 'a' }}"),
              "TypeError: unsupported operand type(s) for +: 'int' and 'str' (line 1, column 6)");
    EXPECT_EQ(rendered("ok\n{% if %}"),
              "TemplateSyntaxError: Expected an expression, got 'end of statement block' "
              "(line 2, column 7)");
    EXPECT_EQ(rendered("\r\n\r\n{{ 'a'|nope }}"),
              "TemplateAssertionError: No filter named 'nope'. (line 3, column 8)");
}

TEST(JinjaTemplate, AnErrorNamesTheIncludedTemplate) {
    EXPECT_EQ(rendered("{% include 'foot' %}", "{}", {}, {{"foot", "\n{{ x }}"}}),
              "UndefinedError: 'x' is undefined (in 'foot', line 2, column 4)");
    EXPECT_EQ(rendered("{% include 'foot' %}", "{}", {}, {{"foot", "{% if %}"}}),
              "TemplateSyntaxError: Expected an expression, got 'end of statement block' (in 'foot', line 1, "
              "column 7)");
}

TEST(JinjaTemplate, InvalidUtf8IsRefused) {
    EXPECT_EQ(rendered("a\xff"), "UnicodeDecodeError: the template is not UTF-8 (line 1, column 1)");
}

// All at once from the start, so that they race to compile what is included.
TEST(JinjaTemplate, AProgramMayAddFiltersAndGlobals) {
    static constexpr Builtin kFilters[] = {
        {.name = "shout", .parameters = {"value"}, .required = 1, .fixed = [](Rendering& r, const Bound& a) {
             return r.text(std::string(to_text(r, a[0])) + "!");
         }}};
    static constexpr Builtin kGlobals[] = {{.name = "locale", .fixed = [](Rendering& r, const Bound&) {
                                                return Value::text(r.surroundings().locale);
                                            }}};
    static constexpr Vocabulary kVocabulary{kFilters, kGlobals};
    const auto compiled = Template::compile(
        "{{ 'a'|shout }} {{ ['b']|map('shout')|join }} {{ 'shout' is filter }} {{ locale() }} "
        "{{ locale is defined }}",
        {.vocabulary = &kVocabulary});
    EXPECT_EQ(compiled->render({}, {.locale = "de-AT"}).value(), "a! b! True de-AT False");
    EXPECT_EQ(compiled->render({{"locale", 1}}).error().message, "'int' object is not callable");
}

// What was found by name the first time is known the second time.
TEST(JinjaTemplate, ASecondRenderingFailsInTheSamePlace) {
    const Templates templates{{"a", "{% from 'a' import x %}"}, {"b", "{{ 1 }}{% include 'b' %}"}};
    for (const auto& [name, source] : templates) {
        const auto compiled = Template::compile(source, {}, std::make_shared<MapLoader>(templates));
        const std::string first = compiled->render({}).error().str();
        EXPECT_EQ(first.substr(0, 14), "RecursionError");
        EXPECT_EQ(compiled->render({}).error().str(), first);
    }
}

TEST(JinjaTemplate, ManyThreadsMayRenderAtOnce) {
    constexpr std::size_t kThreads = 8;
    const auto loader =
        std::make_shared<MapLoader>(Templates{{"base", "{% block b %}{% endblock %}"},
                                              {"part", "<{{ x }}>"},
                                              {"lib", "{% macro m(a) %}[{{ a }}]{% endmacro %}"}});
    const auto compiled = Template::compile(
        "{% extends 'base' %}{% from 'lib' import m %}{% block b %}{% from 'lib' import m %}"
        "{% for i in range(50) %}{% include 'part' %}{{ m(i) }}{% endfor %}{{ 1 // d }}{% endblock %}",
        {}, loader);
    ASSERT_TRUE(compiled);
    std::latch start(kThreads);
    std::vector<std::thread> threads;
    std::vector<std::string> texts(kThreads);
    for (std::size_t i = 0; i < kThreads; ++i) {
        threads.emplace_back([&, i] {
            start.arrive_and_wait();
            const auto text = compiled->render({{"x", i}, {"d", i % 2}});
            texts[i] = text ? *text : text.error().str();
        });
    }
    for (std::thread& thread : threads) thread.join();
    for (std::size_t i = 0; i < kThreads; ++i) {
        const std::string x = "<" + std::to_string(i) + ">";
        const bool fails = i % 2 == 0;
        EXPECT_EQ(texts[i].substr(0, 12), fails ? "ZeroDivision" : (x + "[0]" + x + "[1]").substr(0, 12));
    }
}

}  // namespace
}  // namespace tidings::jinja
