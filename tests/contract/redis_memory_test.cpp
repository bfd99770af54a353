#include <condition_variable>

#include "adapters/redis/wake_listener.h"
#include "contract/redis_stage.h"

// The queue on Redis where Redis forgets, is full, slow or away; and how processes wake each other.
namespace tidings::testing {
namespace {

using namespace std::chrono_literals;

core::Task any_redis_task(int number) {
    core::Task t;
    t.id.notification.bytes[15] = static_cast<std::uint8_t>(number);
    t.id.round = 1;
    return t;
}

// Counts, and waits for a count.
class Bell {
public:
    void ring() {
        const std::lock_guard lock(mutex_);
        ++rung_;
        heard_.notify_all();
    }
    bool wait_for(int times) {
        std::unique_lock lock(mutex_);
        return heard_.wait_for(lock, 10s, [&] { return rung_ >= times; });
    }
    int rung() {
        const std::lock_guard lock(mutex_);
        return rung_;
    }

private:
    std::mutex mutex_;
    std::condition_variable heard_;
    int rung_ = 0;
};

class RedisThatForgets : public ::testing::Test {
protected:
    void SetUp() override {
        if (!std::getenv("TIDINGS_TEST_REDIS")) GTEST_SKIP() << "TIDINGS_TEST_REDIS names no Redis";
        queue_ = open_empty(redis_options(clock_), clock_);
        other_ = std::make_unique<RedisTaskQueue>(redis_options(clock_, "other"), clock_);
        redis_ = redis_connection(clock_);
    }
    void TearDown() override {
        if (!redis_) return;
        for (const auto* setting : {"maxmemory 0", "maxmemory-policy noeviction"}) {
            const std::string text = setting;
            const auto space = text.find(' ');
            redis_->command({"CONFIG", "SET", text.substr(0, space), text.substr(space + 1)}).value();
        }
    }
    bool push_one(int number) {
        const auto task = any_redis_task(number);
        return queue_->push(std::span(&task, 1)).value().at(0);
    }
    static Uuid row_of(Time created_at) {
        Random random(7);
        return Uuid::random(created_at, random);
    }
    ports::Fence first_of(Uuid row) const { return {row, 0, queue_->memory()}; }
    ports::Withdrawn withdraw_one(int number) {
        const auto id = any_redis_task(number).id;
        return queue_->withdraw(std::span(&id, 1)).value().at(0);
    }
    std::vector<ports::Leased> take_some() { return queue_->take({{Channel::email}, 10, kLease}).value(); }

