#include "core/moves.h"

#include <gtest/gtest.h>

#include "support/builders.h"

namespace tidings::core {
namespace {

using test::a_notification;

TEST(Moves, ToQueuedBeginsARound) {
    auto n = a_notification([](auto& x) {
        x.state = State::scheduled;
        x.round = 2;
        x.outcome_rank = 4;
        x.detail = "451 try later";
        x.cancel_requested = true;
    });
    move(n, State::queued, Reason::ok, Cause::decision);
    EXPECT_EQ(n.state, State::queued);
    EXPECT_EQ(n.round, 3);
    EXPECT_EQ(n.outcome_rank, -1);
    EXPECT_EQ(n.detail, "");
    EXPECT_TRUE(n.cancel_requested);
}

TEST(Moves, ElsewhereKeepsTheRound) {
    auto n = a_notification();
    move(n, State::scheduled, Reason::quiet_hours, Cause::decision);
    EXPECT_EQ(n.round, 1);
    EXPECT_EQ(n.reason, Reason::quiet_hours);
    move(n, State::scheduled, Reason::delayed, Cause::decision);
    EXPECT_EQ(n.round, 1);
    EXPECT_EQ(n.reason, Reason::delayed);
}

TEST(Moves, AReplayBeginsARoundAndTheCountOfAttempts) {
    for (const State to : {State::queued, State::scheduled, State::suppressed}) {
        auto n = a_notification([](auto& x) {
            x.state = State::failed;
            x.round = 4;
            x.attempt_count = 4;
            x.cancel_requested = true;
        });
        move(n, to, Reason::replayed, Cause::command);
        EXPECT_EQ(n.round, 5);
        EXPECT_EQ(n.attempt_count, 4);
        EXPECT_EQ(n.attempts_before, 4);
        EXPECT_FALSE(n.cancel_requested);
    }
}

TEST(Moves, AReplayForgetsSendsThatNobodyReported) {
    auto n = a_notification([](auto& x) {
        x.state = State::scheduled;
        x.returns = 3;
    });
    move(n, State::queued, Reason::ok, Cause::decision);
    EXPECT_EQ(n.returns, 3);
    n.state = State::failed;
    move(n, State::scheduled, Reason::replayed, Cause::command);
    EXPECT_EQ(n.returns, 0);
}

TEST(Moves, ACancelIsNoReplay) {
    auto n = a_notification([](auto& x) { x.attempt_count = 2; });
    move(n, State::cancelled, Reason::cancelled, Cause::command);
    EXPECT_EQ(n.round, 1);
    EXPECT_EQ(n.attempts_before, 0);
}

TEST(MovesDeathTest, WhatTheTableLacksIsABug) {
    auto expired = a_notification([](auto& x) { x.state = State::expired; });
    EXPECT_DEATH(move(expired, State::queued, Reason::ok, Cause::decision), "may_follow");
    auto queued = a_notification();
    EXPECT_DEATH(move(queued, State::delivered, Reason::ok, Cause::outcome), "cause");
}

}  // namespace
}  // namespace tidings::core
