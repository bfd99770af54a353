#include "jinja/run/output.h"

#include <string>
#include <utility>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace tidings::jinja {
namespace {

RC_GTEST_PROP(JinjaOutput, IsWhatWasAppendedAndNotCut, ()) {
    Output output(*rc::gen::inRange(0, 2000), 1U << 20U);
    std::string expected;
    for (int i = *rc::gen::inRange(0, 20); i > 0; --i) {
        const std::string text = *rc::gen::container<std::string>(rc::gen::element('<', '&', 'a', 'b', ' '));
        const auto number = *rc::gen::arbitrary<std::int64_t>();
        output.append(text);
        output.append_escaped(text);
        output.append(number);
        expected += text;
        append_escaped(text, expected);
        expected += std::to_string(number);
        const auto kept = *rc::gen::inRange<std::size_t>(0, 2 * expected.size());
        if (kept < expected.size()) {
            RC_ASSERT(output.since(kept) == std::string_view(expected).substr(kept));
            output.cut(kept);
            expected.resize(kept);
        }
    }
    RC_ASSERT(std::move(output).take() == expected);
}

TEST(JinjaOutput, WritesLittlePastTheMost) {
    Output output(100, 1'000);
    output.append_escaped(std::string(1'000'000, '&'));
    EXPECT_GT(output.size(), 1'000U);
    EXPECT_LT(output.size(), 10'000U);
}

}  // namespace
}  // namespace tidings::jinja
