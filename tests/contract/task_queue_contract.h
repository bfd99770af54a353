#pragma once

#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "contract/task_queue_stage.h"

// ports::TaskQueue as facts, under a clock that the test moves.
namespace tidings::testing {

class TaskQueueContract : public ::testing::TestWithParam<QueueEngine> {
protected:
    void SetUp() override { open({}); }
    void open(const std::map<Channel, core::RateLimit>& limits) {
        queue_ = GetParam().open(clock_, kQueueCapacity, limits);
    }
    ports::TaskQueue& queue() { return *queue_; }

    static core::Task task(int number, Priority priority = Priority::normal,
                           Channel channel = Channel::email) {
        core::Task t;
        t.id.notification.bytes[15] = static_cast<std::uint8_t>(number);
        t.id.notification.bytes[14] = static_cast<std::uint8_t>(number >> 8);
        t.id.round = 1;
        t.attempt = 2;
        t.user = core::UserId("u");
        t.type = core::TypeName("order.completed");
        t.channel = channel;
        t.priority = priority;
        t.address = "a@example.org";
        t.content = "{\"text\":\"" + std::to_string(number) + "\"}";
        t.good_until = from_micros(1'800'000'000'000'000);
        t.traceparent = "00-1";
        return t;
    }
    static int number_of(const core::TaskId& id) {
        return id.notification.bytes[15] + 256 * id.notification.bytes[14];
    }
    void push(std::initializer_list<core::Task> tasks) {
        const std::vector<core::Task> list(tasks);
        const auto taken = queue().push(list).value();
        ASSERT_EQ(taken, std::vector<bool>(list.size(), true));
    }
    std::vector<ports::Leased> take(std::size_t max, std::vector<Channel> channels = {Channel::email}) {
        return queue().take({std::move(channels), max, kLease}).value();
    }
    static std::vector<int> numbers(const std::vector<ports::Leased>& leased) {
        std::vector<int> out;
        for (const auto& l : leased) out.push_back(number_of(l.task.id));
        return out;
    }
    Withdrawn withdraw(const core::Task& t) { return queue().withdraw(std::span(&t.id, 1)).value().at(0); }
    ports::LaneDepth depth(Channel channel, Priority priority) {
        for (const auto& d : queue().depths().value()) {
            if (d.lane == ports::Lane{channel, priority}) return d;
        }
        ADD_FAILURE() << "no such lane";
        return {};
    }

    ManualClock clock_;
    std::unique_ptr<ports::TaskQueue> queue_;
};

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(TaskQueueContract);

TEST_P(TaskQueueContract, IsEmptyAtFirst) {
    EXPECT_TRUE(take(10).empty());
    EXPECT_TRUE(queue().ended(10).value().empty());
    EXPECT_EQ(queue().capacity(), kQueueCapacity);
}

TEST_P(TaskQueueContract, GivesBackAllOfATask) {
    const auto pushed = task(7, Priority::high);
    push({pushed});
    const auto taken = take(1);
    ASSERT_EQ(taken.size(), 1U);
    const auto& t = taken[0].task;
    EXPECT_EQ(t.id, pushed.id);
    EXPECT_EQ(t.attempt, pushed.attempt);
    EXPECT_EQ(t.user, pushed.user);
    EXPECT_EQ(t.type, pushed.type);
    EXPECT_EQ(t.channel, pushed.channel);
    EXPECT_EQ(t.priority, pushed.priority);
    EXPECT_EQ(t.address, pushed.address);
    EXPECT_EQ(t.content, pushed.content);
    EXPECT_EQ(t.good_until, pushed.good_until);
    EXPECT_EQ(t.traceparent, pushed.traceparent);
    EXPECT_FALSE(taken[0].withdrawn);
    EXPECT_EQ(taken[0].returns, 0);
    EXPECT_EQ(taken[0].send_by, SteadyTime::max());
}

TEST_P(TaskQueueContract, OldestFirstWithinALane) {
    push({task(1), task(2)});
    push({task(3)});
    EXPECT_THAT(numbers(take(10)), ::testing::ElementsAre(1, 2, 3));
}

TEST_P(TaskQueueContract, TheMoreUrgentLaneFirst) {
    push({task(1, Priority::low), task(2, Priority::normal), task(3, Priority::high),
          task(4, Priority::critical)});
    EXPECT_THAT(numbers(take(4)), ::testing::ElementsAre(4, 3, 2, 1));
}

TEST_P(TaskQueueContract, OneInTenIsTakenFromTheLeastUrgentLane) {
    for (int i = 0; i < 50; ++i) push({task(i, Priority::critical), task(100 + i, Priority::low)});
    const auto first = numbers(take(20));
    EXPECT_EQ(std::ranges::count_if(first, [](int n) { return n >= 100; }), 2);
    // The share holds over small takes as well.
    int low = 0;
    for (int i = 0; i < 20; ++i) low += numbers(take(1)).at(0) >= 100 ? 1 : 0;
    EXPECT_EQ(low, 2);
}

TEST_P(TaskQueueContract, GivesOnlyTheChannelsAskedFor) {
    push({task(1, Priority::normal, Channel::sms), task(2, Priority::normal, Channel::email)});
    EXPECT_THAT(numbers(take(10, {Channel::sms})), ::testing::ElementsAre(1));
    EXPECT_TRUE(take(10, {}).empty());
}

TEST_P(TaskQueueContract, ChannelsShareATakeEvenly) {
    for (int i = 0; i < 30; ++i) {
        push({task(i, Priority::critical, Channel::email), task(100 + i, Priority::low, Channel::sms),
              task(200 + i, Priority::normal, Channel::push)});
    }
    std::map<Channel, int> counts;
    for (const auto& l : take(30, {Channel::email, Channel::sms, Channel::push})) ++counts[l.task.channel];
    EXPECT_THAT(counts,
                ::testing::ElementsAre(::testing::Pair(Channel::email, 10), ::testing::Pair(Channel::sms, 10),
                                       ::testing::Pair(Channel::push, 10)));
    counts.clear();
    for (int i = 0; i < 30; ++i)
        ++counts[take(1, {Channel::email, Channel::sms, Channel::push}).at(0).task.channel];
    EXPECT_EQ(counts[Channel::email], 10);
    EXPECT_EQ(counts[Channel::sms], 10);
}

TEST_P(TaskQueueContract, WhatOneChannelLacksOthersFill) {
    push({task(1, Priority::normal, Channel::sms), task(2), task(3), task(4)});
    EXPECT_EQ(take(4, {Channel::email, Channel::sms}).size(), 4U);
}

TEST_P(TaskQueueContract, PushingATaskThatWaitsChangesNothing) {
    push({task(1), task(2)});
    push({task(1)});
    EXPECT_THAT(numbers(take(10)), ::testing::ElementsAre(1, 2));
}

TEST_P(TaskQueueContract, PushingALeasedTaskChangesNothing) {
    push({task(1)});
    const auto leased = take(1);
    push({task(1)});
    EXPECT_TRUE(take(1).empty());
    ASSERT_TRUE(queue().acknowledge(leased));
    EXPECT_TRUE(take(1).empty());
}

TEST_P(TaskQueueContract, ATaskMayComeAgainOnceItIsDoneWith) {
    push({task(1)});
    ASSERT_TRUE(queue().acknowledge(take(1)));
    push({task(1)});
    EXPECT_EQ(take(1).size(), 1U);
}

TEST_P(TaskQueueContract, WhoPushesUnderAnOlderFenceIsRefused) {
    Random random(7);
    const Uuid row = Uuid::random(clock_.now(), random);
    const std::vector list{task(1)};
    const auto first = queue().fence(row).value().value();
    EXPECT_EQ(first.row, row);
    EXPECT_NE(first.number, 0U);
    EXPECT_EQ(queue().push(list, {row, 0, queue().memory()}).error().code, Errc::conflict)
        << "the row's own push comes late";
    const auto second = queue().fence(row).value().value();
    EXPECT_EQ(second.number, first.number + 1);
    EXPECT_EQ(queue().push(list, first).error().code, Errc::conflict);
    EXPECT_TRUE(take(10).empty());
    EXPECT_EQ(queue().push(list, second).value(), std::vector{true});
    EXPECT_THAT(numbers(take(10)), ::testing::ElementsAre(1));
}
TEST_P(TaskQueueContract, FencesOfOneRowAreNothingToAnother) {
    Random random(7);
    const Uuid row = Uuid::random(clock_.now(), random);
    const Uuid other = Uuid::random(clock_.now(), random);
    ASSERT_TRUE(queue().fence(other).value());
    EXPECT_EQ(queue().push(std::vector{task(1)}, {row, 0, queue().memory()}).value(), std::vector{true});
    push({task(2)});
    EXPECT_THAT(numbers(take(10)), ::testing::ElementsAre(1, 2));
}
TEST_P(TaskQueueContract, RoundsAreTasksOfTheirOwn) {
    auto second = task(1);
    second.id.round = 2;
    push({task(1), second});
    EXPECT_EQ(take(10).size(), 2U);
}

TEST_P(TaskQueueContract, ALaneTakesWhatFitsInOrder) {
    std::vector<core::Task> tasks;
    for (int i = 0; i < static_cast<int>(kQueueCapacity) + 2; ++i) tasks.push_back(task(i));
    tasks.push_back(task(500, Priority::high));
    const auto taken = queue().push(tasks).value();
    EXPECT_EQ(std::ranges::count(taken, true), static_cast<std::ptrdiff_t>(kQueueCapacity) + 1);
    EXPECT_FALSE(taken[kQueueCapacity]);
    EXPECT_FALSE(taken[kQueueCapacity + 1]);
    EXPECT_TRUE(taken.back());
    EXPECT_EQ(take(1).size(), 1U);  // the urgent one: its lane was not full
    EXPECT_EQ(take(1).size(), 1U);
    EXPECT_TRUE(queue().push(std::span(&tasks[kQueueCapacity], 1)).value().at(0));
}

TEST_P(TaskQueueContract, ALeasedTaskIsNotGivenToAnother) {
    push({task(1)});
    EXPECT_EQ(take(1).size(), 1U);
    EXPECT_TRUE(take(1).empty());
    clock_.advance(kLease * 2);
    EXPECT_TRUE(take(1).empty());
}

TEST_P(TaskQueueContract, AcknowledgedTasksAreGone) {
    push({task(1)});
    ASSERT_TRUE(queue().acknowledge(take(1)));
    clock_.advance(kLease * 2);
    EXPECT_TRUE(queue().ended(10).value().empty());
    EXPECT_EQ(depth(Channel::email, Priority::normal).leased, 0U);
}

TEST_P(TaskQueueContract, ReleasedTasksComeFirstAgainInTheirOrder) {
    push({task(1), task(2), task(3)});
    const auto leased = take(2);
    ASSERT_TRUE(queue().release(leased));
    const auto again = take(3);
    EXPECT_THAT(numbers(again), ::testing::ElementsAre(1, 2, 3));
    EXPECT_EQ(again[0].returns, 0);
    EXPECT_NE(again[0].lease, leased[0].lease);
}

TEST_P(TaskQueueContract, AnEndedLeaseIsReported) {
    push({task(1), task(2)});
    const auto leased = take(1);
    clock_.advance(kLease - milliseconds{1});
    EXPECT_TRUE(queue().ended(10).value().empty());
    clock_.advance(milliseconds{1});
    EXPECT_EQ(numbers(queue().ended(10).value()), numbers(leased));
}

TEST_P(TaskQueueContract, EndedLeasesAreReportedUntilSettled) {
    push({task(1), task(2)});
    take(2);
    clock_.advance(kLease);
    EXPECT_EQ(queue().ended(1).value().size(), 1U);
    const auto both = queue().ended(10).value();
    EXPECT_EQ(both.size(), 2U);
    ASSERT_TRUE(queue().acknowledge(both));
    EXPECT_TRUE(queue().ended(10).value().empty());
    EXPECT_TRUE(take(10).empty());
}

TEST_P(TaskQueueContract, AnEndedTaskThatIsReleasedWaitsAgainAndCountsIt) {
    push({task(1), task(2)});
    take(1);
    clock_.advance(kLease);
    ASSERT_TRUE(queue().release(queue().ended(10).value()));
    const auto again = take(1);
    EXPECT_THAT(numbers(again), ::testing::ElementsAre(1));
    EXPECT_EQ(again[0].returns, 1);
    EXPECT_TRUE(queue().ended(10).value().empty());
}

TEST_P(TaskQueueContract, AWorkerWhoseLeaseHasEndedIsIgnored) {
    push({task(1)});
    const auto old = take(1);
    clock_.advance(kLease);
    ASSERT_TRUE(queue().acknowledge(old));
    EXPECT_EQ(queue().ended(10).value().size(), 1U);
    ASSERT_TRUE(queue().acknowledge(old));
    ASSERT_TRUE(queue().release(old));
    EXPECT_TRUE(take(1).empty());
    EXPECT_EQ(queue().ended(10).value().size(), 1U);
}

TEST_P(TaskQueueContract, AnOldLeaseDoesNotTouchALaterOne) {
    push({task(1)});
    const auto old = take(1);
    clock_.advance(kLease);
    ASSERT_TRUE(queue().release(queue().ended(1).value()));
    const auto later = take(1);
    ASSERT_TRUE(queue().acknowledge(old));
    EXPECT_FALSE(queue().renew(old, kLease).value().at(0));
    EXPECT_TRUE(queue().renew(later, kLease).value().at(0));
}

TEST_P(TaskQueueContract, RenewedLeasesLastFromNow) {
    push({task(1)});
    const auto leased = take(1);
    clock_.advance(kLease - seconds{1});
    EXPECT_TRUE(queue().renew(leased, kLease).value().at(0));
    clock_.advance(kLease - seconds{1});
    EXPECT_TRUE(queue().ended(1).value().empty());
    clock_.advance(seconds{1});
    EXPECT_FALSE(queue().renew(leased, kLease).value().at(0));
    EXPECT_EQ(queue().ended(1).value().size(), 1U);
}

TEST_P(TaskQueueContract, ATaskThatCameBackTwiceIsGivenAlone) {
    push({task(1)});
    for (int i = 0; i < core::kAloneAfter; ++i) {
        take(1);
        clock_.advance(kLease);
        ASSERT_TRUE(queue().release(queue().ended(1).value()));
    }
    push({task(2), task(3), task(4, Priority::normal, Channel::sms)});
    // Within two takes the suspect comes out, with nothing beside it.
    std::vector<std::size_t> beside;
    for (int i = 0; i < 3; ++i) {
        const auto taken = take(10, {Channel::email, Channel::sms});
        const auto all = numbers(taken);
        if (std::ranges::find(all, 1) != all.end()) beside.push_back(all.size());
    }
    EXPECT_THAT(beside, ::testing::ElementsAre(1U));
}

TEST_P(TaskQueueContract, HoldsWhatWaitsOrIsLeasedAndNothingElse) {
    push({task(1), task(2), task(3), task(4)});
    const auto taken = take(2);
    ASSERT_TRUE(queue().acknowledge(std::span(&taken[0], 1)).has_value());
    EXPECT_EQ(withdraw(task(4)), Withdrawn::removed);
    std::vector<core::TaskId> ids;
    for (const int number : {1, 2, 3, 4, 5}) ids.push_back(task(number).id);
    EXPECT_EQ(queue().holds(ids).value(), (std::vector<bool>{false, true, true, false, false}));
    // Also while it waits to be settled after its lease.
    clock_.advance(kLease);
    EXPECT_EQ(queue().ended(10).value().size(), 1U);
    EXPECT_TRUE(queue().holds(std::span(&ids[1], 1)).value().at(0));
}

TEST_P(TaskQueueContract, WhatIsGivenBackKeepsItsTurn) {
    push({task(100, Priority::low)});
    for (int i = 1; i <= 12; ++i) push({task(i)});
    take(9);
    const auto low = take(1);
    ASSERT_EQ(numbers(low), std::vector{100});
    ASSERT_TRUE(queue().release(low));
    EXPECT_EQ(numbers(take(1)), std::vector{100});
}

TEST_P(TaskQueueContract, ATaskThatCameBackBeforeItWasPushedIsGivenAlone) {
    auto suspect = task(1);
    suspect.returns = core::kAloneAfter;
    auto once = task(3);
    once.returns = 1;
    push({suspect, task(2), once});
    const auto alone = take(10);
    EXPECT_EQ(numbers(alone), std::vector{1});
    EXPECT_EQ(alone.at(0).returns, core::kAloneAfter);
    const auto others = take(10);
    EXPECT_EQ(numbers(others), (std::vector{2, 3}));
    EXPECT_EQ(others.at(1).returns, 1);
}

TEST_P(TaskQueueContract, DepthsNameEveryLaneInOrder) {
    const auto depths = queue().depths().value();
    ASSERT_EQ(depths.size(), core::kChannels.size() * core::kPriorities.size());
    for (std::size_t i = 1; i < depths.size(); ++i) EXPECT_LT(depths[i - 1].lane, depths[i].lane);
}

TEST_P(TaskQueueContract, DepthsCountWhatWaitsAndWhatIsLeased) {
    push({task(1), task(2), task(3)});
    const auto pushed_at = clock_.steady();
    clock_.advance(seconds{1});
    const auto leased = take(1);
    auto d = depth(Channel::email, Priority::normal);
    EXPECT_EQ(d.waiting, 2U);
    EXPECT_EQ(d.leased, 1U);
    EXPECT_EQ(d.oldest, pushed_at);
    ASSERT_TRUE(queue().release(leased));
    d = depth(Channel::email, Priority::normal);
    EXPECT_EQ(d.waiting, 3U);
    EXPECT_EQ(d.leased, 0U);
    EXPECT_EQ(depth(Channel::sms, Priority::low).oldest, std::nullopt);
}

TEST_P(TaskQueueContract, WakesWhenThereIsSomethingToTake) {
    int wakes = 0;
    queue().on_push([&] { ++wakes; });
    push({task(1)});
    EXPECT_EQ(wakes, 1);
    push({task(1)});
    EXPECT_EQ(wakes, 1);
    ASSERT_TRUE(queue().release(take(1)));
    EXPECT_EQ(wakes, 2);
}

TEST_P(TaskQueueContract, ThreadsShareItWithoutLossOrRepetition) {
    constexpr int kTasks = 2000;
    std::thread pusher([this] {
        for (int i = 0; i < kTasks;) {
            const auto t = task(i);
            if (queue().push(std::span(&t, 1)).value()[0]) {
                ++i;
            } else {
                std::this_thread::yield();
            }
        }
    });
    std::mutex mutex;
    std::set<int> seen;
    std::vector<std::thread> takers;
    for (int t = 0; t < 3; ++t) {
        takers.emplace_back([&] {
            while (true) {
                const auto leased = take(16);
                ASSERT_TRUE(queue().acknowledge(leased));
                const std::lock_guard lock(mutex);
                for (const int n : numbers(leased)) ASSERT_TRUE(seen.insert(n).second);
                if (seen.size() == kTasks) return;
            }
        });
    }
    pusher.join();
    for (auto& taker : takers) taker.join();
    EXPECT_EQ(seen.size(), static_cast<std::size_t>(kTasks));
}

// Memory.

TEST_P(TaskQueueContract, ARefillBeginsAnewWhenMemoryWasLostAgain) {
    GetParam().lose_memory(queue());
    EXPECT_TRUE(queue().has_lost_memory().value());
    EXPECT_TRUE(queue().begin_refill().value().value().anew);
    EXPECT_FALSE(queue().begin_refill().value().value().anew) << "it goes on";
    GetParam().lose_memory(queue());
    EXPECT_TRUE(queue().begin_refill().value().value().anew);
    ASSERT_TRUE(queue().end_refill());
    EXPECT_FALSE(queue().has_lost_memory().value());
    EXPECT_FALSE(queue().begin_refill().value().has_value()) << "nothing is to be refilled any more";
}

TEST_P(TaskQueueContract, ARefillDoesNotEndWhenMemoryWasLostAgain) {
    GetParam().lose_memory(queue());
    ASSERT_TRUE(queue().begin_refill().value().has_value());
    GetParam().lose_memory(queue());
    EXPECT_EQ(queue().end_refill().error().code, Errc::conflict);
    EXPECT_TRUE(queue().has_lost_memory().value());
}

}  // namespace tidings::testing
