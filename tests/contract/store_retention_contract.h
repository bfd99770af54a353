#pragma once

#include "contract/store_contract.h"

// What ports::Store::purge forgets, and what it leaves. Sample events are decided 3 s behind their number.
namespace tidings::testing {

class StoreRetention : public StoreContract {};

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(StoreRetention);

TEST_P(StoreRetention, PurgesOldEventsWithAllThatBelongsToThem) {
    given_settled(1);
    Changes changes;
    changes.attempts = {sample_attempt(sample_id(1), 1, "outbox"), sample_attempt(sample_id(1), 2)};
    commit(changes);
    EXPECT_EQ(purge(sample_time(4) + Duration{1}).events, 1U);

    const auto key = sample_event(1).event.key();
    const auto id = sample_id(1);
    EXPECT_FALSE(has_event(1));
    EXPECT_THAT(store().known_events(std::span(&key, 1)).value(), IsEmpty());
    EXPECT_THAT(queries().events(core::EventId("event-1"), std::nullopt).value(), IsEmpty());
    EXPECT_THAT(store().notifications(std::span(&id, 1)).value(), IsEmpty());
    EXPECT_THAT(queries().list({}, {}).value().items, IsEmpty());
    EXPECT_EQ(content(id), std::nullopt);
    EXPECT_THAT(queries().attempts_of(id).value(), IsEmpty());
    EXPECT_THAT(queries().outbox({}).value().items, IsEmpty());
}

TEST_P(StoreRetention, PurgesNothingOfOtherEvents) {
    given_settled(1);
    const auto other = given(2, "other");
    Changes changes;
    changes.attempts = {sample_attempt(other.id)};
    changes.recipients = {{sample_recipient("user-1"), 0}};
    changes.suppressions = {{sample_suppression("a"), false}};
    commit(changes);
    EXPECT_EQ(purge(sample_time(1'000)).events, 1U);
    EXPECT_EQ(describe(stored(other.id)), describe(other));
    EXPECT_NE(content(other.id), std::nullopt);
    EXPECT_EQ(queries().attempts_of(other.id).value().size(), 1U);
    EXPECT_EQ(store().recipients(std::vector{core::UserId("user-1")}).value().size(), 1U);
    EXPECT_EQ(queries().suppressions({}).value().items.size(), 1U);
}

TEST_P(StoreRetention, PurgesOnlyWhatWasDecidedBefore) {
    given_settled(1);
    EXPECT_EQ(purge(sample_time(4)).events, 0U);
    EXPECT_TRUE(has_event(1));
    EXPECT_EQ(purge(sample_time(4) + Duration{1}).events, 1U);
}

TEST_P(StoreRetention, PurgesAnEventWithoutNotifications) {
    Changes changes;
    changes.events = {sample_event(1)};
    commit(changes);
    EXPECT_EQ(purge(sample_time(100)).events, 1U);
    EXPECT_FALSE(has_event(1));
}

TEST_P(StoreRetention, AnOldEventThatIsNotOverStaysAndHoldsUpNone) {
    auto waits = given(1);
    given_settled(2);
    given_settled(3);
    EXPECT_EQ(purge(sample_time(100)).events, 2U);
    EXPECT_TRUE(has_event(1));
    EXPECT_FALSE(has_event(2));
    commit(move(waits, State::queued));
    EXPECT_EQ(purge(sample_time(100)).events, 0U);
    commit(move(waits, State::delivered));
    EXPECT_EQ(purge(sample_time(100)).events, 1U);
    EXPECT_FALSE(has_event(1));
}

TEST_P(StoreRetention, AnEventIsOverWhenTheLastOfItsNotificationsIs) {
    Changes changes;
    changes.events = {sample_event(1)};
    changes.notifications = {sample_notification(1, changes.events[0], Channel::email),
                             sample_notification(2, changes.events[0], Channel::push)};
    commit(changes);
    auto email = changes.notifications[0].notification;
    auto push = changes.notifications[1].notification;
    commit(move(email, State::cancelled));
    EXPECT_EQ(purge(sample_time(100)).events, 0U);
    EXPECT_EQ(stored(email.id).state, State::cancelled);
    commit(move(push, State::expired));
    EXPECT_EQ(purge(sample_time(100)).events, 1U);
    EXPECT_EQ(queries().ledger().value().purged, 2);
}

TEST_P(StoreRetention, PurgingGoesOnWhereItStopped) {
    given(1);
    given(2);
    for (int i = 3; i <= 5; ++i) given_settled(i);
    given_settled(90);
    const auto first = purge(sample_time(50), 0, 2);
    EXPECT_EQ(first.events, 0U);
    ASSERT_NE(first.next, 0);
    const auto second = purge(sample_time(50), first.next, 2);
    EXPECT_EQ(second.events, 2U);
    ASSERT_NE(second.next, 0);
    const auto third = purge(sample_time(50), second.next, 2);
    EXPECT_EQ(third.events, 1U);
    EXPECT_EQ(third.next, 0) << "the next event is young";
    EXPECT_TRUE(has_event(1));
    EXPECT_TRUE(has_event(90));
}

TEST_P(StoreRetention, PurgingAnEmptyStoreDoesNothing) {
    const auto purged = purge(sample_time(100));
    EXPECT_EQ(purged.events, 0U);
    EXPECT_EQ(purged.next, 0);
}

TEST_P(StoreRetention, TheLedgerBalancesOverAPurge) {
    Changes changes;
    changes.offsets = {{{core::Topic::events, 0}, 0, 4, {.events = 4}}};
    commit(changes);
    for (int i = 1; i <= 3; ++i) given_settled(i);
    given(4);
    EXPECT_EQ(purge(sample_time(6)).events, 2U);
    for (const auto& ledger : {queries().ledger().value(), queries().recount().value()}) {
        EXPECT_EQ(ledger.counts.events, 4);
        EXPECT_EQ(ledger.decided, 4);
        EXPECT_EQ(ledger.purged, 2);
        EXPECT_EQ(ledger.states[core::index(State::cancelled)], 1);
        EXPECT_EQ(ledger.states[core::index(State::scheduled)], 1);
    }
}

TEST_P(StoreRetention, APurgeIsKeptOverAReopen) {
    if (!GetParam().durable) GTEST_SKIP() << "not durable";
    for (int i = 1; i <= 3; ++i) given_settled(i);
    purge(sample_time(6));
    const auto ledger = describe(queries().ledger().value());
    opened_->reopen();
    EXPECT_FALSE(has_event(1));
    EXPECT_TRUE(has_event(3));
    EXPECT_EQ(describe(queries().ledger().value()), ledger);
}

TEST_P(StoreRetention, WhatWasPurgedMayComeAgainAsNew) {
    given_settled(1);
    purge(sample_time(100));
    const auto again = given(1);
    EXPECT_EQ(describe(stored(again.id)), describe(again));
    EXPECT_EQ(queries().events(core::EventId("event-1"), std::nullopt).value().size(), 1U);
}

TEST_P(StoreRetention, NothingIsWrittenToAPurgedNotification) {
    auto n = given(1);
    commit(move(n, State::cancelled));
    purge(sample_time(100));
    refuse(move(n, State::cancelled), Errc::conflict);
}

TEST_P(StoreRetention, PurgesOldTombstonesTheOldestFirst) {
    const auto name = [](const std::string& id) {
        return Changes::EventName{core::Source("s"), core::EventId(id)};
    };
    Changes changes;
    changes.cancelled_events = {{name("a"), sample_time(3)},
                                {name("b"), sample_time(1)},
                                {name("c"), sample_time(2)},
                                {name("d"), sample_time(9)}};
    commit(changes);
    purge(sample_time(9), 0, 2);
    EXPECT_TRUE(is_cancelled(name("a")));
    EXPECT_FALSE(is_cancelled(name("b")));
    EXPECT_FALSE(is_cancelled(name("c")));
    purge(sample_time(9));
    EXPECT_FALSE(is_cancelled(name("a")));
    EXPECT_TRUE(is_cancelled(name("d")));
}

TEST_P(StoreRetention, CancellingAgainKeepsATombstoneLonger) {
    const Changes::EventName name{core::Source("s"), core::EventId("e")};
    for (const int second : {1, 50, 20}) {
        Changes changes;
        changes.cancelled_events = {{name, sample_time(second)}};
        commit(changes);
    }
    purge(sample_time(50));
    EXPECT_TRUE(is_cancelled(name));
    purge(sample_time(51));
    EXPECT_FALSE(is_cancelled(name));
}

TEST_P(StoreRetention, PurgesOldDeadRecordsTheOldestFirst) {
    Changes changes;
    for (const auto& [number, second] : {std::pair{1, 3}, {2, 1}, {3, 2}, {4, 9}}) {
        changes.dead.push_back(sample_dead(number));
        changes.dead.back().at = sample_time(second);
    }
    commit(changes);
    const auto kept = [&] {
        std::vector<bool> out;
        for (const auto& record : changes.dead) {
            out.push_back(queries().dead_record(record.id).value().has_value());
        }
        return out;
    };
    purge(sample_time(9), 0, 2);
    EXPECT_THAT(kept(), ElementsAre(true, false, false, true));
    purge(sample_time(9));
    EXPECT_THAT(kept(), ElementsAre(false, false, false, true));
}

}  // namespace tidings::testing
