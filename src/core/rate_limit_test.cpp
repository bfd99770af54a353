#include "core/rate_limit.h"

#include <algorithm>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/random.h"

namespace tidings::core {
namespace {

using namespace std::chrono_literals;

const SteadyTime kStart{1000h};

RateLimit limit(const char* text) {
    return RateLimit::parse(text).value().value();
}

TEST(RateLimit, ReadsBackWhatItWrites) {
    for (const char* text : {"1/10ms", "100/1s", "5/1m", "1000000000/31d", "7/1h30m"}) {
        EXPECT_EQ(limit(text).str(), text);
    }
    EXPECT_EQ(limit("100/1s"), (RateLimit{100, 1s}));
    EXPECT_EQ(RateLimit::parse("none").value(), std::nullopt);
}

TEST(RateLimit, RefusesWhatIsNoLimit) {
    for (const char* text :
         {"", "none ", "100", "100/", "/1s", "0/1s", "-1/1s", "+1/1s", "1.5/1s", "100/1x", "100/9ms",
          "100/32d", "1000000001/1s", "99999999999999999999/1s", "100/1s/2", "100 / 1s"}) {
        EXPECT_FALSE(RateLimit::parse(text)) << text;
    }
}

TEST(RateLimit, PermitsLiveATwentiethOfTheWindowAtMostAQuarterSecond) {
    EXPECT_EQ(limit("1/1s").permit_life(), 50ms);
    EXPECT_EQ(limit("1/5s").permit_life(), 250ms);
    EXPECT_EQ(limit("1/1h").permit_life(), 250ms);
}

TEST(SlidingWindow, GrantsUpToTheLimitThenWaitsForTheWindowAndALife) {
    SlidingWindow window(limit("10/1s"));
    EXPECT_EQ(window.left(kStart), 10);
    EXPECT_EQ(window.grant(kStart, 7), 7);
    EXPECT_EQ(window.left(kStart), 3);
    EXPECT_EQ(window.grant(kStart, 7), 3);
    EXPECT_EQ(window.grant(kStart, 7), 0);
    EXPECT_EQ(window.left(kStart), 0);
    EXPECT_EQ(window.next_grant(kStart), kStart + 1050ms);
    EXPECT_EQ(window.grant(kStart + 1050ms - 1us, 1), 0);
    EXPECT_EQ(window.left(kStart + 1050ms), 10);
    EXPECT_EQ(window.grant(kStart + 1050ms, 20), 10);
}

TEST(SlidingWindow, GivesNothingForNothing) {
    SlidingWindow window(limit("10/1s"));
    EXPECT_EQ(window.grant(kStart, 0), 0);
    EXPECT_EQ(window.grant(kStart, -5), 0);
    EXPECT_EQ(window.grant(kStart, 100), 10);
}

TEST(SlidingWindow, TakesBackWhatWasNotUsed) {
    SlidingWindow window(limit("10/1s"));
    EXPECT_EQ(window.grant(kStart, 10), 10);
    window.give_back(kStart, 4);
    EXPECT_EQ(window.next_grant(kStart + 1ms), kStart + 1ms);
    EXPECT_EQ(window.grant(kStart + 1ms, 10), 4);
}

TEST(SlidingWindow, TakesBackNoMoreThanItGave) {
    SlidingWindow window(limit("10/1s"));
    window.grant(kStart, 3);
    window.give_back(kStart, 1000);
    window.give_back(kStart + 500ms, 5);
    EXPECT_EQ(window.grant(kStart, 100), 10);
}

TEST(SlidingWindow, ForgottenPermitsAreNotTakenBack) {
    SlidingWindow window(limit("10/1s"));
    window.grant(kStart, 10);
    EXPECT_EQ(window.grant(kStart + 2s, 10), 10);
    window.give_back(kStart, 10);
    EXPECT_EQ(window.grant(kStart + 2s, 10), 0);
}

TEST(SlidingWindow, AClockThatGoesBackFreesNothing) {
    SlidingWindow window(limit("10/1s"));
    EXPECT_EQ(window.grant(kStart + 10s, 6), 6);
    EXPECT_EQ(window.grant(kStart, 10), 4);
    EXPECT_EQ(window.grant(kStart + 2s, 10), 0);
    EXPECT_EQ(window.grant(kStart + 11050ms - 1us, 10), 0);
    EXPECT_EQ(window.grant(kStart + 11050ms, 10), 10);
}

TEST(SlidingWindow, PermitsOfAClockThatWentBackCanBeGivenBack) {
    SlidingWindow window(limit("10/1s"));
    window.grant(kStart + 10s, 6);
    EXPECT_EQ(window.grant(kStart, 4), 4);
    window.give_back(kStart, 4);
    EXPECT_EQ(window.grant(kStart + 10s, 10), 4);
}

// What was granted and not given back, as a plain list.
struct Oracle {
    RateLimit limit;
    std::vector<SteadyTime> grants;

