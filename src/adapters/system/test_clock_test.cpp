#include "adapters/system/test_clock.h"

#include <thread>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace tidings::adapters {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

TEST(SystemClock, ShowsTheMachinesTime) {
    const SystemClock clock;
    const auto before = std::chrono::system_clock::now();
    const Time shown = clock.now();
    EXPECT_GE(shown, std::chrono::time_point_cast<Duration>(before));
    EXPECT_LE(shown, std::chrono::system_clock::now());
}

TEST(SystemClock, SteadyNeverGoesBack) {
    const SystemClock clock;
    SteadyTime last = clock.steady();
    for (int i = 0; i < 1000; ++i) {
        const SteadyTime next = clock.steady();
        ASSERT_GE(next, last);
        last = next;
    }
}

TEST(TestClock, BeginsAtTheSystemsTime) {
    const SystemClock system;
    const TestClock clock;
    EXPECT_LT(clock.now() - system.now(), minutes{1});
    EXPECT_GT(clock.now() - system.now(), -minutes{1});
}

TEST(TestClock, GoesOnFromWhereItWasAdvancedTo) {
    TestClock clock;
    const Time before = clock.now();
    ASSERT_TRUE(clock.advance(hours{5}));
    EXPECT_GE(clock.now(), before + hours{5});
    EXPECT_LT(clock.now(), before + hours{5} + minutes{1});
    const Time shown = clock.now();
    while (clock.now() == shown) std::this_thread::yield();
    EXPECT_GT(clock.now(), shown);
}

TEST(TestClock, GoesOnFromWhereItWasSet) {
    TestClock clock;
    const Time target = clock.now() + hours{24 * 365};
    ASSERT_TRUE(clock.set(target));
    EXPECT_GE(clock.now(), target);
    EXPECT_LT(clock.now(), target + minutes{1});
}

TEST(TestClock, RefusesToGoBack) {
    TestClock clock;
    ASSERT_TRUE(clock.advance(hours{1}));
    const auto set = clock.set(clock.now() - std::chrono::milliseconds{1});
    ASSERT_FALSE(set);
    EXPECT_EQ(set.error().code, Errc::invalid);
    const auto advanced = clock.advance(-Duration{1});
    ASSERT_FALSE(advanced);
    EXPECT_EQ(advanced.error().code, Errc::invalid);
}

TEST(TestClock, RefusesTimesThatCannotBeWritten) {
    TestClock clock;
    EXPECT_EQ(clock.set(Time::max()).error().code, Errc::invalid);
    EXPECT_EQ(clock.advance(Duration::max()).error().code, Errc::invalid);
    EXPECT_TRUE(clock.set(parse_rfc3339("9999-12-31T23:59:58Z").value()));
}

TEST(TestClock, LeavesTheSteadyClockAlone) {
    TestClock clock;
    const SteadyTime before = clock.steady();
    ASSERT_TRUE(clock.advance(hours{5}));
    EXPECT_LT(clock.steady() - before, minutes{1});
}

TEST(TestClock, MayBeTurnedWhileOthersReadIt) {
    TestClock clock;
    const Time start = clock.now();
    std::thread turner([&clock] {
        for (int i = 0; i < 1000; ++i) ASSERT_TRUE(clock.advance(minutes{1}));
    });
    Time last = start;
    while (last < start + minutes{1000}) {
        const Time next = clock.now();
        EXPECT_GE(next, last);
        last = next;
    }
    turner.join();
}

}  // namespace
}  // namespace tidings::adapters
