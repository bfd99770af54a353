#include "jinja/template_test.h"

namespace tidings::jinja {
namespace {

TEST(JinjaChanges, TheDataStaysAsItIs) {
    const json::value data = json::read(R"({"l": [1, [2]], "d": {"k": {"z": 1}}})").value();
    const std::string before = json::write(data);
    const auto compiled = Template::compile(
        "{% set _ = l.append(3) %}{% set _ = l[1].append(4) %}{% set _ = d.k.update(z=5) %}{{ l }}{{ d }}",
        {});
    ASSERT_TRUE(compiled);
    for (int turn = 0; turn < 2; ++turn) {
        EXPECT_EQ(*compiled->render(data.as_object()), "[1, [2, 4], 3]{'k': {'z': 5}}");
        EXPECT_EQ(json::write(data), before);
    }
}

TEST(JinjaChanges, ConstantsStayAsTheyAre) {
    const auto compiled = Template::compile(
        "{% macro m(x=[]) %}{% set _ = x.append(1) %}{{ x }}{% endmacro %}{{ m() }}{{ m() }}", {});
    ASSERT_TRUE(compiled);
    for (int turn = 0; turn < 2; ++turn) EXPECT_EQ(*compiled->render({}), "[1][1]");
}

// Long words are what patterns that go back would take minutes for.
TEST(JinjaLinks, WordsTakeLinearTime) {
    const std::string many(200'000, 'a');
    for (const std::string& word :
         {many + "@" + many, "www." + many, "http://" + std::string(200'000, '.'), std::string(200'000, '('),
          std::string(200'000, ')'), std::string(200'000, '@') + "a",
          std::string(100'000, '(') + std::string(100'000, ')'), "http://[" + std::string(200'000, ':')}) {
        json::object data;
        data["w"] = word;
        const auto compiled = Template::compile("{{ w|urlize }}", {});
        ASSERT_TRUE(compiled);
        EXPECT_TRUE(compiled->render(data)) << word.substr(0, 20);
    }
}

}  // namespace
}  // namespace tidings::jinja
