#include "services/notifier/handover_test.h"

namespace tidings::notifier {
namespace {

using namespace std::chrono_literals;
using core::Priority;
using core::State;

TEST_F(HandoverTest, PushesTellsAndLeavesItsRowToTheNextCommit) {
    hand_over({queued(1), queued(2)});
    EXPECT_EQ(bench_.waiting(), 2U);
    EXPECT_EQ(bench_.told(), (std::vector{State::queued, State::queued}));
    EXPECT_EQ(rows(), 1U);
    hand_over({queued(3)});
    EXPECT_EQ(rows(), 1U) << "its own; the commit took the first one's along";
    EXPECT_FALSE(handover_.blocked());
    EXPECT_FALSE(handover_.waiting());
}

TEST_F(HandoverTest, WithNothingToTellThereIsNoRow) {
    hand_over({});
    EXPECT_EQ(rows(), 0U);
}

TEST_F(HandoverTest, ARowThatNoCommitTakesAlongIsDeletedAfterASecond) {
    hand_over({queued(1)});
    EXPECT_EQ(handover_.step().value(), 0U);
    EXPECT_EQ(rows(), 1U);
    bench_.clock.advance(1s);
    EXPECT_EQ(handover_.step().value(), 1U);
    EXPECT_EQ(rows(), 0U);
    EXPECT_EQ(handover_.step().value(), 0U);
}

TEST_F(HandoverTest, AQueueThatFailsHoldsUpWhatIsNewUntilItTakesTheTasks) {
    bench_.watched_queue.before_push = test::kDown;
    hand_over({queued(1)});
    EXPECT_TRUE(handover_.blocked());
    EXPECT_TRUE(bench_.told().empty()) << "what is told as queued must be in the queue";
    EXPECT_FALSE(handover_.step());
    EXPECT_TRUE(handover_.blocked());
    bench_.watched_queue.before_push = test::kUp;
    EXPECT_EQ(handover_.step().value(), 1U);
    EXPECT_FALSE(handover_.blocked());
    EXPECT_EQ(bench_.waiting(), 1U);
    EXPECT_EQ(bench_.told().size(), 1U);
}

TEST_F(HandoverTest, ALogThatFailsIsToldLaterAndNothingIsPushedTwice) {
    bench_.watched_log.before_append = test::kDown;
    hand_over({queued(1)});
    EXPECT_TRUE(handover_.blocked());
    EXPECT_EQ(bench_.waiting(), 1U);
    bench_.watched_log.before_append = test::kUp;
    EXPECT_EQ(handover_.step().value(), 1U);
    EXPECT_EQ(bench_.waiting(), 1U);
    EXPECT_EQ(bench_.told().size(), 1U);
}

TEST_F(HandoverTest, APushWhoseAnswerWasLostIsNotRepeatedForWhatIsDoneWith) {
    bench_.watched_queue.after_push = test::kDown;
    const auto n = queued(1);
    hand_over({n});
    ASSERT_TRUE(handover_.blocked());
    ASSERT_TRUE(
        bench_.queue.acknowledge(bench_.take()));  // a worker has sent it, and the tracker heard of it
    move(n, State::delivered);
    bench_.watched_queue.after_push = test::kUp;
    ASSERT_TRUE(handover_.step());
    EXPECT_EQ(bench_.waiting(), 0U);
}

TEST_F(HandoverTest, OneThatIsInALaterRoundByNowIsNotPushedInItsOldOne) {
    bench_.watched_queue.before_push = test::kDown;
    const auto n = queued(1);
    hand_over({n});
    ports::Changes changes;
    auto after = n;
    after.round = 2;
    ++after.revision;
    changes.updates = {{after, n.state, std::nullopt}};
    ASSERT_TRUE(bench_.store.commit(changes));
    bench_.watched_queue.before_push = test::kUp;
    ASSERT_TRUE(handover_.step());
    EXPECT_EQ(bench_.waiting(), 0U);
}

TEST_F(HandoverTest, WhileAStoreFailsWhatIsKeptStaysKept) {
    bench_.watched_queue.before_push = test::kDown;
    hand_over({queued(1)});
    bench_.watched_queue.before_push = test::kUp;
    bench_.watched_store.before_commit = [](const auto&) { return Result<>(unavailable("no disk")); };
    EXPECT_EQ(handover_.step().value(), 1U) << "pushing needs no commit";
    bench_.clock.advance(1s);
    EXPECT_FALSE(handover_.step());
    EXPECT_EQ(rows(), 1U);
}

// What others left undone.

TEST_F(HandoverTest, WhatAnotherProcessLeftIsDoneAfterFiveSeconds) {
    Errand left = errand_for({queued(1)});
    ports::Changes changes;
    handover_.attach(left, changes);
    ASSERT_TRUE(bench_.store.commit(changes));
    bench_.clock.advance(5s);
    EXPECT_EQ(handover_.redo_old().value(), 0U) << "it may be on its way still";
    bench_.clock.advance(1s);
    EXPECT_EQ(handover_.redo_old().value(), 1U);
    EXPECT_EQ(bench_.waiting(), 1U);
    EXPECT_EQ(bench_.told(), std::vector{State::queued});
    bench_.clock.advance(1s);
    ASSERT_TRUE(handover_.step());
    EXPECT_EQ(rows(), 0U);
}

TEST_F(HandoverTest, WhatIsLeftByAClockThatWasSetBackSinceIsDoneWithinAMinute) {
    given_left_at(bench_.clock.now() + 1h, 1);
    EXPECT_EQ(handover_.redo_old().value(), 1U);
    EXPECT_EQ(bench_.waiting(), 1U);
    given_left_at(bench_.clock.now() + 1h, 2);
    EXPECT_EQ(handover_.redo_old().value(), 0U) << "it looks for such ones once in a minute";
    bench_.clock.advance(1min);
    EXPECT_EQ(handover_.redo_old().value(), 1U);
    EXPECT_EQ(bench_.waiting(), 2U);
}

// Two rows that stood for one task would each push it, and know nothing of the other.
TEST_F(HandoverTest, WhatWasQueuedByAnotherCommitIsNotPushedForThisRow) {
    for (const auto ahead : {-3s, 3s}) {
        const auto n = queued(ahead < 0s ? 1 : 2);
        Errand left = errand_for({n});
        left.outgoing.created_at += ahead;
        ports::Changes changes;
        handover_.attach(left, changes);
        ASSERT_TRUE(bench_.store.commit(changes));
        bench_.clock.advance(9s);
        EXPECT_EQ(handover_.redo_old().value(), 1U);
        EXPECT_EQ(bench_.waiting(), 0U);
    }
}

TEST_F(HandoverTest, AFirstPushThatComesAfterTheSecondIsRefused) {
    const auto n = queued(1);
    Errand errand = errand_for({n});
    // Another has found the row old, and done it; the task is sent.
    ASSERT_TRUE(bench_.queue.fence(errand.outgoing.id).value());
    handover_.run(std::move(errand));
    EXPECT_EQ(bench_.waiting(), 0U);
    EXPECT_TRUE(handover_.waiting());
    EXPECT_FALSE(handover_.blocked()) << "it waits for another, not for the queue";
    move(n, State::delivered);
    ASSERT_TRUE(handover_.step());
    EXPECT_EQ(bench_.waiting(), 0U);
    EXPECT_FALSE(handover_.waiting());
}

TEST_F(HandoverTest, WhatAnotherHasSentWhileWeWereHeldUpIsNotPushed) {
    const auto n = queued(1);
    Errand errand = errand_for({n});
    bench_.push(n);  // by the other, for the row was old
    ASSERT_TRUE(bench_.queue.acknowledge(bench_.take()));
    move(n, State::delivered);
    bench_.clock.advance(5s);
    handover_.run(std::move(errand));
    EXPECT_EQ(bench_.waiting(), 0U);
    EXPECT_FALSE(handover_.waiting());
}

TEST_F(HandoverTest, WhatNobodyHasDoneWhileWeWereHeldUpIsPushed) {
    Errand errand = errand_for({queued(1)});
    bench_.clock.advance(5s);
    handover_.run(std::move(errand));
    EXPECT_EQ(bench_.waiting(), 1U);
}

TEST_F(HandoverTest, ARowWithChangedUsersStaysUntilTheyAreTakenBack) {
    Errand errand = errand_for({queued(1)});
    errand.outgoing.changed_users = {core::UserId("ann")};
    const auto row = errand.outgoing.id;
    ports::Changes changes;
    handover_.attach(errand, changes);
    ASSERT_TRUE(bench_.store.commit(changes));
    handover_.run(std::move(errand));
    bench_.clock.advance(6s);
    ASSERT_TRUE(handover_.step());
    EXPECT_EQ(handover_.redo_old().value(), 0U) << "it is at it itself";
    EXPECT_EQ(rows(), 1U);
    handover_.taken_back(row);
    bench_.clock.advance(1s);
    ASSERT_TRUE(handover_.step());
    EXPECT_EQ(rows(), 0U);
}

TEST_F(HandoverTest, ChangedUsersOfADeadProcessAreHandedOnOnce) {
    ports::Changes changes;
    changes.outgoing = ports::Outgoing{Uuid{}, bench_.clock.now(), {}, {core::UserId("ann")}};
    ASSERT_TRUE(bench_.store.commit(changes));
    bench_.clock.advance(6s);
    ASSERT_TRUE(handover_.redo_old());
    ASSERT_TRUE(handover_.redo_old());
    const auto abandoned = handover_.abandoned();
    ASSERT_EQ(abandoned.size(), 1U);
    EXPECT_EQ(abandoned[0].changed_users, std::vector{core::UserId("ann")});
    handover_.taken_back(abandoned[0].id);
    bench_.clock.advance(1s);
    ASSERT_TRUE(handover_.step());
    EXPECT_EQ(rows(), 0U);
}

TEST_F(HandoverTest, ARowWithChangedUsersIsNotOverWhileItsTasksCannotBePushed) {
    Errand left = errand_for({queued(1)});
    left.outgoing.changed_users = {core::UserId("ann")};
    ports::Changes changes;
    handover_.attach(left, changes);
    ASSERT_TRUE(bench_.store.commit(changes));
    bench_.clock.advance(6s);
    bench_.watched_queue.before_push = test::kDown;
    EXPECT_FALSE(handover_.redo_old());
    for (const auto& row : handover_.abandoned()) handover_.taken_back(row.id);
    bench_.clock.advance(1s);
    EXPECT_FALSE(handover_.step());
    EXPECT_EQ(rows(), 1U);
    bench_.watched_queue.before_push = test::kUp;
    ASSERT_TRUE(handover_.step());
    EXPECT_EQ(bench_.waiting(), 1U);
    EXPECT_EQ(bench_.told(), std::vector{State::queued});
}

TEST_F(HandoverTest, WhatWasErasedSinceIsNotPushed) {
    const auto n = queued(1);
    ports::Changes changes;
    changes.outgoing = ports::Outgoing{Uuid{}, bench_.clock.now(), {n.id}};
    ASSERT_TRUE(bench_.store.commit(changes));
    ports::Changes erasure;
    erasure.erased_users = {n.user};
    ASSERT_TRUE(bench_.store.commit(erasure));
    bench_.clock.advance(6s);
    EXPECT_EQ(handover_.redo_old().value(), 1U);
    EXPECT_EQ(bench_.waiting(), 0U);
}

// Whoever decided it may have died before the second look at what it had been decided by.
TEST_F(HandoverTest, WhatIsNoLongerWantedIsNotPushedButTakenBack) {
    Errand left = errand_for({queued(1)});
    ports::Changes changes;
    handover_.attach(left, changes);
    ASSERT_TRUE(bench_.store.commit(changes));
    give_ann_another_address();
    bench_.clock.advance(6s);
    ASSERT_TRUE(handover_.redo_old());
    expect_ann_is_taken_back();
}

TEST_F(HandoverTest, WhatIsNoLongerWantedWhenTheQueueIsBackIsNotPushedButTakenBack) {
    bench_.watched_queue.before_push = test::kDown;
    hand_over({queued(1)});
    give_ann_another_address();
    bench_.watched_queue.before_push = test::kUp;
    ASSERT_TRUE(handover_.step());
    expect_ann_is_taken_back();
}

TEST_F(HandoverTest, WhatIsToBeCancelledIsNotPushedButTakenBack) {
    auto n = queued(1);
    Errand left = errand_for({n});
    ports::Changes changes;
    handover_.attach(left, changes);
    ASSERT_TRUE(bench_.store.commit(changes));
    bench_.clock.advance(1s);
    n.cancel_requested = true;
    ++n.revision;
    ports::Changes wish;
    wish.updates = {{n, State::queued, std::nullopt}};
    ASSERT_TRUE(bench_.store.commit(wish));
    bench_.clock.advance(5s);
    ASSERT_TRUE(handover_.redo_old());
    EXPECT_EQ(bench_.waiting(), 0U);
    EXPECT_EQ(handover_.abandoned().size(), 1U);
}

TEST_F(HandoverTest, WhatWasMovedSinceIsToldAsItIsAndNotPushed) {
    const auto n = queued(1);
    Errand left = errand_for({n});
    ports::Changes changes;
    handover_.attach(left, changes);
    ASSERT_TRUE(bench_.store.commit(changes));
    move(n, State::delivered);
    bench_.clock.advance(6s);
    EXPECT_EQ(handover_.redo_old().value(), 1U);
    EXPECT_EQ(bench_.waiting(), 0U);
    EXPECT_EQ(bench_.told(), std::vector{State::delivered});
}

TEST_F(HandoverTest, ItsOwnRowsAreNotDoneAgain) {
    hand_over({queued(1)});
    bench_.clock.advance(6s);
    EXPECT_EQ(handover_.redo_old().value(), 0U);
    EXPECT_EQ(bench_.told().size(), 1U);
}

// Tasks.

TEST_F(HandoverTest, ATaskCarriesItsContentAndUntilWhenItIsGood) {
    const auto n = queued(1);
    const auto tasks = handover_.tasks_of(Uuid{}, std::span(&n, 1)).value();
    ASSERT_EQ(tasks.size(), 1U);
    EXPECT_EQ(tasks[0].content, R"({"subject":"s","text":"t"})");
    EXPECT_EQ(tasks[0].good_until, n.expires_at);
    EXPECT_FALSE(tasks[0].announce);
}

TEST_F(HandoverTest, ATaskIsGoodUntilQuietHoursBegin) {
    ports::Changes changes;
    changes.recipients = {{test::a_recipient([](auto& r) {
                               r.email = "ann@data.example";
                               r.timezone = "UTC";
                               r.quiet_hours = core::QuietHours{22h, 8h};
                           }),
                           0}};
    ASSERT_TRUE(bench_.store.commit(changes));
    const auto n = queued(1);
    const auto tasks = handover_.tasks_of(Uuid{}, std::span(&n, 1)).value();
    EXPECT_EQ(tasks.at(0).good_until, test::at("2026-01-15T22:00:00Z"));
}

TEST_F(HandoverTest, WhatMayHaveBeenUnderWayAtAnEndIsAnnounced) {
    const auto n = bench_.given(1, [](auto& x) { x.returns = 3; });
    const auto tasks = handover_.tasks_of(Uuid{}, std::span(&n, 1)).value();
    EXPECT_TRUE(tasks.at(0).announce);
    EXPECT_EQ(tasks.at(0).returns, 3);
}

TEST_F(HandoverTest, ATypeThatHoldsIsAnnounced) {
    bench_.publish(test::a_type([](auto& t) {
        t.version = 4;
        t.hold_unknown = true;
    }));
    ASSERT_TRUE(bench_.catalog.refresh());
    const auto n = bench_.given(1, [](auto& x) { x.type_version = 4; });
    EXPECT_TRUE(handover_.tasks_of(Uuid{}, std::span(&n, 1)).value().at(0).announce);
}

TEST_F(HandoverTest, ATaskWhoseTypeIsGoneIsStillOne) {
    const auto n = bench_.given(1, [](auto& x) { x.type = core::TypeName("gone"); });
    const auto tasks = handover_.tasks_of(Uuid{}, std::span(&n, 1)).value();
    ASSERT_EQ(tasks.size(), 1U);
    EXPECT_EQ(tasks[0].good_until, n.expires_at);
}

}  // namespace
}  // namespace tidings::notifier