    void add(SteadyTime at, std::int64_t count) {
        grants.insert(grants.end(), static_cast<std::size_t>(count), at);
    }
    void remove(SteadyTime at, std::int64_t count) {
        for (; count > 0; --count) grants.erase(std::find(grants.begin(), grants.end(), at));
    }
    std::int64_t held_at(SteadyTime at) const { return std::count(grants.begin(), grants.end(), at); }

    // The most in any half-open stretch of `length`.
    std::int64_t most_within(Duration length) const {
        auto sorted = grants;
        std::sort(sorted.begin(), sorted.end());
        std::int64_t most = 0;
        auto first = sorted.begin();
        for (auto last = sorted.begin(); last != sorted.end(); ++last) {
            while (*last - *first >= length) ++first;
            most = std::max(most, last - first + 1);
        }
        return most;
    }
};

RateLimit random_limit(Random& random) {
    const std::array<Duration, 4> windows{10ms, 250ms, 1s, 7s};
    return {static_cast<std::int64_t>(1 + random.below(30)), windows[random.below(windows.size())]};
}

RC_GTEST_PROP(SlidingWindow, G6NoWindowAndLifeHoldMoreThanTheLimit, (std::uint64_t seed)) {
    Random random(seed);
    Oracle oracle{random_limit(random), {}};
    SlidingWindow window(oracle.limit);
    const auto step = static_cast<std::uint64_t>(oracle.limit.window.count() / 8);
    SteadyTime now = kStart;
    for (int i = 0; i < 300; ++i) {
        now += Duration{random.below(step)};
        if (random.below(4) == 0 && !oracle.grants.empty()) {
            const SteadyTime at = oracle.grants[random.below(oracle.grants.size())];
            const auto count =
                static_cast<std::int64_t>(1 + random.below(static_cast<std::uint64_t>(oracle.held_at(at))));
            window.give_back(at, count);
            oracle.remove(at, count);
        } else {
            oracle.add(now, window.grant(now, static_cast<std::int64_t>(random.below(12))));
        }
    }
    RC_ASSERT(oracle.most_within(oracle.limit.window + oracle.limit.permit_life()) <= oracle.limit.count);
}

RC_GTEST_PROP(SlidingWindow, G6NoWindowSeesMoreSendsHoweverLateItsPermitsAreUsed, (std::uint64_t seed)) {
    Random random(seed);
    const RateLimit l = random_limit(random);
    SlidingWindow window(l);
    Oracle sends{l, {}};
    SteadyTime now = kStart;
    for (int i = 0; i < 500; ++i) {
        now += Duration{random.below(static_cast<std::uint64_t>(l.window.count() / 6))};
        for (auto left = window.grant(now, 5); left > 0; --left) {
            sends.add(now + Duration{random.below(static_cast<std::uint64_t>(l.permit_life().count()))}, 1);
        }
    }
    RC_ASSERT(sends.most_within(l.window) <= l.count);
}

RC_GTEST_PROP(SlidingWindow, NextGrantIsTheFirstMomentThatGivesOne, (std::uint64_t seed)) {
    Random random(seed);
    const RateLimit l = random_limit(random);
    SlidingWindow window(l);
    SteadyTime now = kStart;
    for (int i = 0; i < 100; ++i) {
        now += Duration{random.below(static_cast<std::uint64_t>(l.window.count() / 10))};
        const SteadyTime granted_at = now;
        const auto granted = window.grant(now, static_cast<std::int64_t>(random.below(8)));
        if (random.below(5) == 0) window.give_back(granted_at, granted);
        const SteadyTime next = window.next_grant(now);
        RC_ASSERT(next >= now);
        SlidingWindow before = window;
        SlidingWindow then = window;
        if (next > now) RC_ASSERT(before.grant(next - 1us, 1) == 0);
        RC_ASSERT(then.grant(next, 1) == 1);
    }
}

TEST(SlidingWindow, UnderSaturationGivesNineTenthsOfTheRate) {
    for (const char* text : {"100/1s", "3/250ms", "50000/1s", "1000/1m", "7/10ms"}) {
        const RateLimit l = limit(text);
        SlidingWindow window(l);
        constexpr int kWindows = 50;
        const SteadyTime end = kStart + kWindows * l.window;
        std::int64_t granted = 0;
        for (SteadyTime now = kStart; now < end; now += l.window / 500)
            granted += window.grant(now, 1'000'000);
        EXPECT_GE(static_cast<double>(granted), 0.9 * kWindows * static_cast<double>(l.count)) << text;
        EXPECT_LE(granted, (kWindows + 1) * l.count) << text;
    }
}

TEST(SlidingWindow, UnderSteadyDemandGivesNineTenthsOfTheRate) {
    const RateLimit l = limit("10000/1s");
    SlidingWindow window(l);
    std::int64_t granted = 0;
    for (SteadyTime now = kStart; now < kStart + 20s; now += 100us) granted += window.grant(now, 2);
    EXPECT_GE(granted, 180'000);
}

}  // namespace
}  // namespace tidings::core
