#include "base/bounded_queue.h"

#include <atomic>
#include <memory>
#include <numeric>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tidings {
namespace {

using ::testing::ElementsAre;

TEST(BoundedQueue, GivesTheOldestFirstBehindWhatIsThere) {
    BoundedQueue<int> queue(10);
    for (int i = 1; i <= 4; ++i) EXPECT_TRUE(queue.push(int{i}));
    std::vector<int> out{0};
    queue.pop(out, 3);
    EXPECT_THAT(out, ElementsAre(0, 1, 2, 3));
    EXPECT_EQ(queue.size(), 1U);
    queue.pop(out, 3);
    EXPECT_THAT(out, ElementsAre(0, 1, 2, 3, 4));
    queue.pop(out, 3);
    EXPECT_EQ(out.size(), 5U);
}

TEST(BoundedQueue, WhatDoesNotFitIsLeftToTheCaller) {
    BoundedQueue<std::unique_ptr<int>> queue(1);
    EXPECT_TRUE(queue.push(std::make_unique<int>(1)));
    auto second = std::make_unique<int>(2);
    EXPECT_FALSE(queue.push(std::move(second)));
    ASSERT_NE(second, nullptr);
    std::vector<std::unique_ptr<int>> out;
    queue.pop(out, 1);
    EXPECT_TRUE(queue.push(std::move(second)));
    EXPECT_EQ(second, nullptr);
}

TEST(BoundedQueue, OfNoCapacityTakesNothing) {
    BoundedQueue<int> queue(0);
    EXPECT_FALSE(queue.push(1));
    EXPECT_EQ(queue.size(), 0U);
}

TEST(BoundedQueue, PoppingNoneTakesNone) {
    BoundedQueue<int> queue(1);
    EXPECT_TRUE(queue.push(1));
    std::vector<int> out;
    queue.pop(out, 0);
    EXPECT_TRUE(out.empty());
    EXPECT_EQ(queue.size(), 1U);
}

TEST(BoundedQueue, BetweenThreadsNothingIsLostRepeatedOrOutOfOrder) {
    constexpr int kEach = 5000;
    constexpr std::size_t kCapacity = 64;
    BoundedQueue<std::pair<int, int>> queue(kCapacity);
    std::vector<std::thread> pushers;
    for (int t = 0; t < 3; ++t) {
        pushers.emplace_back([&queue, t] {
            for (int i = 0; i < kEach;) {
                if (queue.push({t, i})) {
                    ++i;
                } else {
                    std::this_thread::yield();
                }
            }
        });
    }
    std::vector<int> next(3);
    std::vector<std::pair<int, int>> out;
    while (std::accumulate(next.begin(), next.end(), 0) < 3 * kEach) {
        EXPECT_LE(queue.size(), kCapacity);
        out.clear();
        queue.pop(out, 17);
        for (const auto& [thread, number] : out) {
            ASSERT_EQ(number, next[static_cast<std::size_t>(thread)]++);
        }
    }
    for (auto& pusher : pushers) pusher.join();
    EXPECT_EQ(queue.size(), 0U);
}

}  // namespace
}  // namespace tidings