    ManualClock clock_;
    std::unique_ptr<RedisTaskQueue> queue_;
    std::unique_ptr<RedisTaskQueue> other_;
    std::unique_ptr<adapters::redis::Connection> redis_;
};

TEST_F(RedisThatForgets, GivesNothingUntilItWasRefilled) {
    EXPECT_FALSE(queue_->has_lost_memory().value());
    redis_->command({"FLUSHALL"}).value();
    EXPECT_TRUE(queue_->has_lost_memory().value());
    ASSERT_TRUE(push_one(1));
    EXPECT_TRUE(take_some().empty());
    ASSERT_TRUE(queue_->begin_refill().value().has_value());
    ASSERT_TRUE(push_one(2));
    EXPECT_TRUE(take_some().empty());
    ASSERT_TRUE(queue_->end_refill());
    EXPECT_FALSE(queue_->has_lost_memory().value());
    const auto taken = take_some();
    ASSERT_EQ(taken.size(), 1U) << "what was there before the refill is gone";
    EXPECT_EQ(taken[0].task.id, any_redis_task(2).id);
}

TEST_F(RedisThatForgets, KnowsARestoredSnapshotByTheRunThatWroteIt) {
    const std::string epoch(redis_->command({"GET", "tidings:epoch"})->text());
    EXPECT_TRUE(epoch.starts_with(redis_->run_id()));
    redis_->command({"SET", "tidings:epoch", std::string(40, 'a') + epoch.substr(40)}).value();
    EXPECT_TRUE(queue_->has_lost_memory().value());
    EXPECT_TRUE(queue_->begin_refill().value().has_value());
}

TEST_F(RedisThatForgets, NamesForALeaseHowLongWorkersMayStillSend) {
    redis_->command({"FLUSHALL"}).value();
    EXPECT_EQ(queue_->begin_refill().value().value().busy, Duration{15s});
    clock_.advance(10s);
    EXPECT_EQ(queue_->begin_refill().value().value().busy, Duration{5s});
    clock_.advance(10s);
    EXPECT_EQ(queue_->begin_refill().value().value().busy, Duration{0});
}

TEST_F(RedisThatForgets, IsRefilledByOneProcessAtATime) {
    redis_->command({"FLUSHALL"}).value();
    ASSERT_TRUE(queue_->begin_refill().value().has_value());
    ASSERT_TRUE(push_one(1));
    EXPECT_FALSE(other_->begin_refill().value().has_value());
    EXPECT_EQ(other_->end_refill().error().code, Errc::conflict);
    clock_.advance(ports::TaskQueue::kRefillClaim + 1s);
    const auto over = other_->begin_refill().value().value();
    EXPECT_TRUE(over.anew);
    EXPECT_EQ(over.busy, kLease - ports::TaskQueue::kRefillClaim - 1s)
        << "what the workers of before have left";
    EXPECT_EQ(queue_->end_refill().error().code, Errc::conflict);
    EXPECT_FALSE(queue_->begin_refill().value().has_value());
    ASSERT_TRUE(other_->end_refill());
    EXPECT_TRUE(take_some().empty()) << "what the first one had pushed was emptied";
    EXPECT_FALSE(queue_->begin_refill().value().has_value()) << "nothing is to be refilled any more";
}

TEST_F(RedisThatForgets, TheEndOfARefillThatComesLateDoesNotEndALaterOne) {
    redis_->command({"FLUSHALL"}).value();
    ASSERT_TRUE(queue_->begin_refill().value());
    redis_->command({"FLUSHALL"}).value();
    clock_.advance(1s);
    // The same process, which has not sent the end of the first one that arrives now.
    RedisTaskQueue later(redis_options(clock_), clock_);
    ASSERT_TRUE(later.begin_refill().value().value().anew);
    EXPECT_EQ(queue_->end_refill().error().code, Errc::conflict);
    EXPECT_TRUE(later.has_lost_memory().value());
    EXPECT_TRUE(later.end_refill());
}

TEST_F(RedisThatForgets, AFenceIsOneProcesssForATime) {
    const Uuid row = row_of(clock_.now());
    const auto ours = queue_->fence(row).value().value();
    EXPECT_FALSE(other_->fence(row).value()) << "we are at it";
    clock_.advance(ports::TaskQueue::kFenceTurn + 1ms);
    EXPECT_EQ(other_->fence(row).value().value().number, ours.number + 1);
    const auto task = any_redis_task(1);
    EXPECT_EQ(queue_->push(std::span(&task, 1), ours).error().code, Errc::conflict);
}

TEST_F(RedisThatForgets, TakesNothingForARowUntilItWasRefilled) {
    const auto task = any_redis_task(1);
    const auto tasks = std::span(&task, 1);
    const Uuid before = row_of(clock_.now());
    const auto first = first_of(before);
    const auto fence = queue_->fence(before).value().value();
    redis_->command({"FLUSHALL"}).value();
    EXPECT_FALSE(queue_->fence(before).value());
    EXPECT_EQ(queue_->push(tasks, first).error().code, Errc::conflict);
    clock_.advance(1s);
    queue_->begin_refill().value();
    ASSERT_TRUE(queue_->end_refill());
    EXPECT_EQ(queue_->push(tasks, fence).error().code, Errc::conflict) << "it is forgotten";
    EXPECT_EQ(queue_->push(tasks, first).error().code, Errc::conflict) << "it was raised before";
    EXPECT_TRUE(queue_->push(tasks, queue_->fence(before).value().value()));
}

// Whatever the clocks said meanwhile, which may be set.
TEST_F(RedisThatForgets, TheFirstPushOfARowFromBeforeTheRefillIsRefused) {
    const auto task = any_redis_task(1);
    const auto tasks = std::span(&task, 1);
    const auto before = first_of(row_of(clock_.now()));
    redis_->command({"FLUSHALL"}).value();
    const auto meanwhile = first_of(row_of(clock_.now()));
    EXPECT_EQ(queue_->push(tasks, meanwhile).error().code, Errc::conflict) << "it lacks its memory";
    queue_->begin_refill().value();
    ASSERT_TRUE(queue_->end_refill());
    EXPECT_EQ(queue_->push(tasks, before).error().code, Errc::conflict);
    EXPECT_EQ(queue_->push(tasks, meanwhile).error().code, Errc::conflict);
    EXPECT_TRUE(queue_->push(tasks, first_of(row_of(clock_.now()))));
}

TEST_F(RedisThatForgets, WhoHasNotHeardOfTheRefillIsRefusedUntilItHas) {
    const auto task = any_redis_task(1);
    const auto tasks = std::span(&task, 1);
    EXPECT_EQ(other_->memory(), 0U);
    const auto push = [&] { return other_->push(tasks, {row_of(clock_.now()), 0, other_->memory()}); };
    EXPECT_EQ(push().error().code, Errc::conflict);
    EXPECT_FALSE(other_->has_lost_memory().value());
    EXPECT_EQ(other_->memory(), queue_->memory());
    EXPECT_TRUE(push());
}

TEST_F(RedisThatForgets, AFenceFromBeforeTheLossIsNoneAfterItWhoeverRaisesTheNext) {
    const auto task = any_redis_task(1);
    const auto tasks = std::span(&task, 1);
    const Uuid row = row_of(clock_.now());
    const auto old = queue_->fence(row).value().value();
    redis_->command({"FLUSHALL"}).value();
    clock_.advance(1s);
    queue_->begin_refill().value();
    ASSERT_TRUE(queue_->end_refill());
    ASSERT_TRUE(other_->fence(row).value());
    EXPECT_EQ(queue_->push(tasks, old).error().code, Errc::conflict) << "another has raised one since";
    clock_.advance(ports::TaskQueue::kFenceTurn + 1ms);
    const auto fresh = queue_->fence(row).value().value();
    EXPECT_EQ(queue_->push(tasks, old).error().code, Errc::conflict);
    EXPECT_TRUE(queue_->push(tasks, fresh));
}

TEST_F(RedisThatForgets, OurOwnFenceFromBeforeTheLossIsNoneAfterIt) {
    const auto task = any_redis_task(1);
    const Uuid row = row_of(clock_.now());
    const auto old = queue_->fence(row).value().value();
    redis_->command({"FLUSHALL"}).value();
    clock_.advance(1s);
    queue_->begin_refill().value();
    ASSERT_TRUE(queue_->end_refill());
    const auto fresh = queue_->fence(row).value().value();
    EXPECT_EQ(queue_->push(std::span(&task, 1), old).error().code, Errc::conflict)
        << "what was sent under it may come late";
    EXPECT_TRUE(queue_->push(std::span(&task, 1), fresh));
}

TEST_F(RedisThatForgets, AFenceThatASnapshotBringsBackIsNone) {
    const auto task = any_redis_task(1);
    const Uuid row = row_of(clock_.now());
    ASSERT_TRUE(other_->fence(row).value());
    const std::string key = "tidings:fence" + row.str();
    const std::string kept(redis_->command({"GET", key})->text());
    clock_.advance(ports::TaskQueue::kFenceTurn + 1ms);
    const auto ours = queue_->fence(row).value().value();
    redis_->command({"FLUSHALL"}).value();
    redis_->command({"SET", key, kept}).value();
    clock_.advance(1s);
    queue_->begin_refill().value();
    ASSERT_TRUE(queue_->end_refill());
    ASSERT_TRUE(other_->fence(row).value());
    EXPECT_EQ(queue_->push(std::span(&task, 1), ours).error().code, Errc::conflict);
}

TEST_F(RedisThatForgets, OnlyWhoRaisedAFencePushesUnderIt) {
    const auto task = any_redis_task(1);
    const auto fence = queue_->fence(row_of(clock_.now())).value().value();
    EXPECT_EQ(other_->push(std::span(&task, 1), fence).error().code, Errc::conflict);
    EXPECT_TRUE(queue_->push(std::span(&task, 1), fence));
}

TEST_F(RedisThatForgets, AnOldLeaseIsNothingToTheQueueAfterIt) {
    ASSERT_TRUE(push_one(1));
    const auto old = take_some();
    redis_->command({"FLUSHALL"}).value();
    clock_.advance(1s);
    queue_->begin_refill().value();
    ASSERT_TRUE(push_one(1));
    ASSERT_TRUE(queue_->end_refill());
    const auto later = take_some();
    ASSERT_EQ(later.size(), 1U);
    ASSERT_TRUE(queue_->acknowledge(old));
    EXPECT_FALSE(queue_->renew(old, kLease).value().at(0));
    EXPECT_TRUE(queue_->renew(later, kLease).value().at(0));
}

TEST_F(RedisThatForgets, ItsScriptsAreLoadedAgain) {
    ASSERT_TRUE(push_one(1));
    redis_->command({"SCRIPT", "FLUSH"}).value();
    ASSERT_TRUE(push_one(2));
    EXPECT_EQ(take_some().size(), 2U);
}

TEST_F(RedisThatForgets, AFullOneSaysSo) {
    redis_->command({"CONFIG", "SET", "maxmemory", "100kb"}).value();
    const auto task = any_redis_task(1);
    const auto pushed = queue_->push(std::span(&task, 1));
    ASSERT_FALSE(pushed);
    EXPECT_EQ(pushed.error().code, Errc::full);
    EXPECT_THAT(pushed.error().message, ::testing::HasSubstr("maxmemory"));
    EXPECT_TRUE(queue_->depths()) << "reading goes on";
}

TEST_F(RedisThatForgets, AFullOneCanBeEmptied) {
    for (int i = 0; i < 4; ++i) ASSERT_TRUE(push_one(i));
    redis_->command({"CONFIG", "SET", "maxmemory", "100kb"}).value();
    const auto taken = take_some();
    ASSERT_EQ(taken.size(), 4U);
    EXPECT_EQ(queue_->renew(taken, kLease).value(), std::vector<bool>(4, true));
    ASSERT_TRUE(queue_->release(std::span(taken).first(1)));
    EXPECT_EQ(withdraw_one(0), ports::Withdrawn::removed);
    ASSERT_TRUE(queue_->acknowledge(std::span(taken).subspan(1, 1)));
    clock_.advance(kLease);
    const auto over = queue_->ended(10).value();
    ASSERT_EQ(over.size(), 2U);
    ASSERT_TRUE(queue_->release(over));
    ASSERT_TRUE(queue_->acknowledge(take_some()));
    for (int i = 0; i < 4; ++i) {
        const auto id = any_redis_task(i).id;
        EXPECT_FALSE(queue_->holds(std::span(&id, 1)).value().at(0));
    }
}

TEST_F(RedisThatForgets, OneThatMayThrowTasksAwayIsRefusedAtTheStart) {
    EXPECT_TRUE(RedisTaskQueue(redis_options(clock_), clock_).check());
    redis_->command({"CONFIG", "SET", "maxmemory-policy", "allkeys-lru"}).value();
    const auto checked = RedisTaskQueue(redis_options(clock_), clock_).check();
    ASSERT_FALSE(checked);
    EXPECT_EQ(checked.error().code, Errc::invalid);
    EXPECT_THAT(checked.error().message, ::testing::HasSubstr("config set maxmemory-policy noeviction"));
}

TEST_F(RedisThatForgets, LongMessagesArePushedAndTakenInSeveralCalls) {
    std::vector<core::Task> tasks;
    for (int i = 0; i < 12; ++i) {
        tasks.push_back(any_redis_task(i));
        tasks.back().content = R"({"text":")" + std::string(1'000'000, 'x') + "\"}";
    }
    EXPECT_EQ(queue_->push(tasks).value(), std::vector<bool>(12, true));
    std::size_t taken = 0;
    int takes = 0;
    while (taken < 12) {
        const auto some = take_some();
        ASSERT_FALSE(some.empty());
        ASSERT_LT(some.size(), 6U);
        taken += some.size();
        ++takes;
    }
    EXPECT_GE(takes, 3);
    clock_.advance(kLease);
    const auto over = queue_->ended(100).value();
    ASSERT_FALSE(over.empty());
    ASSERT_LT(over.size(), 6U);
}

TEST_F(RedisThatForgets, AReplicaIsLeftForWhoeverHasTakenOver) {
    redis_->command({"REPLICAOF", "127.0.0.1", "1"}).value();
    const auto task = any_redis_task(1);
    const auto pushed = queue_->push(std::span(&task, 1));
    redis_->command({"REPLICAOF", "NO", "ONE"}).value();
    ASSERT_FALSE(pushed);
    EXPECT_EQ(pushed.error().code, Errc::unavailable);
    EXPECT_THAT(pushed.error().message, ::testing::HasSubstr("READONLY"));
    EXPECT_TRUE(queue_->push(std::span(&task, 1)).value().at(0));
}

TEST_F(RedisThatForgets, ASlowOneIsNotWaitedForForEver) {
    auto options = redis_options(clock_);
    options.timeouts.command = 300ms;
    RedisTaskQueue impatient(options, clock_);
    ASSERT_TRUE(impatient.depths());
    redis_->command({"CLIENT", "PAUSE", "2000", "ALL"}).value();
    const auto depths = impatient.depths();
    ASSERT_FALSE(depths);
    EXPECT_EQ(depths.error().code, Errc::unavailable);
    EXPECT_THAT(depths.error().message, ::testing::HasSubstr("no answer in time"));
    redis_->command({"PING"}).value();  // answered when the pause is over
    EXPECT_TRUE(impatient.depths()) << "the next call connects anew";
}

TEST_F(RedisThatForgets, OneThatIsAwayIsNamedAndNotAskedAllTheTime) {
    auto options = redis_options(clock_);
    options.address.port = 1;
    options.address.password = Secret("hunter2");
    RedisTaskQueue away(options, clock_);
    const auto depths = away.depths();
    ASSERT_FALSE(depths);
    EXPECT_EQ(depths.error().code, Errc::unavailable);
    EXPECT_THAT(depths.error().message, ::testing::HasSubstr(options.address.host + ":1"));
    EXPECT_THAT(depths.error().message, ::testing::Not(::testing::HasSubstr("hunter2")));
    EXPECT_EQ(away.depths().error().message, depths.error().message);
}

TEST_F(RedisThatForgets, AWrongPasswordIsRefusedAndNotShown) {
    auto options = redis_options(clock_);
    options.address.user = "nobody";
    options.address.password = Secret("hunter2");
    const auto checked = RedisTaskQueue(options, clock_).check();
    ASSERT_FALSE(checked);
    EXPECT_THAT(checked.error().message, ::testing::HasSubstr("refuses the user or the password"));
    EXPECT_THAT(checked.error().message, ::testing::Not(::testing::HasSubstr("hunter2")));
}

// By the clock of Redis, which nobody moves.
TEST_F(RedisThatForgets, ALeaseEndsByTheClockOfRedis) {
    auto options = redis_options(clock_);
    options.now = nullptr;
    RedisTaskQueue real(options, clock_);
    const auto task = any_redis_task(1);
    ASSERT_TRUE(real.push(std::span(&task, 1)));
    ASSERT_EQ(real.take({{Channel::email}, 1, 100ms}).value().size(), 1U);
    const auto deadline = std::chrono::steady_clock::now() + 10s;
    while (real.ended(10).value().empty()) ASSERT_LT(std::chrono::steady_clock::now(), deadline);
}

TEST_F(RedisThatForgets, WhatOneProcessPushesWakesTheOthers) {
    Bell bell;
    other_->on_push([&] { bell.ring(); });
    ASSERT_TRUE(push_one(1));
    EXPECT_TRUE(bell.wait_for(1));
    ASSERT_TRUE(queue_->release(take_some()));
    EXPECT_TRUE(bell.wait_for(2));
    EXPECT_EQ(bell.rung(), 2);
}

TEST_F(RedisThatForgets, ALostListenerListensAgainAndWakesForWhatItMayHaveMissed) {
    Bell bell;
    other_->on_push([&] { bell.ring(); });
    ASSERT_GE(redis_->command({"CLIENT", "KILL", "TYPE", "pubsub"})->number(), 1);
    EXPECT_TRUE(bell.wait_for(1));
    ASSERT_TRUE(push_one(1));
    EXPECT_TRUE(bell.wait_for(2));
}

}  // namespace
}  // namespace tidings::testing
