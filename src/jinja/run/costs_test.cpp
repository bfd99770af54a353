// What takes time is counted, so that no template of strangers holds a thread for long.
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "jinja/template_test.h"

namespace tidings::jinja {
namespace {

std::string many(std::string_view text, std::size_t count) {
    std::string out;
    for (std::size_t i = 0; i < count; ++i) out += text;
    return out;
}

std::string with_steps(std::uint64_t steps, std::string_view source, std::string_view data = "{}") {
    Options options;
    options.limits.steps = steps;
    return rendered(source, data, options);
}

std::string turns(int count, const std::string& of) {
    return "{% for i in range(" + std::to_string(count) + ") %}{% set y = " + of + " %}{% endfor %}";
}

bool takes_too_long(const std::string& text) {
    return text.starts_with("LimitError: the template takes more than ");
}

// Each of these took a step or a few for what costs thousands of times as much.
TEST(JinjaCosts, GrowWithWhatIsGoneThrough) {
    const std::string keys =
        "{% set d = {} %}{% for i in range(7) %}{% do d.update({('a' * 100000 ~ i): 1}) %}{% endfor %}"
        "{% set q = 'a' * 100000 ~ 'x' %}";
    const std::string nested =
        "{% set d = {} %}{% do d.update(a=d) %}{% set p = 'a.' * 10000 ~ 'a' %}{% set y = ([d] * 1000)|map("
        "attribute=p)|list %}";
    const std::vector<std::string> sources{
        turns(1000, "'{:.2000000}'.format(1.5)"),
        keys + turns(3000, "d[q] is defined"),
        nested,
        turns(2000, "d." + many("A", 100'000) + " is defined"),
        "{% set a = 2 ** 16383 %}{% set b = a + 1 %}" + turns(1000, "a / b"),
        "{% set y = ('x ' * 2000)|urlize(extra_schemes=['ab:'] * 10000) %}",
        "{% set n = {}.fromkeys(range(5000)|map('string')|map('replace', '', 'k')) %}"
        "{% set y = ('{z}' * 5000).format(z=1, **n) %}"};
    for (const std::string& source : sources) {
        EXPECT_TRUE(takes_too_long(with_steps(200'000, source, R"({"d": {"a": 1}})")))
            << source.substr(0, 80);
    }
}

TEST(JinjaCosts, OfAPartOfATextAreThoseOfItsLength) {
    const std::string data = R"({"s": ")" + many("abcde ", 20'000) + R"("})";
    EXPECT_EQ(with_steps(200'000, many("{{ s[:3] }}{{ s[-3:-2] }}{{ s|truncate(9) }}", 5), data),
              many("abcdabcde...", 5));
}

TEST(JinjaCosts, OfBlocksCountAtEachInclude) {
    std::string blocks;
    for (int i = 0; i < 5'000; ++i) blocks += "{% block b" + std::to_string(i) + " %}{% endblock %}";
    Options options;
    options.limits.steps = 100'000;
    EXPECT_TRUE(takes_too_long(rendered("{% for i in range(200) %}{% include 'page' %}{% endfor %}", "{}",
                                        options, {{"page", "{% extends 'base' %}" + blocks}, {"base", ""}})));
}

TEST(JinjaCosts, OfNamesInBranchesAreBound) {
    std::string names;
    for (int i = 0; i < 20'000; ++i) names += "{{ n" + std::to_string(i) + " }}";
    EXPECT_EQ(rendered(many("{% if a %}", 190) + names + many("{% endif %}", 190)),
              "TemplateSyntaxError: the template has too many variables (line 1, column 1)");
    const Options lenient{.undefined = Undefined::standard};
    EXPECT_EQ(rendered(many("{% if a %}", 10) + names + many("{% endif %}", 10), "{}", lenient), "");
    EXPECT_EQ(rendered("{% for i in [1] %}" + names + many("{% include z %}", 40'000) + "{% endfor %}"),
              "TemplateSyntaxError: the template has too many variables (line 1, column 1)");
}

}  // namespace
}  // namespace tidings::jinja
