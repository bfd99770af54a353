#include "jinja/template_test.h"

namespace tidings::jinja {
namespace {

std::string with_seed(std::string_view source, std::uint64_t seed) {
    Surroundings surroundings;
    surroundings.seed = seed;
    const auto compiled = Template::compile(source, {});
    EXPECT_TRUE(compiled);
    const json::value data = json::read(R"({"l": [1, 2, 3, 4, 5, 6, 7, 8]})").value();
    const auto text = compiled->render(data.as_object(), surroundings);
    return text ? *text : text.error().str();
}

TEST(JinjaRandom, TheSeedDecides) {
    for (const char* const source : {"{% for x in l %}{{ l|random }}{% endfor %}", "{{ lipsum(1) }}"}) {
        EXPECT_EQ(with_seed(source, 1), with_seed(source, 1));
        EXPECT_NE(with_seed(source, 1), with_seed(source, 2));
    }
}

TEST(JinjaRandom, EachCallGivesAnother) {
    EXPECT_EQ(with_seed("{{ lipsum(1) == lipsum(1) }}", 7), "False");
}

TEST(JinjaRandom, LipsumIsBounded) {
    EXPECT_EQ(with_seed("{{ lipsum(100000000) }}", 1).substr(0, 11), "LimitError:");
    EXPECT_EQ(with_seed("{{ lipsum(1, true, 999999999999, 9999999999999) }}", 1).substr(0, 11),
              "LimitError:");
}

}  // namespace
}  // namespace tidings::jinja
