#include "services/notifier/consumer.h"

#include <gtest/gtest.h>

#include "support/notifier_bench.h"
#include "support/ticking_clock.h"

namespace tidings::notifier {
namespace {

using namespace std::chrono_literals;
using core::Priority;
using core::State;

constexpr ports::Partition kEvents{core::Topic::events, 0};

class ConsumerTest : public ::testing::Test {
protected:
    explicit ConsumerTest(std::size_t queue_max = 100) : bench_(queue_max) {}

    std::size_t step() { return consumer_.step().value(); }
    void run() {
        for (int i = 0; i < 100; ++i) {
            if (step() == 0) return;
        }
        FAIL() << "it never came to rest";
    }
    void submit_critical(int number) {
        auto record = records::write_event(bench_.order(number, Priority::critical));
        record.topic = core::Topic::events_critical;
        bench_.append(record);
    }
    core::ConsumedCounts counts() { return bench_.store.ledger().value().counts; }
    bool decided(int number) { return bench_.store.event(bench_.order(number).key()).value().has_value(); }
    // The store takes nothing that says so, as one with a rule of its own about content.
    void refuse(int number) {
        bench_.watched_store.before_commit = [id = bench_.order(number).id](const ports::Changes& changes) {
            for (const auto& event : changes.events) {
                if (event.event.id == id) return Result<>(invalid("not this one"));
            }
            return Result<>();
        };
    }

