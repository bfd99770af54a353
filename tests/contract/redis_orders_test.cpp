#include "adapters/redis/celery_intake.h"
#include "base/hash.h"
#include "contract/redis_stage.h"
#include "core/task.h"

// What stock producers order, on the way to the log.
namespace tidings::testing {
namespace {

class RedisOrders : public ::testing::Test {
protected:
    void SetUp() override {
        if (!std::getenv("TIDINGS_TEST_REDIS")) GTEST_SKIP() << "TIDINGS_TEST_REDIS names no Redis";
        queue_ = open_empty(redis_options(clock_), clock_);
        intake_ = std::make_unique<adapters::redis::CeleryIntake>(
            adapters::redis::IntakeOptions{redis_options(clock_).address,
                                           {},
                                           {},
                                           [this] { return to_micros(clock_.now()); },
                                           redis_options(clock_).silence},
            clock_);
        redis_ = redis_connection(clock_);
    }
    void order(const std::string& id, std::size_t bytes = 10) {
        const auto body = R"([["order.completed", "ann", ")" + std::string(bytes, 'x') + R"("], {}, {}])";
        redis_
            ->command(
                {"LPUSH", "tidings",
                 R"({"body": ")" + base64_encode(body) +
                     R"(", "content-type": "application/json", "headers": {"task": "tidings.notify", "id": ")" +
                     id + R"("}, "properties": {"body_encoding": "base64"}})"})
            .value();
    }
    // Takes, and ends without a word, as a killed worker does.
    std::vector<std::string> taken_and_lost() {
        std::vector<std::string> ids;
        for (const auto& order : intake_->take(10, kLease).value()) ids.push_back(order.id);
        clock_.advance(kLease);
        return ids;
    }

    ManualClock clock_;
    std::unique_ptr<RedisTaskQueue> queue_;
    std::unique_ptr<adapters::redis::CeleryIntake> intake_;
    std::unique_ptr<adapters::redis::Connection> redis_;
};

TEST_F(RedisOrders, SayHowLongTheirBodyIs) {
    order("a", 1000);
    const auto taken = intake_->take(10, kLease).value();
    ASSERT_EQ(taken.size(), 1U);
    EXPECT_EQ(taken[0].bytes, 1000 + std::string_view(R"([["order.completed", "ann", ""], {}, {}])").size());
}

TEST_F(RedisOrders, LongOnesAreTakenAFewAtATime) {
    for (int i = 0; i < 10; ++i) order(std::to_string(i), 1'000'000);
    std::size_t seen = 0;
    while (seen < 10) {
        const auto taken = intake_->take(100, kLease).value();
        ASSERT_FALSE(taken.empty());
        EXPECT_LE(taken.size(), 4U);
        seen += taken.size();
    }
}

TEST_F(RedisOrders, LongOnesComeAgainAFewAtATime) {
    for (int i = 0; i < 10; ++i) order(std::to_string(i), 1'000'000);
    for (int i = 0; i < 4; ++i) ASSERT_FALSE(intake_->take(100, kLease).value().empty());
    clock_.advance(kLease);
    EXPECT_LE(intake_->take(100, kLease).value().size(), 4U);
}

TEST_F(RedisOrders, OneThatKillsItsWorkersIsGivenAloneAndThenQuarantined) {
    order("a");
    order("deadly");
    EXPECT_EQ(taken_and_lost().size(), 2U);
    EXPECT_EQ(taken_and_lost().size(), 2U);
    // From here on it is seen which of them it is.
    const auto first = intake_->take(10, kLease).value();
    ASSERT_EQ(first.size(), 1U);
    EXPECT_EQ(first[0].id, "a");
    ASSERT_TRUE(intake_->acknowledge(first));
    order("b");
    for (int returns = core::kAloneAfter; returns < core::kPoisonAfter; ++returns) {
        EXPECT_THAT(taken_and_lost(), ::testing::ElementsAre("deadly"));
    }
    EXPECT_THAT(taken_and_lost(), ::testing::ElementsAre("b"));
    const auto put_aside = queue_->unreadable(10).value();
    ASSERT_EQ(put_aside.size(), 1U);
    EXPECT_THAT(put_aside[0].bytes, ::testing::HasSubstr("deadly"));
    EXPECT_EQ(put_aside[0].reason, "whoever took the message has ended, 5 times");
    EXPECT_EQ(put_aside[0].queue, "tidings");
}

TEST_F(RedisOrders, WhatIsGivenBackComesAgainAtOnceAndSaysNothingAgainstIt) {
    order("a");
    order("b");
    for (int i = 0; i < 2 * core::kPoisonAfter; ++i) {
        const auto taken = intake_->take(10, kLease).value();
        ASSERT_EQ(taken.size(), 2U);
        ASSERT_TRUE(intake_->release(taken));
    }
    ASSERT_TRUE(intake_->acknowledge(intake_->take(10, kLease).value()));
    EXPECT_TRUE(taken_and_lost().empty());
    EXPECT_TRUE(taken_and_lost().empty());
}

TEST_F(RedisOrders, WhatIsDoneWithIsNotGivenBack) {
    order("a");
    const auto taken = intake_->take(10, kLease).value();
    ASSERT_TRUE(intake_->acknowledge(taken));
    ASSERT_TRUE(intake_->release(taken));
    EXPECT_TRUE(taken_and_lost().empty());
}

TEST_F(RedisOrders, WhatIsRefusedIsQuarantinedWithTheReason) {
    order("a");
    ASSERT_TRUE(intake_->refuse(intake_->take(10, kLease).value().at(0), "users must not be empty"));
    const auto put_aside = queue_->unreadable(10).value();
    ASSERT_EQ(put_aside.size(), 1U);
    EXPECT_EQ(put_aside[0].reason, "users must not be empty");
    EXPECT_TRUE(put_aside[0].bytes.starts_with(R"({"body": ")"));
    EXPECT_TRUE(taken_and_lost().empty());
    EXPECT_TRUE(taken_and_lost().empty());
}

}  // namespace
}  // namespace tidings::testing
