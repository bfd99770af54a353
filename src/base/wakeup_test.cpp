#include "base/wakeup.h"

#include <atomic>
#include <thread>

#include <gtest/gtest.h>

namespace tidings {
namespace {

constexpr Duration kForever = std::chrono::hours{1};

TEST(Wakeup, AWakeBeforeTheWaitIsNotLost) {
    Wakeup wakeup;
    wakeup.wake();
    wakeup.wait_for(kForever);  // or the test does not end
}

TEST(Wakeup, SeveralWakesAreOne) {
    Wakeup wakeup;
    wakeup.wake();
    wakeup.wake();
    wakeup.wait_for(kForever);
    const auto before = std::chrono::steady_clock::now();
    wakeup.wait_for(std::chrono::milliseconds{2});
    EXPECT_GE(std::chrono::steady_clock::now() - before, std::chrono::milliseconds{2});
}

TEST(Wakeup, EveryRoundOfTwoThreadsEnds) {
    constexpr int kRounds = 2000;
    Wakeup ping;
    Wakeup pong;
    std::atomic<int> turns = 0;
    std::thread other([&] {
        for (int i = 0; i < kRounds; ++i) {
            ping.wait_for(kForever);
            ++turns;
            pong.wake();
        }
    });
    for (int i = 0; i < kRounds; ++i) {
        ping.wake();
        pong.wait_for(kForever);
        EXPECT_EQ(turns, i + 1);
    }
    other.join();
}

}  // namespace
}  // namespace tidings
