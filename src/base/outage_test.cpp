#include "base/outage.h"

#include <gtest/gtest.h>

namespace tidings {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

SteadyTime at(int ms) {
    return SteadyTime{milliseconds{ms}};
}

TEST(Outage, TheFirstFailureIsToldAtOnce) {
    Outage outage;
    EXPECT_EQ(outage.failed("down", at(0)), 0U);
}

TEST(Outage, WhatGoesOnIsToldAfterPausesThatGrowAndWithWhatWasHeldBack) {
    Outage outage;
    std::vector<int> told;
    std::uint64_t held_back = 0;
    for (int ms = 0; ms <= 200'000; ms += 500) {
        if (const auto held = outage.failed("down", at(ms))) {
            told.push_back(ms);
            held_back += *held;
        }
    }
    EXPECT_EQ(told, (std::vector<int>{0, 5000, 15'000, 35'000, 75'000, 135'000, 195'000}));
    EXPECT_EQ(held_back, 390U + 1 - told.size()) << "all before the last that was told";
}

TEST(Outage, NewWordsAreToldAtOnceAndWordsThatChangeEachTimeAreNot) {
    Outage outage;
    outage.failed("down", at(0));
    EXPECT_EQ(outage.failed("full", at(1)), 0U);
    EXPECT_EQ(outage.failed("down", at(2)), std::nullopt);
    EXPECT_EQ(outage.failed("full", at(3)), std::nullopt);
    int told = 0;
    for (int i = 0; i < 100; ++i) told += outage.failed("number " + std::to_string(i), at(4 + i)) ? 1 : 0;
    EXPECT_EQ(told, 6);
}

TEST(Outage, ItsEndIsToldOnceWithHowLongItWas) {
    Outage outage;
    EXPECT_EQ(outage.works(at(0)), std::nullopt) << "there was none";
    outage.failed("down", at(1000));
    outage.failed("down", at(9000));
    EXPECT_EQ(outage.works(at(9500)), std::nullopt) << "that may be luck";
    EXPECT_EQ(outage.works(at(10'000)), std::chrono::milliseconds{8500});
    EXPECT_EQ(outage.works(at(11'000)), std::nullopt);
    EXPECT_EQ(outage.failed("down", at(11'001)), 0U) << "another one begins";
}

TEST(Outage, WhereNobodySaysThatItWorksSilenceIsItsEnd) {
    Outage outage;
    outage.failed("down", at(0));
    outage.end_if_quiet(at(500));
    EXPECT_EQ(outage.failed("down", at(501)), std::nullopt);
    outage.end_if_quiet(at(121'000));
    EXPECT_EQ(outage.failed("down", at(121'001)), 0U);
    EXPECT_EQ(outage.failed("down", at(121'002)), std::nullopt);
}

TEST(Outage, WhatFailsNowAndThenIsOne) {
    Outage outage;
    int told = 0;
    for (int ms = 0; ms < 10'000; ms += 100) {
        told += outage.failed("now and then", at(ms)) ? 1 : 0;
        EXPECT_EQ(outage.works(at(ms + 50)), std::nullopt);
    }
    EXPECT_EQ(told, 2);
}

}  // namespace
}  // namespace tidings
