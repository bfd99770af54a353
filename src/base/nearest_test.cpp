#include "base/nearest.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace tidings {
namespace {

const std::vector<std::string> kNames{"serve", "demo", "send", "status", "list", "http.listen", "log.level"};

TEST(Nearest, FindsWhatWasMistyped) {
    EXPECT_EQ(nearest("serv", kNames), "serve");
    EXPECT_EQ(nearest("esrve", kNames), "serve");
    EXPECT_EQ(nearest("stauts", kNames), "status");
    EXPECT_EQ(nearest("http.port", kNames), std::nullopt);
    EXPECT_EQ(nearest("http.lisen", kNames), "http.listen");
}

TEST(Nearest, FindsNothingForSomethingElse) {
    EXPECT_EQ(nearest("elephant", kNames), std::nullopt);
    EXPECT_EQ(nearest("", kNames), std::nullopt);
    EXPECT_EQ(nearest("x", std::vector<std::string>{"ab"}), std::nullopt);
    EXPECT_EQ(nearest(std::string(100'000, 'a'), kNames), std::nullopt);
}

TEST(Nearest, SaysItAsTheEndOfASentence) {
    EXPECT_EQ(did_you_mean("dmeo", kNames), R"(; did you mean "demo"?)");
    EXPECT_EQ(did_you_mean("elephant", kNames), "");
}

TEST(EditDistance, CountsEachKindOfSlipOnce) {
    EXPECT_EQ(edit_distance("", "abc"), 3U);
    EXPECT_EQ(edit_distance("abc", "abc"), 0U);
    EXPECT_EQ(edit_distance("abc", "acb"), 1U);
    EXPECT_EQ(edit_distance("abc", "abxc"), 1U);
    EXPECT_EQ(edit_distance("kitten", "sitting"), 3U);
}

RC_GTEST_PROP(EditDistance, IsTheSameBothWaysAndBoundedByLength,
              (const std::string& a, const std::string& b)) {
    RC_ASSERT(edit_distance(a, b) == edit_distance(b, a));
    RC_ASSERT(edit_distance(a, b) <= std::max(a.size(), b.size()));
    RC_ASSERT((edit_distance(a, b) == 0) == (a == b));
}

}  // namespace
}  // namespace tidings
