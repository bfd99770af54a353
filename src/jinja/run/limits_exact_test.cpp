// Each limit is kept exactly: what reaches it passes, one more fails.
#include <gtest/gtest.h>

#include "jinja/template_test.h"

namespace tidings::jinja {
namespace {

Options with(void (*change)(Limits&, std::size_t), std::size_t value) {
    Options options;
    change(options.limits, value);
    return options;
}

Options source_bytes(std::size_t n) {
    return with([](Limits& limits, std::size_t v) { limits.source_bytes = v; }, n);
}
Options output_bytes(std::size_t n) {
    return with([](Limits& limits, std::size_t v) { limits.output_bytes = v; }, n);
}
Options memory_bytes(std::size_t n) {
    return with([](Limits& limits, std::size_t v) { limits.memory_bytes = v; }, n);
}
Options steps(std::size_t n) {
    return with([](Limits& limits, std::size_t v) { limits.steps = v; }, n);
}
Options depth(std::size_t n) {
    return with([](Limits& limits, std::size_t v) { limits.depth = static_cast<std::uint32_t>(v); }, n);
}
Options range(std::size_t n) {
    return with([](Limits& limits, std::size_t v) { limits.range = static_cast<std::int64_t>(v); }, n);
}

std::string kind_of(std::string_view outcome) {
    return std::string(outcome.substr(0, outcome.find(':')));
}

// The least limit under which the source renders, found by halving; it must fail under every smaller one.
std::size_t least(std::string_view source, Options (*limited)(std::size_t), std::string_view kind,
                  std::size_t max = 1U << 20U) {
    std::size_t low = 0;
    std::size_t high = max;
    while (low < high) {
        const std::size_t middle = (low + high) / 2;
        if (kind_of(rendered(source, "{}", limited(middle))) == kind) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

TEST(JinjaLimitsExactly, TheSourceIsCountedInBytesAsItCame) {
    EXPECT_EQ(rendered("0123456789", "{}", source_bytes(10)), "0123456789");
    EXPECT_EQ(rendered("0123456789a", "{}", source_bytes(10)),
              "LimitError: the template is longer than 10 bytes (line 1, column 1)");
    EXPECT_EQ(rendered("ééééé", "{}", source_bytes(10)), "ééééé");
    EXPECT_EQ(kind_of(rendered("éééééa", "{}", source_bytes(10))), "LimitError");
    EXPECT_EQ(kind_of(rendered("12345\r\n6789\n", "{}", source_bytes(11))), "LimitError");
}

TEST(JinjaLimitsExactly, AnIncludedSourceIsBoundToo) {
    const Templates templates{{"fits", "123456789012345678901234"}, {"long", "1234567890123456789012345"}};
    EXPECT_EQ(rendered("{% include 'fits' %}", "{}", source_bytes(24), templates),
              "123456789012345678901234");
    EXPECT_EQ(rendered("{% include 'long' %}", "{}", source_bytes(24), templates),
              "LimitError: the template is longer than 24 bytes (in 'long', line 1, column 1)");
}

TEST(JinjaLimitsExactly, TheOutputIsCountedInBytes) {
    const std::string message = "LimitError: the template writes more than 10 bytes";
    EXPECT_EQ(rendered("0123456789", "{}", output_bytes(10)), "0123456789");
    EXPECT_EQ(kind_of(rendered("01234567890", "{}", output_bytes(10))), "LimitError");
    EXPECT_EQ(rendered("01234{{ 'abcde' }}", "{}", output_bytes(10)), "01234abcde");
    EXPECT_EQ(rendered("01234{{ 'abcdef' }}", "{}", output_bytes(10)), message + " (line 1, column 9)");
    EXPECT_EQ(rendered("{{ 'é' * 5 }}", "{}", output_bytes(10)), "ééééé");
    EXPECT_EQ(kind_of(rendered("{{ 'é' * 5 ~ 'a' }}", "{}", output_bytes(10))), "LimitError");
}

TEST(JinjaLimitsExactly, EveryWayToMakeATextIsBound) {
    for (const std::string_view source :
         {"{{ 'a' * 11 }}", "{{ ('a' * 10) ~ 'b' }}", "{{ 'aaaaaa' + 'bbbbb' }}",
          "{{ ['aaaaaa', 'bbbbb']|join }}", "{{ 'a'|center(11) }}", "{{ 'a'.ljust(11) }}",
          "{{ 'a\na'|indent(9) }}", "{{ '%11d'|format(1) }}", "{{ 'aaaaa'|replace('a', 'bbb') }}",
          "{{ [1, 2, 3, 4]|string }}", "{{ [1, 2, 3, 4]|tojson }}", "{% set x %}01234567890{% endset %}",
          "{% filter upper %}01234567890{% endfilter %}",
          "{% macro m() %}01234567890{% endmacro %}{{ m()|length }}", "{{ '<<<'|e }}",
          "{{ '-'.join('abcdef') }}", "{{ ([('a', 'b')] * 3)|urlencode|length }}",
          "{{ {}.fromkeys('abc', 1)|xmlattr(false)|length }}"}) {
        EXPECT_EQ(kind_of(rendered(source, "{}", output_bytes(10))), "LimitError") << source;
        EXPECT_NE(kind_of(rendered(source, "{}", output_bytes(40))), "LimitError") << source;
    }
}

TEST(JinjaLimitsExactly, StepsAreCountedOneByOne) {
    EXPECT_EQ(rendered("{{ 1 }}", "{}", steps(1)), "1");
    EXPECT_EQ(rendered("{{ 1 }}{{ 2 }}", "{}", steps(1)),
              "LimitError: the template takes more than 1 steps (line 1, column 4)");
    const std::size_t one = least("{% for i in range(10) %}{% endfor %}", steps, "LimitError");
    const std::size_t two = least("{% for i in range(20) %}{% endfor %}", steps, "LimitError");
    const std::size_t four = least("{% for i in range(40) %}{% endfor %}", steps, "LimitError");
    EXPECT_GE(two, one + 10);
    EXPECT_EQ(four - two, 2 * (two - one));
    EXPECT_EQ(rendered("text costs nothing", "{}", steps(0)), "text costs nothing");
}

TEST(JinjaLimitsExactly, DepthIsCountedThroughEverything) {
    const std::size_t print = least("{{ 1 }}", depth, "RecursionError");
    EXPECT_EQ(rendered("{{ 1 }}", "{}", depth(print)), "1");
    EXPECT_EQ(rendered("{{ 1 }}", "{}", depth(print - 1)),
              "RecursionError: maximum recursion depth exceeded (line 1, column 1)");
    EXPECT_EQ(rendered("text", "{}", depth(1)), "text");
    const auto deeper = [&](std::string_view source) {
        return least(source, depth, "RecursionError") - print;
    };
    EXPECT_EQ(deeper("{% if 1 %}{{ 1 }}{% endif %}"), 1U);
    EXPECT_EQ(deeper("{% if 1 %}{% if 1 %}{% if 1 %}{{ 1 }}{% endif %}{% endif %}{% endif %}"), 3U);
    EXPECT_EQ(deeper("{% for i in [1] %}{% with %}{{ 1 }}{% endwith %}{% endfor %}"), 2U);
    EXPECT_EQ(deeper("{{ -(-(-(-1))) }}") - deeper("{{ -(-1) }}"), 2U);
    EXPECT_EQ(deeper("{{ [[[[1]]]] }}") - deeper("{{ [[1]] }}"), 2U);
}

TEST(JinjaLimitsExactly, AMacroMayCallItselfUpToTheDepth) {
    const auto calls = [](int n) {
        return "{% macro m(n) %}{% if n %}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(" + std::to_string(n) +
               ") }}";
    };
    const std::size_t ten = least(calls(10), depth, "RecursionError");
    const std::size_t twenty = least(calls(20), depth, "RecursionError");
    EXPECT_EQ((twenty - ten) % 10, 0U);
    EXPECT_EQ(least(calls(30), depth, "RecursionError") - twenty, twenty - ten);
}

TEST(JinjaLimitsExactly, ARangeHasItsMostItems) {
    EXPECT_EQ(rendered("{{ range(10)|length }}{{ range(0, 20, 2)|length }}", "{}", range(10)), "1010");
    EXPECT_EQ(rendered("{{ range(11) }}", "{}", range(10)),
              "OverflowError: Range too big. The sandbox blocks ranges larger than MAX_RANGE (10). "
              "(line 1, column 4)");
    EXPECT_EQ(kind_of(rendered("{{ range(0, 22, 2) }}", "{}", range(10))), "OverflowError");
    EXPECT_EQ(kind_of(rendered("{{ range(0, -11, -1) }}", "{}", range(10))), "OverflowError");
    EXPECT_EQ(rendered("{{ range(0, -10, -1)|length }}", "{}", range(10)), "10");
}

TEST(JinjaLimitsExactly, ARepetitionIsRefusedBeforeItIsMade) {
    EXPECT_EQ(rendered("{{ ('ab' * 5)|length }}", "{}", output_bytes(10)), "10");
    EXPECT_EQ(rendered("{{ ('ab' * 6)|length }}", "{}", output_bytes(10)),
              "LimitError: a repetition is too long (line 1, column 10)");
    EXPECT_EQ(kind_of(rendered("{{ ('ab' * 9223372036854775807)|length }}")), "LimitError");
    EXPECT_EQ(rendered("{{ ('' * 9223372036854775807)|length }}"), "0");
    EXPECT_EQ(rendered("{{ ('ab' * -9223372036854775807)|length }}"), "0");
    EXPECT_EQ(kind_of(rendered("{{ [1, 2] * 4611686018427387905 }}")), "LimitError");
    EXPECT_EQ(rendered("{{ ([] * 9223372036854775807)|length }}"), "0");
}

TEST(JinjaLimitsExactly, MemoryGrowsWithWhatIsKept) {
    const auto kept = [](int n) { return "{{ ([1] * " + std::to_string(n) + ")|length }}"; };
    const std::size_t small = least(kept(10'000), memory_bytes, "LimitError");
    EXPECT_GE(small, 10'000U * 16 - 4096);
    EXPECT_LE(small, 10'000U * 16 + 128 * 1024);
    const std::size_t large = least(kept(20'000), memory_bytes, "LimitError");
    EXPECT_GE(large, small + 150'000);
    EXPECT_EQ(rendered("{{ 1 }}", "{}", memory_bytes(0)), "1");
}

TEST(JinjaLimitsExactly, AWidthCannotFillTheMemory) {
    for (const std::string_view source :
         {"{{ 'a'|center(9223372036854775807) }}", "{{ 'a'.rjust(9223372036854775807) }}",
          "{{ 'a\nb'|indent(9223372036854775807) }}", "{{ '%999999999999d'|format(1) }}",
          "{{ '%.999999999999f'|format(1) }}", "{{ [1]|batch(9223372036854775807, 0)|list }}",
          "{{ [1]|slice(9223372036854775807)|list }}", "{{ 'a'|replace('', 'b' * 9000000) }}"}) {
        const std::string kind = kind_of(rendered(source));
        EXPECT_TRUE(kind == "LimitError" || kind == "ValueError" || kind == "OverflowError")
            << source << kind;
    }
}

}  // namespace
}  // namespace tidings::jinja
