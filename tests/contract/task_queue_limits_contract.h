#pragma once

#include "contract/task_queue_contract.h"

// ports::TaskQueue as facts: rate limits.
namespace tidings::testing {

TEST_P(TaskQueueContract, TakesNoMoreThanTheLimitPermits) {
    open({{Channel::email, {10, seconds{1}}}});
    for (int i = 0; i < 30; ++i) push({task(i)});
    EXPECT_EQ(take(30).size(), 10U);
    EXPECT_TRUE(take(30).empty());
    clock_.advance(seconds{1} + core::RateLimit{10, seconds{1}}.permit_life() + milliseconds{2});
    EXPECT_EQ(take(30).size(), 10U);
}

TEST_P(TaskQueueContract, APermitIsGoodForItsLife) {
    const core::RateLimit limit{10, seconds{1}};
    open({{Channel::email, limit}});
    push({task(1)});
    const auto before = clock_.steady();
    const auto leased = take(1);
    EXPECT_LE(leased.at(0).send_by, clock_.steady() + limit.permit_life());
    EXPECT_GT(leased.at(0).send_by, before);
}

TEST_P(TaskQueueContract, LimitsOfOneChannelDoNotHoldOthers) {
    open({{Channel::email, {1, seconds{1}}}});
    push(
        {task(1), task(2), task(3, Priority::normal, Channel::sms), task(4, Priority::normal, Channel::sms)});
    EXPECT_EQ(take(10, {Channel::email, Channel::sms}).size(), 3U);
}

TEST_P(TaskQueueContract, ReleasedTasksGiveTheirPermitsBack) {
    open({{Channel::email, {5, seconds{10}}}});
    for (int i = 0; i < 10; ++i) push({task(i)});
    ASSERT_TRUE(queue().release(take(5)));
    EXPECT_EQ(take(10).size(), 5U);
    EXPECT_TRUE(take(10).empty());
}

TEST_P(TaskQueueContract, NamesItsLimits) {
    EXPECT_TRUE(queue().limits().empty());
    const std::map<Channel, core::RateLimit> limits{{Channel::sms, {5, seconds{60}}}};
    open(limits);
    EXPECT_EQ(queue().limits(), limits);
}

TEST_P(TaskQueueContract, SendsOfBeforeCountUntilTheirWindowHasPassed) {
    const core::RateLimit limit{5, seconds{60}};
    open({{Channel::email, limit}});
    for (int i = 0; i < 10; ++i) push({task(i)});
    const Time now = clock_.now();
    const std::vector began{now - seconds{300}, now - seconds{59}, now - seconds{10}, now + seconds{5}};
    ASSERT_TRUE(queue().count_sends(Channel::email, began));
    ASSERT_TRUE(queue().count_sends(Channel::sms, began));  // it has no limit
    EXPECT_EQ(take(10).size(), 2U) << "three of the four are within the window";
    clock_.advance(seconds{1} + limit.permit_life() + milliseconds{100});
    EXPECT_EQ(take(10).size(), 1U);
    EXPECT_TRUE(take(10).empty());
}

TEST_P(TaskQueueContract, EndedTasksDoNotGiveTheirPermitsBack) {
    open({{Channel::email, {5, seconds{60}}}});
    for (int i = 0; i < 10; ++i) push({task(i)});
    take(5);
    clock_.advance(kLease);
    ASSERT_TRUE(queue().release(queue().ended(5).value()));
    EXPECT_TRUE(take(10).empty());
}

TEST_P(TaskQueueContract, AWithdrawnTaskNeedsNoPermit) {
    open({{Channel::email, {1, seconds{60}}}});
    withdraw(task(1));
    push({task(1), task(2), task(3)});
    EXPECT_THAT(numbers(take(10)), ::testing::ElementsAre(1, 2));
}

}  // namespace tidings::testing
