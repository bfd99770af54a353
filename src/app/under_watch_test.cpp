#include "app/under_watch.h"

#include <atomic>
#include <csignal>
#include <stdexcept>
#include <thread>

#include <gtest/gtest.h>
#include <unistd.h>

namespace tidings::app {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

void wait_until(const std::atomic<bool>& flag) {
    while (!flag) std::this_thread::yield();
}

TEST(UnderWatch, WorkThatIsDoneSoonIsNotCalledSlow) {
    Signals signals;
    bool worked = false;
    EXPECT_TRUE(UnderWatch{seconds{60}}.run(signals, [&] { worked = true; }, [] { ADD_FAILURE(); }));
    EXPECT_TRUE(worked);
}

TEST(UnderWatch, WorkThatTakesLongIsCalledSlowOnceWhileItGoesOn) {
    Signals signals;
    std::atomic<bool> told = false;
    int times = 0;
    EXPECT_TRUE(UnderWatch{milliseconds{1}}.run(
        signals, [&] { wait_until(told); },
        [&] {
            ++times;
            told = true;
        }));
    EXPECT_EQ(times, 1);
}

TEST(UnderWatch, ASignalIsHeardWhileItWorks) {
    Signals signals;
    UnderWatch watch;
    watch.grace = seconds{60};
    std::atomic<bool> told = false;
    watch.slow_after = milliseconds{1};
    EXPECT_FALSE(watch.run(
        signals, [&] { wait_until(told); },
        [&] {
            kill(getpid(), SIGTERM);
            told = true;
        }));
}

TEST(UnderWatch, WorkThatDoesNotReturnAfterASignalDoesNotHoldUpTheEnd) {
    Signals signals;
    std::atomic<bool> ended = false;
    int code = -1;
    UnderWatch watch{milliseconds{1}, milliseconds{1}, [&](int with) {
                         code = with;
                         ended = true;  // a program would be gone now
                     }};
    EXPECT_FALSE(watch.run(signals, [&] { wait_until(ended); }, [] { kill(getpid(), SIGTERM); }));
    EXPECT_EQ(code, 0);
}

TEST(UnderWatch, WhatTheWorkThrowsIsThrown) {
    Signals signals;
    EXPECT_THROW(
        UnderWatch{}.run(signals, [] { throw std::runtime_error("a bug"); }, [] {}), std::runtime_error);
}

}  // namespace
}  // namespace tidings::app
