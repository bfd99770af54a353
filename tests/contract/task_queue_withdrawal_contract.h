#pragma once

#include "contract/task_queue_contract.h"

// Taking tasks out of the queue, wherever they are.
namespace tidings::testing {

TEST_P(TaskQueueContract, WithdrawingAWaitingTaskRemovesIt) {
    push({task(1), task(2)});
    EXPECT_EQ(withdraw(task(1)), Withdrawn::removed);
    EXPECT_THAT(numbers(take(10)), ::testing::ElementsAre(2));
}

TEST_P(TaskQueueContract, AWithdrawnLeasedTaskStaysWithItsWorker) {
    push({task(1)});
    const auto leased = take(1);
    EXPECT_EQ(withdraw(task(1)), Withdrawn::leased);
    EXPECT_THAT(queue().renew(leased, kLease).value(), ::testing::ElementsAre(true));
    ASSERT_TRUE(queue().acknowledge(leased));
    push({task(1)});
    EXPECT_FALSE(take(1).at(0).withdrawn);
}

TEST_P(TaskQueueContract, AWithdrawnLeasedTaskThatIsReleasedComesOutAsWithdrawn) {
    push({task(1)});
    const auto leased = take(1);
    EXPECT_EQ(withdraw(task(1)), Withdrawn::leased);
    ASSERT_TRUE(queue().release(leased));
    const auto again = take(1);
    ASSERT_EQ(again.size(), 1U);
    EXPECT_TRUE(again[0].withdrawn);
}

TEST_P(TaskQueueContract, AWithdrawnLeasedTaskKeepsTheCountOfItsReturns) {
    push({task(1)});
    take(1);
    clock_.advance(kLease + std::chrono::seconds{1});
    ASSERT_TRUE(queue().release(queue().ended(1).value()));
    const auto leased = take(1);
    EXPECT_EQ(withdraw(task(1)), Withdrawn::leased);
    ASSERT_TRUE(queue().release(leased));
    EXPECT_EQ(take(1).at(0).returns, 1);
}

TEST_P(TaskQueueContract, AWithdrawnTaskThatIsPushedLaterComesOutAsWithdrawn) {
    EXPECT_EQ(withdraw(task(1)), Withdrawn::absent);
    clock_.advance(std::chrono::minutes{59});
    push({task(1)});
    const auto taken = take(1);
    ASSERT_EQ(taken.size(), 1U);
    EXPECT_TRUE(taken[0].withdrawn);
}

TEST_P(TaskQueueContract, ARemovedTaskThatIsPushedAgainComesOutAsWithdrawn) {
    push({task(1)});
    EXPECT_EQ(withdraw(task(1)), Withdrawn::removed);
    push({task(1)});
    EXPECT_TRUE(take(1).at(0).withdrawn);
}

TEST_P(TaskQueueContract, AnotherRoundOfAWithdrawnTaskIsNotWithdrawn) {
    EXPECT_EQ(withdraw(task(1)), Withdrawn::absent);
    auto next = task(1);
    next.id.round = 2;
    push({next});
    EXPECT_FALSE(take(1).at(0).withdrawn);
}

}  // namespace tidings::testing
