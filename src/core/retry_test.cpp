#include "core/retry.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace tidings::core {
namespace {

using namespace std::chrono_literals;

TEST(Retry, WaitsOneFiveAndFifteenMinutesThenNoMore) {
    RetryPolicy plain;
    plain.jitter = 0;
    EXPECT_EQ(retry_delay(plain, 1, 0.3), 1min);
    EXPECT_EQ(retry_delay(plain, 2, 0.3), 5min);
    EXPECT_EQ(retry_delay(plain, 3, 0.3), 15min);
    EXPECT_EQ(retry_delay(plain, 4, 0.3), std::nullopt);
    EXPECT_EQ(retry_delay(plain, 1000, 0.3), std::nullopt);
}

TEST(Retry, NoDelaysMeanNoRetry) {
    EXPECT_EQ(retry_delay({{}, 0.1}, 1, 0), std::nullopt);
}

TEST(Retry, ChanceSpreadsOverTheWholeJitter) {
    const RetryPolicy policy;
    EXPECT_EQ(retry_delay(policy, 1, 0), 54s);
    EXPECT_EQ(retry_delay(policy, 1, 0.5), 60s);
    EXPECT_GT(retry_delay(policy, 1, 0.999), 65s);
}

RC_GTEST_PROP(Retry, StaysWithinTheJitter, ()) {
    RetryPolicy policy;
    policy.jitter = *rc::gen::inRange(0, 51) / 100.0;
    const int used = *rc::gen::inRange(1, 4);
    const double chance = *rc::gen::inRange(0, 1000) / 1000.0;
    const auto delay = static_cast<double>(policy.delays[static_cast<std::size_t>(used) - 1].count());
    const auto got = static_cast<double>(retry_delay(policy, used, chance).value().count());
    RC_ASSERT(got >= delay * (1 - policy.jitter) - 1);
    RC_ASSERT(got <= delay * (1 + policy.jitter));
}

TEST(RetryDeathTest, AnAttemptZeroOrAChanceBeyondOneIsABug) {
    EXPECT_DEATH(retry_delay({}, 0, 0), "used");
    EXPECT_DEATH(retry_delay({}, 1, 1), "chance");
}

}  // namespace
}  // namespace tidings::core
