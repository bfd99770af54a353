// One compiled template with whatever keeps something for later, from many threads at once.
#include <latch>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "babel/vocabulary.h"
#include "jinja/template.h"

namespace tidings::babel {
namespace {

class Sources final : public jinja::Loader {
public:
    std::optional<std::string> load(std::string_view name) const override {
        if (name == "base") return "{% block head %}{% endblock %}|{% block body %}{% endblock %}";
        if (name == "row") return "{{ loop_name }}-{{ item|currencyformat('EUR') }};";
        if (name == "lib")
            return "{% macro m(a, b=2) %}[{{ a }}{{ b }}{{ caller(a) if caller else '' }}]{% endmacro %}";
        return std::nullopt;
    }
};

constexpr std::string_view kSource =
    "{% extends 'base' %}{% from 'lib' import m with context %}"
    "{% block head %}{{ now()|datetimeformat('full') }} {{ super() }}{% endblock %}"
    "{% block body %}{% from 'lib' import m %}{% set ns = namespace(n=0) %}"
    "{% for item in items recursive %}{% set loop_name = loop.index ~ name %}{% include 'row' %}"
    "{% set ns.n = ns.n + item %}{{ loop.cycle('a', 'b') }}{{ loop.changed(item // 2) }}"
    "{% endfor %}{{ ns.n|decimalformat('0.00') }}"
    "{% call(x) m(name) %}{{ x|upper }}{% endcall %}{{ items|random }}{{ lipsum(1, false, 3, 9) }}"
    "{{ ['x', 'y', 'z']|map('upper')|join(', ') }}{{ items|groupby('real')|length }}"
    "{{ 3|plural(one='thing', other='things') }}{{ (2 ** 200) // 7 }}{{ name|striptags|urlize }}"
    "{% trans n=items|length %}one{% pluralize %}{{ n }} of them{% endtrans %}"
    "{% set copy = items %}{% do copy.append(1) %}{{ copy|length }}{{ items|tojson }}{% endblock %}";

std::string rendered(const jinja::Template& compiled, std::uint64_t which) {
    const std::map<std::uint64_t, std::string> locales{{0, "en"}, {1, "de-AT"}, {2, "ar"}, {3, "ru"}};
    jinja::Surroundings around;
    around.locale = locales.at(which % 4);
    around.seed = which;
    const json::object context{{"name", "<b>" + std::to_string(which) + " www.example.org"},
                               {"items", json::array{1, 2.5, which, 7}}};
    const auto text = compiled.render(context, around);
    return text ? *text : text.error().str();
}

TEST(BabelThreads, ATemplateGivesEachThreadWhatItGivesOneAlone) {
    constexpr std::size_t kThreads = 4;
    jinja::Options options;
    options.vocabulary = &vocabulary();
    const auto compile = [&] {
        return jinja::Template::compile(kSource, options, std::make_shared<Sources>()).value();
    };
    std::vector<std::string> alone;
    for (std::uint64_t which = 0; which < 20; ++which) alone.push_back(rendered(compile(), which));
    EXPECT_EQ(alone[0].find("Error"), std::string::npos) << alone[0];

    const jinja::Template compiled = compile();
    std::latch start(kThreads);
    std::vector<std::thread> threads;
    std::vector<std::vector<std::string>> texts(kThreads);
    for (std::size_t thread = 0; thread < kThreads; ++thread) {
        threads.emplace_back([&, thread] {
            start.arrive_and_wait();
            for (std::uint64_t which = 0; which < 20; ++which)
                texts[thread].push_back(rendered(compiled, which));
        });
    }
    for (std::thread& thread : threads) thread.join();
    for (const auto& seen : texts) EXPECT_EQ(seen, alone);
}

}  // namespace
}  // namespace tidings::babel
