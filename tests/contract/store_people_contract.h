#pragma once

#include "contract/store_contract.h"

// ports::Store as facts: recipients, what is erased with them, and what may not be sent.
namespace tidings::testing {

// ---- recipients

TEST_P(StoreContract, GivesBackAllOfARecipient) {
    Changes changes;
    changes.recipients = {{sample_recipient("a"), 0}};
    commit(changes);
    const std::vector users{core::UserId("a"), core::UserId("b")};
    const auto found = store().recipients(users).value();
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found.at(users[0]), changes.recipients[0].after);
}

TEST_P(StoreContract, ARecipientIsWrittenWhole) {
    Changes changes;
    changes.recipients = {{sample_recipient("a"), 0}};
    commit(changes);
    core::Recipient empty;
    empty.user = core::UserId("a");
    empty.version = 8;
    empty.revision = 2;
    empty.erased = true;
    changes.recipients = {{empty, 7}};
    commit(changes);
    EXPECT_EQ(store().recipients(std::span(&empty.user, 1)).value().at(empty.user), empty);
}

TEST_P(StoreContract, ARecipientWrittenTwiceByACommitIsAsItWasWrittenLast) {
    Changes changes;
    changes.recipients = {{sample_recipient("a"), 0}, {sample_recipient("a"), 7}};
    changes.recipients[1].after.version = 8;
    changes.recipients[1].after.revision = 2;
    commit(changes);
    changes.recipients = {{sample_recipient("a"), 7}};
    refuse(changes, Errc::conflict);
}

// ---- erasing

TEST_P(StoreContract, ErasingAUserTakesDataContentsAndAddresses) {
    const auto theirs = given(1, "gone");
    const auto others = given(2, "stays");
    Changes changes;
    changes.dead = {sample_dead(1), sample_dead(2)};
    changes.dead[0].key = "gone";
    changes.dead[1].key = "stays";
    commit(changes);
    changes = {};
    changes.erased_users = {core::UserId("gone")};
    commit(changes);

    EXPECT_EQ(stored(theirs.id).address, "");
    EXPECT_EQ(content(theirs.id), std::nullopt);
    const auto event = store().event(sample_event(1, "gone").event.key()).value();
    EXPECT_TRUE(event->event.data.is_null());
    EXPECT_EQ(event->decisions.size(), 2U);
    EXPECT_EQ(queries().dead_record(sample_id(1)).value()->value, "");

    EXPECT_EQ(describe(stored(others.id)), describe(others));
    EXPECT_NE(content(others.id), std::nullopt);
    EXPECT_FALSE(store().event(sample_event(2, "stays").event.key()).value()->event.data.is_null());
    EXPECT_NE(queries().dead_record(sample_id(2)).value()->value, "");
}

TEST_P(StoreContract, ErasingKeepsTheCounts) {
    given(1, "gone");
    const auto before = describe(queries().ledger().value());
    Changes changes;
    changes.erased_users = {core::UserId("gone")};
    commit(changes);
    EXPECT_EQ(describe(queries().ledger().value()), before);
}

TEST_P(StoreContract, WhoReadBeforeAnErasureCannotWriteTheAddressBack) {
    auto n = given(1, "gone");
    Changes changes;
    changes.erased_users = {core::UserId("gone")};
    commit(changes);
    refuse(move(n, State::queued), Errc::conflict);
}

TEST_P(StoreContract, ErasingComesAfterUpdatesAndBeforeWhatIsNew) {
    auto n = given(1, "gone");
    Changes changes = move(n, State::suppressed);
    changes.erased_users = {core::UserId("gone")};
    changes.events = {sample_event(2, "gone")};
    changes.notifications = {sample_notification(2, changes.events[0])};
    commit(changes);
    EXPECT_EQ(stored(n.id).state, State::suppressed);
    EXPECT_EQ(stored(n.id).address, "");
    EXPECT_EQ(stored(sample_id(2)).address, "a@example.org");
    EXPECT_FALSE(store().event(changes.events[0].event.key()).value()->event.data.is_null());
}

// ---- suppressions and cancelled events

TEST_P(StoreContract, SuppressesAddressesOfOneChannel) {
    Changes changes;
    changes.suppressions = {{sample_suppression("a"), false}};
    commit(changes);
    const std::vector<ports::Address> asked{
        {Channel::email, "a"}, {Channel::sms, "a"}, {Channel::email, "b"}};
    EXPECT_THAT(store().suppressed(asked).value(), ElementsAre(ports::Address{Channel::email, "a"}));
}

TEST_P(StoreContract, LiftsSuppressions) {
    Changes changes;
    changes.suppressions = {{sample_suppression("a"), false}, {sample_suppression("b"), false}};
    commit(changes);
    changes.suppressions = {{sample_suppression("a"), true}, {sample_suppression("never there"), true}};
    commit(changes);
    const std::vector<ports::Address> asked{{Channel::email, "a"}, {Channel::email, "b"}};
    EXPECT_THAT(store().suppressed(asked).value(), ElementsAre(asked[1]));
}

TEST_P(StoreContract, RemembersCancelledEvents) {
    const Changes::EventName name{core::Source("s"), core::EventId("e")};
    Changes changes;
    changes.cancelled_events = {{name, sample_time(0)}};
    commit(changes);
    commit(changes);  // again changes nothing
    const std::vector<Changes::EventName> asked{
        name, {core::Source("s"), core::EventId("f")}, {core::Source("t"), core::EventId("e")}};
    EXPECT_THAT(store().cancelled_events(asked).value(), ElementsAre(name));
}

TEST_P(StoreContract, AnEventCancelledWhileItWasDecidedIsAConflict) {
    Changes cancel;
    cancel.cancelled_events = {{{core::Source("shop"), core::EventId("event-1")}, sample_time(0)}};
    commit(cancel);
    Changes decided;
    decided.events = {sample_event(1)};
    decided.notifications = {sample_notification(1, decided.events[0])};
    refuse(decided, Errc::conflict);
    EXPECT_EQ(store().event(decided.events[0].event.key()).value(), std::nullopt);

    // Decided anew, with the cancel in sight, it is kept like any other.
    decided.notifications.clear();
    decided.events[0].decisions[0].send = false;
    commit(decided);
    EXPECT_NE(store().event(decided.events[0].event.key()).value(), std::nullopt);
}

TEST_P(StoreContract, ACancelOfAnotherSourcesEventIsNoConflict) {
    Changes cancel;
    cancel.cancelled_events = {{{core::Source("another"), core::EventId("event-1")}, sample_time(0)}};
    commit(cancel);
    given(1);
}

}  // namespace tidings::testing
