#include "services/notifier/collector.h"

#include <gtest/gtest.h>

#include "support/notifier_bench.h"

namespace tidings::notifier {
namespace {

using namespace std::chrono_literals;
using core::OutcomeKind;
using core::State;

class CollectorTest : public ::testing::Test {
protected:
    // A worker takes what is queued, and is not heard of again.
    void take_and_vanish() {
        ASSERT_FALSE(bench_.take().empty());
        bench_.clock.advance(16s);
    }
    core::Notification stored(const core::Notification& n) { return bench_.notification(n.id); }
    std::size_t leased() {
        std::size_t sum = 0;
        for (const auto& depth : bench_.queue.depths().value()) sum += depth.leased;
        return sum;
    }

    test::NotifierBench bench_;
    Collector collector_{bench_.watched_log, bench_.watched_store, bench_.watched_queue, bench_.clock,
                         bench_.tracker};
};

TEST_F(CollectorTest, LooksAtNothingWhoseLeaseStands) {
    bench_.given_in_queue(1);
    bench_.take();
    EXPECT_EQ(collector_.step().value(), 0U);
    EXPECT_EQ(bench_.watched_log.appends, 0);
}

TEST_F(CollectorTest, AnEndedLeaseIsAnUnknownOutcome) {
    const auto n = bench_.given_in_queue(1);
    take_and_vanish();
    EXPECT_EQ(collector_.step().value(), 1U);
    const auto told = bench_.outcomes();
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told[0].task, (core::TaskId{n.id, 1}));
    EXPECT_EQ(told[0].outcome.kind, OutcomeKind::unknown);
    EXPECT_EQ(told[0].returns, 1);
    EXPECT_EQ(leased(), 0U);
    EXPECT_EQ(collector_.step().value(), 0U);
}

TEST_F(CollectorTest, ItUsesUpAnAttemptAndIsSentAgainSoon) {
    const auto n = bench_.given_in_queue(1);
    take_and_vanish();
    ASSERT_TRUE(collector_.step());
    ASSERT_TRUE(bench_.tracker.step());
    EXPECT_EQ(stored(n).state, State::scheduled);
    EXPECT_EQ(stored(n).reason, core::Reason::unknown_outcome);
    EXPECT_EQ(stored(n).attempt_count, 1);
    EXPECT_EQ(stored(n).returns, 1);
    EXPECT_EQ(stored(n).due_at, bench_.clock.now() + 15s) << "a report that is only late comes first";
}

TEST_F(CollectorTest, TheFifthTimeItIsPoisonAndADeadLetter) {
    const auto n = bench_.given(1, [](auto& x) { x.returns = 4; });
    bench_.push(n);
    const auto neighbour = bench_.given_in_queue(2);
    EXPECT_EQ(bench_.take().size(), 1U) << "alone: not even its neighbour is taken with it";
    bench_.clock.advance(16s);
    ASSERT_TRUE(collector_.step());
    ASSERT_TRUE(bench_.tracker.step());
    EXPECT_EQ(stored(n).state, State::failed);
    EXPECT_EQ(stored(n).reason, core::Reason::poison);
    EXPECT_EQ(stored(neighbour).state, State::queued);
    EXPECT_EQ(bench_.store.attempts_of(n.id).value().at(0).outcome, OutcomeKind::poison);
}

TEST_F(CollectorTest, AReportOnItsWayIsWorthMoreThanAGuess) {
    const auto n = bench_.given_in_queue(1);
    take_and_vanish();
    bench_.tell({n.id, 1}, OutcomeKind::delivered);
    EXPECT_EQ(collector_.step().value(), 0U);
    ASSERT_TRUE(bench_.tracker.step());
    EXPECT_EQ(collector_.step().value(), 1U);
    EXPECT_EQ(bench_.outcomes().size(), 1U) << "the worker's alone";
    EXPECT_EQ(stored(n).state, State::delivered);
    EXPECT_EQ(leased(), 0U);
}

TEST_F(CollectorTest, ALogThatKeepsGrowingDoesNotHoldItUp) {
    const auto n = bench_.given_in_queue(1);
    take_and_vanish();
    const auto busy = bench_.given(2);
    bench_.tell({busy.id, 1}, OutcomeKind::throttled);
    EXPECT_EQ(collector_.step().value(), 0U);
    ASSERT_TRUE(bench_.tracker.step());
    bench_.tell({busy.id, 1}, OutcomeKind::delivered);
    EXPECT_EQ(collector_.step().value(), 1U);
    EXPECT_EQ(bench_.outcomes().back().task.notification, n.id);
    EXPECT_EQ(leased(), 0U);
}

TEST_F(CollectorTest, WhatIsInALaterRoundByNowIsLetGoWithoutAWord) {
    const auto n = bench_.given(1, [](auto& x) { x.round = 2; });
    auto old = n;
    old.round = 1;
    bench_.push(old);
    take_and_vanish();
    EXPECT_EQ(collector_.step().value(), 1U);
    EXPECT_TRUE(bench_.outcomes().empty());
    EXPECT_EQ(leased(), 0U);
}

TEST_F(CollectorTest, ATaskOfANotificationThatIsGoneIsLetGo) {
    bench_.push(test::a_notification());
    take_and_vanish();
    EXPECT_EQ(collector_.step().value(), 1U);
    EXPECT_EQ(leased(), 0U);
}

TEST_F(CollectorTest, WhatCannotBeToldIsToldLater) {
    bench_.given_in_queue(1);
    take_and_vanish();
    bench_.watched_log.before_append = test::kDown;
    EXPECT_FALSE(collector_.step());
    EXPECT_EQ(leased(), 1U);
    bench_.watched_log.before_append = test::kUp;
    EXPECT_EQ(collector_.step().value(), 1U);
    EXPECT_EQ(bench_.outcomes().size(), 1U);
}

TEST_F(CollectorTest, ATypeThatHoldsIsHeld) {
    bench_.publish(test::a_type([](auto& t) {
        t.version = 4;
        t.hold_unknown = true;
    }));
    ASSERT_TRUE(bench_.catalog.refresh());
    const auto n = bench_.given(1, [](auto& x) { x.type_version = 4; });
    bench_.push(n);
    take_and_vanish();
    ASSERT_TRUE(collector_.step());
    ASSERT_TRUE(bench_.tracker.step());
    EXPECT_EQ(stored(n).state, State::failed);
    EXPECT_EQ(stored(n).reason, core::Reason::unknown_outcome);
}

}  // namespace
}  // namespace tidings::notifier