    test::NotifierBench bench_;
    test::TickingClock clock_{bench_.clock};
    Consumer consumer_{bench_.watched_log, bench_.watched_store, clock_,        bench_.catalog, bench_.lanes,
                       bench_.handover,    bench_.withdrawal,    bench_.options};
};

TEST_F(ConsumerTest, ABatchIsOneCommit) {
    for (int i = 1; i <= 5; ++i) bench_.submit(bench_.order(i));
    EXPECT_EQ(step(), 5U);
    EXPECT_EQ(bench_.watched_store.commits, 1);
    EXPECT_EQ(bench_.waiting(), 5U);
    EXPECT_EQ(counts().events, 5);
    EXPECT_EQ(bench_.store.offset(kEvents).value(), 5);
    EXPECT_EQ(step(), 0U);
}

TEST_F(ConsumerTest, ABatchHasItsBound) {
    bench_.options.batch_max = 2;
    for (int i = 1; i <= 5; ++i) bench_.submit(bench_.order(i));
    EXPECT_EQ(step(), 2U);
    EXPECT_EQ(step(), 2U);
    EXPECT_EQ(step(), 1U);
}

TEST_F(ConsumerTest, WhatIsCriticalIsReadFirst) {
    bench_.options.batch_max = 2;
    for (int i = 1; i <= 4; ++i) bench_.submit(bench_.order(i));
    submit_critical(9);
    step();
    EXPECT_TRUE(decided(9));
    EXPECT_FALSE(decided(4));
}

TEST_F(ConsumerTest, AnEventOfATypeThatWasJustPublishedIsKnown) {
    bench_.publish(test::a_type([](auto& t) { t.name = core::TypeName("brand.new"); }));
    auto event = bench_.order(1);
    event.type = core::TypeName("brand.new");
    bench_.submit(event);
    step();
    EXPECT_TRUE(bench_.dead().empty());
}

// Costly templates.

TEST_F(ConsumerTest, ABatchThatTakesTooLongIsCutAndTheNextStepGoesOn) {
    for (int i = 1; i <= 10; ++i) bench_.submit(bench_.order(i));
    clock_.tick = 100ms;
    EXPECT_EQ(step(), 10U);
    EXPECT_TRUE(decided(3));
    EXPECT_FALSE(decided(4));
    EXPECT_EQ(bench_.store.offset(kEvents).value(), 3);
    run();
    EXPECT_TRUE(decided(10));
    EXPECT_EQ(counts(), (core::ConsumedCounts{.events = 10}));
    EXPECT_EQ(bench_.waiting(), 10U);
}

TEST_F(ConsumerTest, WhatIsCriticalComesBeforeTheRestOfACutBatch) {
    for (int i = 1; i <= 10; ++i) bench_.submit(bench_.order(i));
    clock_.tick = 100ms;
    step();
    submit_critical(11);
    step();
    EXPECT_TRUE(decided(11));
    EXPECT_FALSE(decided(10));
}

TEST_F(ConsumerTest, ACutBatchKeepsTheOrderOfAUsersRecords) {
    for (int i = 1; i <= 4; ++i) bench_.submit(bench_.order(i));
    bench_.put(R"({"email": "new@example.org"})");
    bench_.submit(bench_.order(5));
    clock_.tick = 100ms;
    // The critical topic's copy of the change is read first, so only the normal topic is looked at here.
    run();
    const auto all = bench_.notifications();
    ASSERT_EQ(all.size(), 5U);
    for (const auto& n : all) {
        if (n.event_id == bench_.order(5).id) {
            EXPECT_EQ(n.address, "new@example.org");
        }
    }
    EXPECT_EQ(counts(), (core::ConsumedCounts{.events = 5, .changes = 2}));
}

TEST_F(ConsumerTest, WhatCannotBeReadIsNotDoneWithBeforeTheDeadLogHasIt) {
    bench_.append({core::Topic::events, "ann", {}, "neither event nor change"});
    bench_.watched_log.before_append = [] { return Result<>(unavailable("no broker")); };
    EXPECT_FALSE(consumer_.step());
    EXPECT_TRUE(bench_.dead().empty());
    bench_.watched_log.before_append = [] { return Result<>(); };
    EXPECT_EQ(step(), 1U);
    EXPECT_EQ(bench_.dead().size(), 1U);
    EXPECT_EQ(bench_.read(core::Topic::dead).size(), 1U);
}

// What the store refuses.

TEST_F(ConsumerTest, ARecordThatTheStoreRefusesIsADeadRecordAndItsNeighboursAreDecided) {
    for (int i = 1; i <= 7; ++i) bench_.submit(bench_.order(i));
    refuse(5);
    EXPECT_EQ(step(), 7U);
    for (int i = 1; i <= 7; ++i) EXPECT_EQ(decided(i), i != 5) << i;
    const auto dead = bench_.dead();
    ASSERT_EQ(dead.size(), 1U);
    EXPECT_EQ(dead[0].reason, "refused");
    EXPECT_EQ(dead[0].detail, "not this one");
    EXPECT_EQ(dead[0].offset, 4);
    EXPECT_EQ(bench_.read(core::Topic::dead).size(), 1U);
    EXPECT_EQ(counts(), (core::ConsumedCounts{.events = 6, .unreadable = 1}));
    auto ledger = bench_.store.recount().value();
    ledger.accepted = 7;
    EXPECT_EQ(ledger.faults(), std::vector<std::string>{});
}

TEST_F(ConsumerTest, ARefusalInACutBatchIsFoundAllTheSame) {
    for (int i = 1; i <= 9; ++i) bench_.submit(bench_.order(i));
    refuse(2);
    clock_.tick = 100ms;
    run();
    EXPECT_EQ(counts(), (core::ConsumedCounts{.events = 8, .unreadable = 1}));
}

TEST_F(ConsumerTest, AStoreThatIsDownBuriesNothing) {
    bench_.submit(bench_.order(1));
    bench_.watched_store.before_commit = [](const auto&) { return Result<>(unavailable("no disk")); };
    EXPECT_FALSE(consumer_.step());
    EXPECT_FALSE(consumer_.step());
    bench_.watched_store.before_commit = [](const auto&) { return Result<>(); };
    EXPECT_EQ(step(), 1U);
    EXPECT_TRUE(decided(1));
    EXPECT_TRUE(bench_.dead().empty());
}

// Where it stands.

TEST_F(ConsumerTest, ACommitWhoseAnswerWasLostIsNotMadeTwice) {
    bench_.submit(bench_.order(1));
    bench_.watched_store.after_commit = test::kDown;
    EXPECT_FALSE(consumer_.step());
    bench_.watched_store.after_commit = test::kUp;
    bench_.submit(bench_.order(2));
    run();
    EXPECT_EQ(counts(), (core::ConsumedCounts{.events = 2}));
}

TEST_F(ConsumerTest, AnotherOwnersMoveIsFollowed) {
    for (int i = 1; i <= 3; ++i) bench_.submit(bench_.order(i));
    bool moved = false;
    bench_.watched_store.before_commit = [&](const auto&) {
        if (std::exchange(moved, true)) return Result<>();
        ports::Changes changes;
        changes.offsets = {{kEvents, 0, 2, {.events = 2}}};
        return bench_.store.commit(changes);
    };
    step();
    run();
    EXPECT_FALSE(decided(2)) << "the other has it";
    EXPECT_TRUE(decided(3));
    EXPECT_EQ(bench_.store.offset(kEvents).value(), 3);
}

TEST_F(ConsumerTest, WhatWasDeletedUnreadIsMissingOnceEvenIfTheFirstCommitFails) {
    for (int i = 1; i <= 3; ++i) bench_.submit(bench_.order(i));
    bench_.log.trim(kEvents, 2).value();
    bench_.watched_store.before_commit = [](const auto&) { return Result<>(unavailable("no disk")); };
    EXPECT_FALSE(consumer_.step());
    bench_.watched_store.before_commit = [](const auto&) { return Result<>(); };
    run();
    EXPECT_EQ(counts(), (core::ConsumedCounts{.events = 1, .missing = 2}));
}

TEST_F(ConsumerTest, WhatWasDeletedUnreadIsMissingAlthoughNothingFollows) {
    bench_.submit(bench_.order(1));
    run();
    for (int i = 2; i <= 3; ++i) bench_.submit(bench_.order(i));
    bench_.log.trim(kEvents, 3).value();
    Consumer another{bench_.watched_log, bench_.watched_store, clock_,        bench_.catalog, bench_.lanes,
                     bench_.handover,    bench_.withdrawal,    bench_.options};
    another.step().value();
    EXPECT_EQ(counts(), (core::ConsumedCounts{.events = 1, .missing = 2}));
    EXPECT_EQ(bench_.store.offset(kEvents).value(), 3);
}

TEST_F(ConsumerTest, ALogThatEndsBeforeTheStoresOffsetIsReadFromItsBeginning) {
    for (int i = 1; i <= 3; ++i) bench_.submit(bench_.order(i));
    ports::Changes before;
    before.offsets.push_back({kEvents, 0, 1000, {}});
    bench_.store.commit(before).value();
    step();
    EXPECT_TRUE(decided(1));
    EXPECT_TRUE(decided(3));
    EXPECT_EQ(bench_.store.offset(kEvents).value(), 3);
}

TEST_F(ConsumerTest, WhatWasDecidedBeforeTheLogWasMadeAnewIsKnown) {
    bench_.submit(bench_.order(1));
    step();
    ports::Changes before;
    before.offsets.push_back({kEvents, 1, 1000, {}});
    bench_.store.commit(before).value();
    Consumer another{bench_.watched_log, bench_.watched_store, clock_,        bench_.catalog, bench_.lanes,
                     bench_.handover,    bench_.withdrawal,    bench_.options};
    another.step().value();
    EXPECT_EQ(counts().duplicates, 1);
    EXPECT_EQ(bench_.waiting(), 1U);
}

TEST_F(ConsumerTest, WhatWasSetAsideBeforeTheLogWasMadeAnewHoldsNothingUp) {
    bench_.append({core::Topic::events, "ann", {}, "no event"});
    bench_.submit(bench_.order(1));
    step();
    ports::Changes before;
    before.offsets.push_back({kEvents, 2, 1000, {.gaps = 998}});
    bench_.store.commit(before).value();
    bench_.submit(bench_.order(2));
    Consumer another{bench_.watched_log, bench_.watched_store, clock_,        bench_.catalog, bench_.lanes,
                     bench_.handover,    bench_.withdrawal,    bench_.options};
    another.step().value();
    EXPECT_TRUE(decided(2));
    EXPECT_EQ(bench_.dead().size(), 1U);
    const auto ledger = bench_.store.ledger().value();
    EXPECT_EQ(ledger.consumed, 3);
    EXPECT_EQ(ledger.counts.sum(), ledger.consumed) << "what is read again is not counted twice";
}

// Changed profiles.

TEST_F(ConsumerTest, WhatWaitsForAChangedProfileIsTakenBack) {
    bench_.submit(bench_.order(1));
    run();
    bench_.put(R"({"email": "new@example.org"})");
    run();
    EXPECT_EQ(bench_.notifications().at(0).state, State::scheduled);
    EXPECT_EQ(bench_.waiting(), 0U);
}

TEST_F(ConsumerTest, WhatWaitsForOneRecipientIsTakenBackInSeveralStepsWhereItIsMuch) {
    for (int i = 1; i <= 10; ++i) bench_.given_in_queue(i);
    bench_.put(R"({"email": "new@example.org"})");
    bench_.options.batch_max = 4;
    ASSERT_TRUE(consumer_.step());
    EXPECT_EQ(bench_.waiting(), 6U);
    bench_.submit(bench_.order(11));
    ASSERT_TRUE(consumer_.step());
    EXPECT_EQ(bench_.waiting(), 2U);
    run();
    EXPECT_TRUE(decided(11));
    EXPECT_EQ(bench_.waiting(), 1U);
    const auto all = bench_.notifications();
    EXPECT_EQ(std::ranges::count(all, State::scheduled, &core::Notification::state), 10);
}

TEST_F(ConsumerTest, WhatIsDecidedAnewWhileTakingBackIsTriedAgainStays) {
    const auto n = bench_.given_in_queue(1);
    bench_.put(R"({"email": "new@example.org"})");
    bench_.queue.lose_memory();
    ASSERT_TRUE(consumer_.step());
    EXPECT_EQ(consumer_.step().error().code, Errc::conflict) << "nobody knows what workers have";
    const auto again = bench_.next_round(n);
    bench_.refill();
    bench_.push(again);
    ASSERT_TRUE(consumer_.step());
    EXPECT_EQ(bench_.notifications().at(0).state, State::queued);
    EXPECT_EQ(bench_.waiting(), 1U);
    EXPECT_FALSE(bench_.take().at(0).withdrawn);
}

TEST_F(ConsumerTest, WhatCouldNotBeTakenBackIsKeptInMind) {
    bench_.submit(bench_.order(1));
    run();
    bench_.put(R"({"email": "new@example.org"})");
    bench_.watched_queue.before_withdraw = test::kDown;
    EXPECT_FALSE(consumer_.step());
    EXPECT_EQ(bench_.notifications().at(0).state, State::queued);
    bench_.watched_queue.before_withdraw = test::kUp;
    run();
    EXPECT_EQ(bench_.notifications().at(0).state, State::scheduled);
}

TEST_F(ConsumerTest, WhatWaitsForAnErasedRecipientIsSuppressedAndTold) {
    bench_.submit(bench_.order(1));
    run();
    bench_.change(records::ProfileChange::Kind::erase, "null");
    run();
    EXPECT_EQ(bench_.notifications().at(0).state, State::suppressed);
    EXPECT_EQ(bench_.told().back(), State::suppressed);
}

TEST_F(ConsumerTest, WhatADeletionErasedIsOverAlsoWhereTheRecipientComesBackAtOnce) {
    bench_.submit(bench_.order(1));
    const auto later = bench_.given(2, [&](auto& n) {
        n.state = State::scheduled;
        n.reason = core::Reason::delayed;
        n.due_at = bench_.clock.now() + 1h;
    });
    run();
    bench_.change(records::ProfileChange::Kind::erase, "null");
    bench_.put(R"({"email": "new@example.org"})");
    run();
    for (const auto& n : bench_.notifications()) {
        EXPECT_EQ(n.state, State::suppressed) << n.event_id.str();
        EXPECT_EQ(n.reason, core::Reason::erased);
    }
    EXPECT_EQ(bench_.notification(later.id).address, "");
}

// The critical topic's copies are read first, so what came between or before them on the other one finds them
// done.
TEST_F(ConsumerTest, WhatCameBeforeADeletionIsForNobodyAlsoWhereItsRecipientIsBack) {
    bench_.submit(bench_.order(1));
    bench_.change(records::ProfileChange::Kind::erase, "null");
    bench_.put(R"({"email": "new@example.org"})");
    bench_.clock.advance(1s);
    bench_.submit(bench_.order(2));
    run();
    const auto stored = [&](int number) { return *bench_.store.event(bench_.order(number).key()).value(); };
    EXPECT_TRUE(stored(1).event.data.is_null());
    EXPECT_EQ(stored(1).decisions.at(0).reason, core::Reason::erased);
    EXPECT_FALSE(stored(2).event.data.is_null());
    ASSERT_EQ(bench_.notifications().size(), 1U);
    EXPECT_EQ(bench_.notifications()[0].event_id, bench_.order(2).id);
}

TEST_F(ConsumerTest, WhoIsRegisteredAfterADeletionIsThereAndPatched) {
    bench_.publish(test::a_type([](auto& t) {
        t.name = core::TypeName("user.registered");
        t.creates_recipient = true;
    }));
    bench_.change(records::ProfileChange::Kind::erase, "null");
    bench_.clock.advance(1s);
    auto event = bench_.order(1);
    event.type = core::TypeName("user.registered");
    bench_.submit(event);
    bench_.clock.advance(1s);
    bench_.change(records::ProfileChange::Kind::patch, R"({"locale": "de"})");
    run();
    const core::UserId ann("ann");
    const auto profile = bench_.store.recipients(std::span(&ann, 1)).value().at(ann);
    EXPECT_FALSE(profile.erased);
    EXPECT_EQ(profile.email, "ann@data.example");
    EXPECT_EQ(profile.locale, "de");
}

TEST_F(ConsumerTest, ARefusalOfWhatIsTakenBackBuriesNoRecordAndStopsNothing) {
    bench_.submit(bench_.order(1));
    run();
    bench_.put(R"({"email": "new@example.org"})");
    bench_.submit(bench_.order(2));
    bench_.watched_store.before_commit = [](const ports::Changes& changes) {
        return changes.updates.empty() ? Result<>() : Result<>(invalid("not these"));
    };
    run();
    EXPECT_TRUE(bench_.dead().empty());
    EXPECT_EQ(counts().changes, 2);
    EXPECT_EQ(counts().unreadable, 0);
    EXPECT_EQ(bench_.notifications().size(), 2U);
}

// The queue.

TEST_F(ConsumerTest, WhileTheQueueFailsNothingNewIsBegun) {
    bench_.watched_queue.before_push = test::kDown;
    bench_.submit(bench_.order(1));
    EXPECT_EQ(step(), 1U);
    bench_.submit(bench_.order(2));
    EXPECT_EQ(step(), 0U);
    EXPECT_FALSE(decided(2));
    bench_.watched_queue.before_push = test::kUp;
    ASSERT_TRUE(bench_.handover.step());
    EXPECT_EQ(step(), 1U);
    EXPECT_EQ(bench_.waiting(), 2U);
}

class FullLaneConsumerTest : public ConsumerTest {
protected:
    FullLaneConsumerTest() : ConsumerTest(1) {}
};

TEST_F(FullLaneConsumerTest, AProviderThatStandsStillHoldsUpNoOtherLane) {
    for (int i = 1; i <= 5; ++i) bench_.submit(bench_.order(i, Priority::low));
    run();
    EXPECT_EQ(bench_.waiting(Priority::low), 1U);
    submit_critical(9);
    EXPECT_EQ(step(), 1U);
    EXPECT_EQ(bench_.waiting(Priority::critical), 1U);
}

TEST_F(FullLaneConsumerTest, ALaneThatFilledBetweenLookAndPushHoldsUpNoOther) {
    bench_.watched_queue.before_push = [&, once = false]() mutable {
        // A worker gives back what it had, just then.
        if (!std::exchange(once, true)) bench_.given_in_queue(100);
        return Result<>();
    };
    bench_.submit(bench_.order(1));
    EXPECT_EQ(step(), 1U);
    EXPECT_TRUE(bench_.handover.waiting());
    submit_critical(9);
    EXPECT_EQ(step(), 1U);
    EXPECT_EQ(bench_.waiting(Priority::critical), 1U);
    ASSERT_TRUE(bench_.queue.acknowledge(bench_.take(2)));
    ASSERT_TRUE(bench_.handover.step());
    EXPECT_EQ(bench_.take(5).size(), 1U) << "and goes when there is room";
}

}  // namespace
}  // namespace tidings::notifier
