#include "services/notifier/withdrawal.h"

#include <gtest/gtest.h>

#include "support/notifier_bench.h"

namespace tidings::notifier {
namespace {

using namespace std::chrono_literals;
using core::OutcomeKind;
using core::State;

class WithdrawalTest : public ::testing::Test {
protected:
    std::size_t take_back(std::vector<core::Notification> waiting) {
        return withdrawal_.take_back(waiting, goal_).value();
    }
    core::Notification stored(const core::Notification& n) { return bench_.notification(n.id); }
    // Somebody else changes it after it was read.
    template <class Change>
    void change(const core::Notification& n, Change change) {
        ports::Changes changes;
        auto after = bench_.notification(n.id);
        change(after);
        ++after.revision;
        changes.updates = {{after, n.state, std::nullopt}};
        ASSERT_TRUE(bench_.store.commit(changes));
    }

    test::NotifierBench bench_;
    Withdrawal& withdrawal_ = bench_.withdrawal;
    Tracker::Goal goal_;
};

TEST_F(WithdrawalTest, WhatIsQueuedLeavesTheQueueAndIsDueAtOnce) {
    const auto n = bench_.given_in_queue(1);
    bench_.clock.advance(1min);
    EXPECT_EQ(take_back({n}), 1U);
    EXPECT_EQ(bench_.waiting(), 0U);
    EXPECT_EQ(stored(n).state, State::scheduled);
    EXPECT_EQ(stored(n).reason, core::Reason::waiting);
    EXPECT_EQ(stored(n).due_at, bench_.clock.now());
    EXPECT_EQ(stored(n).returns, 0);
}

TEST_F(WithdrawalTest, WhatIsScheduledBecomesDueNowAndStaysWhatItIs) {
    const auto n = bench_.given(1, [&](auto& x) {
        x.state = State::scheduled;
        x.reason = core::Reason::quiet_hours;
        x.due_at = bench_.clock.now() + 8h;
    });
    EXPECT_EQ(take_back({n}), 1U);
    EXPECT_EQ(stored(n).state, State::scheduled);
    EXPECT_EQ(stored(n).reason, core::Reason::quiet_hours);
    EXPECT_EQ(stored(n).due_at, bench_.clock.now());
}

TEST_F(WithdrawalTest, WhatAWorkerHasIsLeftAlone) {
    const auto n = bench_.given_in_queue(1);
    bench_.take();
    EXPECT_EQ(take_back({n}), 0U);
    EXPECT_EQ(stored(n).state, State::queued);
}

// A worker may have what is not in it, or is in it as it was once.
TEST_F(WithdrawalTest, WhileTheQueueLacksItsMemoryNothingIsTakenBack) {
    bench_.queue.lose_memory();
    const std::vector both{bench_.given(1), bench_.given_in_queue(2)};
    EXPECT_EQ(withdrawal_.take_back(both, goal_).error().code, Errc::conflict);
    for (const auto& n : both) EXPECT_EQ(stored(n).state, State::queued);
    bench_.refill();
    EXPECT_EQ(take_back(both), 2U);
}

TEST_F(WithdrawalTest, OneThatIsGoneFromTheQueueIsTakenBackUnlessItWasSent) {
    const auto sent = bench_.given(1);
    const auto lost = bench_.given(2);
    bench_.tell({sent.id, 1}, OutcomeKind::delivered);
    EXPECT_EQ(take_back({sent, lost}), 1U);
    EXPECT_EQ(stored(sent).state, State::delivered);
    EXPECT_EQ(stored(lost).state, State::scheduled);
}

TEST_F(WithdrawalTest, OneThatSomebodyElseMovesDoesNotKeepTheOthers) {
    const auto first = bench_.given_in_queue(1);
    const auto moved = bench_.given_in_queue(2);
    const auto last = bench_.given_in_queue(3);
    change(moved, [](auto& n) { n.state = State::delivered; });
    EXPECT_EQ(take_back({first, moved, last}), 2U);
    EXPECT_EQ(stored(first).state, State::scheduled);
    EXPECT_EQ(stored(moved).state, State::delivered);
    EXPECT_EQ(stored(last).state, State::scheduled);
    EXPECT_EQ(bench_.watched_store.commits, 2) << "not one for each";
}

TEST_F(WithdrawalTest, OneThatSomebodyElseChangesAndDoesNotMoveIsTakenBackAsItIsByThen) {
    const auto n = bench_.given_in_queue(1);
    change(n, [](auto& x) { x.cancel_requested = true; });
    EXPECT_EQ(take_back({n}), 1U) << "its task is gone";
    EXPECT_EQ(stored(n).state, State::scheduled);
    EXPECT_TRUE(stored(n).cancel_requested);
}

TEST_F(WithdrawalTest, WhatChangesAllTheTimeIsLeftForLater) {
    const auto n = bench_.given_in_queue(1);
    bench_.watched_store.before_commit = [&](const auto&) {
        change(n, [](auto& x) { ++x.attempt_count; });
        return Result<>();
    };
    EXPECT_EQ(withdrawal_.take_back(std::span(&n, 1), goal_).error().code, Errc::conflict);
    bench_.watched_store.before_commit = [](const auto&) { return Result<>(); };
    EXPECT_EQ(take_back({stored(n)}), 1U);
}

TEST_F(WithdrawalTest, AQueueOrAStoreThatFailsChangesNothing) {
    const auto n = bench_.given_in_queue(1);
    bench_.watched_queue.before_withdraw = test::kDown;
    EXPECT_FALSE(withdrawal_.take_back(std::span(&n, 1), goal_));
    bench_.watched_queue.before_withdraw = test::kUp;
    bench_.watched_store.before_commit = [](const auto&) { return Result<>(unavailable("no disk")); };
    EXPECT_FALSE(withdrawal_.take_back(std::span(&n, 1), goal_));
    EXPECT_EQ(stored(n), n);
    bench_.watched_store.before_commit = [](const auto&) { return Result<>(); };
    EXPECT_EQ(take_back({n}), 1U) << "that it is gone from the queue by now is no hindrance";
}

TEST_F(WithdrawalTest, OneThatTheStoreRefusesDoesNotKeepTheOthers) {
    std::vector<core::Notification> waiting;
    for (int i = 1; i <= 5; ++i) waiting.push_back(bench_.given_in_queue(i));
    bench_.watched_store.before_commit = [guilty = waiting[2].id](const ports::Changes& changes) {
        const auto touches = [&](const auto& update) { return update.after.id == guilty; };
        return std::ranges::any_of(changes.updates, touches) ? Result<>(invalid("no such text")) : Result<>();
    };
    EXPECT_EQ(take_back(waiting), 4U);
    for (const auto& n : waiting) {
        EXPECT_EQ(stored(n).state, n == waiting[2] ? State::queued : State::scheduled);
    }
}

TEST_F(WithdrawalTest, NothingToTakeBackCommitsNothing) {
    EXPECT_EQ(take_back({}), 0U);
    EXPECT_EQ(bench_.watched_store.commits, 0);
}

TEST_F(WithdrawalTest, WhatIsTakenUpAfterAStopMayHaveBeenUnderWay) {
    const auto first = bench_.given(1);
    const auto again = bench_.given(2, [](auto& n) { n.returns = 3; });
    const std::vector both{first, again};
    EXPECT_EQ(withdrawal_.take_up(both, goal_).value(), 2U);
    EXPECT_EQ(stored(first).state, State::scheduled);
    EXPECT_EQ(stored(first).returns, 1);
    EXPECT_EQ(stored(again).returns, 3) << "that it waited once more says nothing new";
}

TEST_F(WithdrawalTest, WhatIsGivenUpIsSuppressedAndTold) {
    const auto queued = bench_.given_in_queue(1);
    const auto scheduled = bench_.given_scheduled(2);
    const std::vector both{queued, scheduled};
    EXPECT_EQ(withdrawal_.give_up(both, goal_, bench_.handover).value(), 2U);
    for (const auto& n : both) {
        EXPECT_EQ(stored(n).state, State::suppressed);
        EXPECT_EQ(stored(n).reason, core::Reason::erased);
    }
    EXPECT_EQ(bench_.waiting(), 0U);
    EXPECT_EQ(bench_.told(), (std::vector{State::suppressed, State::suppressed}));
}

TEST_F(WithdrawalTest, TellingThatItWasGivenUpSurvivesALogThatFails) {
    const auto n = bench_.given_in_queue(1);
    bench_.watched_log.before_append = test::kDown;
    EXPECT_EQ(withdrawal_.give_up(std::span(&n, 1), goal_, bench_.handover).value(), 1U);
    EXPECT_EQ(stored(n).state, State::suppressed);
    EXPECT_EQ(bench_.store.outgoing(bench_.clock.now() + 1h, 10).value().size(), 1U);
    bench_.watched_log.before_append = test::kUp;
    ASSERT_TRUE(bench_.handover.step());
    EXPECT_EQ(bench_.told(), std::vector{State::suppressed});
}

}  // namespace
}  // namespace tidings::notifier
