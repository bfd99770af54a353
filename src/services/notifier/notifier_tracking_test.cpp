#include "services/notifier/notifier_test.h"

namespace tidings::notifier {
namespace {

TEST_F(NotifierTest, ASuccessSettlesIt) {
    submit(order());
    run();
    send(OutcomeKind::delivered);
    run();
    EXPECT_EQ(only().state, State::delivered);
    EXPECT_EQ(only().attempt_count, 1);
    EXPECT_EQ(stage_.store.attempts_of(only().id)->size(), 1U);
}

TEST_F(NotifierTest, RetriesComeAfterOneFiveAndFifteenMinutesAndThenItIsADeadLetter) {
    submit(order());
    run();
    for (const Duration delay : {Duration{1min}, Duration{5min}, Duration{15min}}) {
        send(OutcomeKind::retry);
        run();
        EXPECT_EQ(only().state, State::scheduled);
        stage_.clock.advance(delay * 9 / 10 - 1s);
        run();
        EXPECT_EQ(waiting(), 0U);
        stage_.clock.advance(delay * 2 / 10 + 2s);
        run();
        EXPECT_EQ(waiting(), 1U);
    }
    send(OutcomeKind::retry);
    run();
    EXPECT_EQ(only().state, State::failed);
    EXPECT_EQ(only().reason, core::Reason::attempts_exhausted);
    EXPECT_EQ(only().attempt_count, 4);
}

TEST_F(NotifierTest, AStaleTaskIsDecidedAgainAndUsesUpNothing) {
    submit(order());
    run();
    send(OutcomeKind::stale);
    run();
    EXPECT_EQ(only().state, State::queued);
    EXPECT_EQ(only().round, 2);
    EXPECT_EQ(only().attempt_count, 0);
}

TEST_F(NotifierTest, WhatExpiresWhileItWaitsIsNotSent) {
    auto event = order();
    event.send_at = stage_.clock.now() + 1h;
    event.expires_at = stage_.clock.now() + 2h;
    submit(event);
    run();
    stage_.clock.advance(3h);
    run();
    EXPECT_EQ(only().state, State::expired);
}

TEST_F(NotifierTest, AnEndedLeaseIsAnUnknownOutcome) {
    submit(order());
    run();
    ASSERT_EQ(stage_.take().size(), 1U);
    stage_.clock.advance(20s);
    run();
    EXPECT_EQ(only().state, State::scheduled);
    EXPECT_EQ(only().reason, core::Reason::unknown_outcome);
    EXPECT_EQ(stage_.queue.ended(10)->size(), 0U);
}

TEST_F(NotifierTest, ALateReportOutranksTheGuess) {
    submit(order());
    run();
    const auto leased = stage_.take();
    stage_.clock.advance(20s);
    run();
    auto outcome = test::an_outcome(OutcomeKind::delivered);
    outcome.task = leased.at(0).task.id;
    stage_.append(records::write_outcome(outcome));
    run();
    EXPECT_EQ(only().state, State::delivered);
}

TEST_F(NotifierTest, AQueuedOneWithoutATaskIsPushedAgain) {
    submit(order());
    run();
    const core::TaskId task{only().id, only().round};
    const auto leased = stage_.take();
    stage_.queue.acknowledge(leased).value();  // lost: nobody reported
    run();
    EXPECT_EQ(waiting(), 0U);
    stage_.clock.advance(16min);
    run();
    ASSERT_EQ(waiting(), 1U);
    EXPECT_EQ(stage_.take().at(0).task.id, task);
}

TEST_F(NotifierTest, ALostOneFromBeforeTheClockWasSetBackDoesNotWaitForThatHour) {
    submit(order());
    run();
    stage_.queue.acknowledge(stage_.take()).value();
    stage_.clock.set_back(1h);
    stage_.clock.advance(2min);
    run();
    EXPECT_EQ(waiting(), 1U);
}

class NotifierOfALargeQueue : public NotifierTest {
protected:
    NotifierOfALargeQueue() : NotifierTest(5000) {}
};

TEST_F(NotifierOfALargeQueue, WhatWasQueuedAMomentAgoIsNotLookedThroughForLostOnes) {
    for (int i = 0; i < 1200; ++i) submit(order("order-" + std::to_string(i)));
    run();
    stage_.queue.acknowledge(stage_.take()).value();  // what they report is still on its way
    stage_.clock.advance(1min);
    watched_store_.looks_at_queued = 0;
    run();
    EXPECT_EQ(watched_store_.looks_at_queued, 1);
}

// Whoever erased it died before it had given up what waited.
TEST_F(NotifierTest, ALostOneThatWasErasedIsGivenUp) {
    submit(order());
    run();
    stage_.queue.acknowledge(stage_.take()).value();
    ports::Changes erasure;
    erasure.erased_users = {only().user};
    stage_.store.commit(erasure).value();
    stage_.clock.advance(16min);
    run();
    EXPECT_EQ(waiting(), 0U);
    EXPECT_EQ(only().state, State::suppressed);
}

}  // namespace
}  // namespace tidings::notifier
