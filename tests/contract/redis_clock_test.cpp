#include "contract/redis_stage.h"

// The queue on a Redis whose clock is set while it runs: one on the wall, as TIME is.
namespace tidings::testing {
namespace {

using namespace std::chrono_literals;

class RedisWhoseClockIsSet : public ::testing::Test {
protected:
    void SetUp() override {
        if (!std::getenv("TIDINGS_TEST_REDIS")) GTEST_SKIP() << "TIDINGS_TEST_REDIS names no Redis";
        queue_ = open_empty(options("test"), clock_);
        other_ = std::make_unique<RedisTaskQueue>(options("other"), clock_);
        redis_ = redis_connection(clock_);
    }
    adapters::redis::QueueOptions options(std::string process) {
        auto options = redis_options(clock_, std::move(process));
        options.now = [this] { return to_micros(clock_.now() + set_by_); };
        options.silence = adapters::redis::kSilence;
        options.limits = {{Channel::email, kLimit}};
        return options;
    }
    void push(int count) {
        for (int i = 0; i < count; ++i) {
            core::Task task;
            task.id.notification.bytes[15] = static_cast<std::uint8_t>(++pushed_);
            task.id.round = 1;
            ASSERT_TRUE(queue_->push(std::span(&task, 1)).value().at(0));
        }
    }
    std::vector<ports::Leased> take() { return queue_->take({{Channel::email}, 10, kLease}).value(); }
    // As time passes where somebody looks now and then.
    void pass(Duration time) {
        for (; time > 0s; time -= 1s) {
            clock_.advance(1s);
            other_->take({{Channel::sms}, 1, kLease}).value();
        }
    }
    static Uuid row_of(Time created_at) {
        Random random(7);
        return Uuid::random(created_at, random);
    }

    static constexpr core::RateLimit kLimit{3, 10s};
    ManualClock clock_;
    Duration set_by_{};
    int pushed_ = 0;
    std::unique_ptr<RedisTaskQueue> queue_;
    std::unique_ptr<RedisTaskQueue> other_;
    std::unique_ptr<adapters::redis::Connection> redis_;
};

TEST_F(RedisWhoseClockIsSet, BackPermitsGoOnAndWindowsStayClosed) {
    push(9);
    ASSERT_EQ(take().size(), 3U);
    pass(2s);
    set_by_ = -1h;
    EXPECT_TRUE(take().empty());
    pass(8s);
    EXPECT_TRUE(take().empty()) << "the window has not passed";
    pass(2s);
    EXPECT_EQ(take().size(), 3U);
    pass(12s);
    EXPECT_EQ(take().size(), 3U);
}

TEST_F(RedisWhoseClockIsSet, AheadOpensNoWindow) {
    push(6);
    ASSERT_EQ(take().size(), 3U);
    pass(1s);
    set_by_ = 1h;
    EXPECT_TRUE(take().empty());
    pass(7s);
    EXPECT_TRUE(take().empty());
    pass(4s);
    EXPECT_EQ(take().size(), 3U);
}

TEST_F(RedisWhoseClockIsSet, BackLeasesEndAllTheSame) {
    push(1);
    ASSERT_EQ(take().size(), 1U);
    pass(1s);
    set_by_ = -1h;
    pass(10s);
    EXPECT_TRUE(queue_->ended(10).value().empty());
    pass(5s);
    EXPECT_EQ(queue_->ended(10).value().size(), 1U);
}

TEST_F(RedisWhoseClockIsSet, AheadLeasesStand) {
    push(1);
    const auto taken = take();
    set_by_ = 1h;
    EXPECT_TRUE(queue_->ended(10).value().empty());
    EXPECT_TRUE(queue_->renew(taken, kLease).value().at(0));
    pass(14s);
    EXPECT_TRUE(queue_->ended(10).value().empty());
    EXPECT_TRUE(queue_->acknowledge(taken));
    EXPECT_FALSE(queue_->holds(std::array{taken[0].task.id}).value().at(0));
}

TEST_F(RedisWhoseClockIsSet, BackAFenceIsAnothersForItsTurnOnly) {
    const Uuid row = row_of(clock_.now());
    ASSERT_TRUE(other_->fence(row).value());
    set_by_ = -1h;
    EXPECT_FALSE(queue_->fence(row).value());
    pass(ports::TaskQueue::kFenceTurn + 1s);
    EXPECT_TRUE(queue_->fence(row).value());
}

TEST_F(RedisWhoseClockIsSet, BackADeadOnesRefillIsTakenOver) {
    redis_->command({"FLUSHALL"}).value();
    ASSERT_TRUE(other_->begin_refill().value());
    set_by_ = -1h;
    EXPECT_FALSE(queue_->begin_refill().value());
    pass(ports::TaskQueue::kRefillClaim + 1s);
    const auto refill = queue_->begin_refill().value();
    ASSERT_TRUE(refill);
    EXPECT_LE(refill->busy, kLease - ports::TaskQueue::kRefillClaim);
}

TEST_F(RedisWhoseClockIsSet, AheadWorkersOfBeforeARefillAreWaitedFor) {
    redis_->command({"FLUSHALL"}).value();
    ASSERT_TRUE(queue_->begin_refill().value());
    set_by_ = 1h;
    EXPECT_GE(queue_->begin_refill().value().value().busy, kLease - adapters::redis::kSilence);
}

TEST_F(RedisWhoseClockIsSet, BackTheFirstPushOfARowIsTakenAndOneFromBeforeTheRefillIsNot) {
    const auto first = [&] { return ports::Fence{row_of(clock_.now()), 0, queue_->memory()}; };
    redis_->command({"FLUSHALL"}).value();
    set_by_ = 1h;
    const auto before = first();
    queue_->begin_refill().value();
    ASSERT_TRUE(queue_->end_refill());
    pass(1s);
    set_by_ = 0s;
    pass(1s);
    const core::Task task;
    EXPECT_TRUE(queue_->push(std::span(&task, 1), first()));
    EXPECT_EQ(queue_->push(std::span(&task, 1), before).error().code, Errc::conflict);
}

TEST_F(RedisWhoseClockIsSet, WhatNobodyAskedForCountsForLittle) {
    push(1);
    ASSERT_EQ(take().size(), 1U);
    clock_.advance(1h);
    EXPECT_TRUE(queue_->ended(10).value().empty()) << "it may be the clock that went ahead";
    pass(kLease);
    EXPECT_EQ(queue_->ended(10).value().size(), 1U);
}

}  // namespace
}  // namespace tidings::testing
