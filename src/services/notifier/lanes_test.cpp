#include "services/notifier/lanes.h"

#include <gtest/gtest.h>

#include "support/notifier_bench.h"

namespace tidings::notifier {
namespace {

using core::Channel;
using core::Priority;

constexpr ports::Lane kLane{Channel::email, Priority::normal};

class LanesTest : public ::testing::Test {
protected:
    test::NotifierBench bench_{3};
    Lanes& lanes_ = bench_.lanes;
};

TEST_F(LanesTest, NothingHasRoomBeforeTheQueueWasAsked) {
    EXPECT_EQ(lanes_.room(kLane), 0U);
    EXPECT_FALSE(lanes_.reserve(kLane));
}

TEST_F(LanesTest, RoomIsWhatTheQueueHasLeft) {
    bench_.given_in_queue(1);
    ASSERT_TRUE(lanes_.refresh());
    EXPECT_EQ(lanes_.room(kLane), 2U);
    EXPECT_EQ(lanes_.room({Channel::email, Priority::low}), 3U);
    EXPECT_EQ(lanes_.room({Channel::sms, Priority::normal}), 3U);
}

TEST_F(LanesTest, ALaneThatHoldsMoreThanItsCapacityHasNoRoom) {
    for (int i = 1; i <= 3; ++i) bench_.given_in_queue(i);
    const auto leased = bench_.take(2);
    for (int i = 4; i <= 5; ++i) bench_.given_in_queue(i);
    ASSERT_TRUE(bench_.queue.release(leased));
    ASSERT_EQ(bench_.waiting(Priority::normal), 5U);
    ASSERT_TRUE(lanes_.refresh());
    EXPECT_EQ(lanes_.room(kLane), 0U);
}

TEST_F(LanesTest, EachReservationTakesAPlace) {
    ASSERT_TRUE(lanes_.refresh());
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(lanes_.reserve(kLane)) << i;
    EXPECT_FALSE(lanes_.reserve(kLane));
    EXPECT_TRUE(lanes_.reserve({Channel::email, Priority::critical})) << "lanes are apart";
}

TEST_F(LanesTest, WhereOneWasRefusedLaterOnesDoNotOvertakeIt) {
    ASSERT_TRUE(lanes_.refresh());
    while (lanes_.reserve(kLane)) {
    }
    ASSERT_TRUE(lanes_.refresh());
    EXPECT_EQ(lanes_.room(kLane), 3U);
    EXPECT_FALSE(lanes_.reserve(kLane)) << "the refused one waits in the store, and goes first";
    lanes_.set_waiting(kLane, false);
    EXPECT_TRUE(lanes_.reserve(kLane));
}

TEST_F(LanesTest, WhatHasWaitedTakesPlacesThatNewOnesDoNotGet) {
    ASSERT_TRUE(lanes_.refresh());
    lanes_.set_waiting(kLane, true);
    EXPECT_FALSE(lanes_.reserve(kLane));
    lanes_.reserve_for_waiting(kLane, 2);
    EXPECT_EQ(lanes_.room(kLane), 1U);
}

TEST_F(LanesTest, AQueueThatDoesNotAnswerChangesNothing) {
    ASSERT_TRUE(lanes_.refresh());
    bench_.watched_queue.before_depths = test::kDown;
    EXPECT_FALSE(lanes_.refresh());
    EXPECT_EQ(lanes_.room(kLane), 3U);
}

}  // namespace
}  // namespace tidings::notifier
