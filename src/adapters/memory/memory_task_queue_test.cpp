#include "adapters/memory/memory_task_queue.h"

#include <gtest/gtest.h>

#include "support/manual_clock.h"

// What the contract leaves open; the rest is in tests/contract.
namespace tidings::adapters {
namespace {

core::Task task(int number) {
    core::Task t;
    t.id.notification.bytes[15] = static_cast<std::uint8_t>(number);
    t.id.notification.bytes[14] = static_cast<std::uint8_t>(number >> 8);
    t.id.notification.bytes[13] = static_cast<std::uint8_t>(number >> 16);
    return t;
}

bool comes_out_withdrawn(MemoryTaskQueue& queue, const core::Task& t) {
    EXPECT_TRUE(queue.push(std::span(&t, 1)).value()[0]);
    const auto taken = queue.take({{core::Channel::email}, 1, std::chrono::seconds{1}}).value();
    EXPECT_TRUE(queue.acknowledge(taken));
    return taken.at(0).withdrawn;
}

TEST(MemoryTaskQueue, ForgetsWithdrawnTasksAfterTheirHour) {
    tidings::testing::ManualClock clock;
    MemoryTaskQueue queue(clock, 10, {});
    ASSERT_TRUE(queue.withdraw(std::vector{task(1).id}));
    clock.advance(MemoryTaskQueue::kTombstoneLife + std::chrono::seconds{1});
    ASSERT_TRUE(queue.withdraw(std::vector{task(2).id}));
    EXPECT_FALSE(comes_out_withdrawn(queue, task(1)));
    EXPECT_TRUE(comes_out_withdrawn(queue, task(2)));
}

TEST(MemoryTaskQueue, RemembersABoundedNumberOfWithdrawnTasks) {
    const tidings::testing::ManualClock clock;
    MemoryTaskQueue queue(clock, 10, {});
    std::vector<core::TaskId> ids;
    for (int i = 0; i <= static_cast<int>(MemoryTaskQueue::kTombstonesMax); ++i) ids.push_back(task(i).id);
    ASSERT_TRUE(queue.withdraw(ids));
    EXPECT_FALSE(comes_out_withdrawn(queue, task(0)));
    EXPECT_TRUE(comes_out_withdrawn(queue, task(1)));
}

TEST(MemoryTaskQueue, ReleasedTasksMayStandAboveTheCapacity) {
    const tidings::testing::ManualClock clock;
    MemoryTaskQueue queue(clock, 2, {});
    ASSERT_TRUE(queue.push(std::vector{task(1), task(2)}));
    const auto leased = queue.take({{core::Channel::email}, 2, std::chrono::seconds{1}}).value();
    ASSERT_TRUE(queue.push(std::vector{task(3), task(4)}));
    ASSERT_TRUE(queue.release(leased));
    EXPECT_EQ(queue.take({{core::Channel::email}, 9, std::chrono::seconds{1}}).value().size(), 4U);
    EXPECT_FALSE(queue.push(std::vector{task(5), task(6), task(7)}).value()[2]);
}

}  // namespace
}  // namespace tidings::adapters
