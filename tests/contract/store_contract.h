#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "contract/engines.h"
#include "contract/store_samples.h"

// ports::Store as facts: what a commit does, refuses, and leaves to be read.
namespace tidings::testing {

using ports::Changes;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

class StoreContract : public ::testing::TestWithParam<StoreEngine> {
protected:
    void SetUp() override { opened_ = GetParam().open(); }

    ports::Store& store() { return opened_->faces().store; }
    ports::StoreQueries& queries() { return opened_->faces().queries; }

    void commit(const Changes& changes) {
        const auto done = store().commit(changes);
        ASSERT_TRUE(done) << done.error().message;
    }
    void refuse(const Changes& changes, Errc code) {
        const auto done = store().commit(changes);
        ASSERT_FALSE(done);
        EXPECT_EQ(done.error().code, code) << done.error().message;
    }
    // One event and its notification, committed.
    core::Notification given(int number, const std::string& user = "user-1") {
        Changes changes;
        changes.events = {sample_event(number, user)};
        changes.notifications = {sample_notification(number, changes.events[0])};
        commit(changes);
        return changes.notifications[0].notification;
    }
    static Changes move(core::Notification& n, State to) {
        Changes changes;
        const State before = n.state;
        n.state = to;
        ++n.revision;
        changes.updates = {{n, before, std::nullopt}};
        return changes;
    }
    core::Notification stored(core::NotificationId id) {
        const auto found = store().notifications(std::span(&id, 1)).value();
        EXPECT_TRUE(found.contains(id));
        return found.at(id);
    }
    std::optional<std::string> content(core::NotificationId id) {
        const auto found = store().contents(std::span(&id, 1)).value();
        if (!found.contains(id)) return std::nullopt;
        return found.at(id);
    }
    bool is_cancelled(const Changes::EventName& name) {
        return !store().cancelled_events(std::span(&name, 1)).value().empty();
    }
    void given_settled(int number) {
        auto n = given(number);
        commit(move(n, State::cancelled));
    }
    ports::Purged purge(Time before, std::int64_t from = 0, std::size_t max = 100) {
        return store().purge(before, from, max).value();
    }
    bool has_event(int number) { return store().event(sample_event(number).event.key()).value().has_value(); }
    static std::vector<int> numbers(const std::vector<core::Notification>& notifications) {
        std::vector<int> out;
        for (const auto& n : notifications) out.push_back(n.id.bytes[15] + 256 * (n.id.bytes[14] & 0x3f));
        return out;
    }

    std::unique_ptr<OpenedStore> opened_;
};

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(StoreContract);

// ---- offsets

TEST_P(StoreContract, APartitionNeverReadHasNoOffset) {
    EXPECT_EQ(store().offset({core::Topic::events, 0}).value(), std::nullopt);
}

TEST_P(StoreContract, MovesAnOffsetFromWhereItStands) {
    Changes changes;
    changes.offsets = {{{core::Topic::events, 3}, 0, 5, {.events = 5}}};
    commit(changes);
    changes.offsets = {{{core::Topic::events, 3}, 5, 8, {.events = 3}}};
    commit(changes);
    EXPECT_EQ(store().offset({core::Topic::events, 3}).value(), 8);
    EXPECT_EQ(store().offset({core::Topic::events, 0}).value(), std::nullopt);
    EXPECT_EQ(store().offset({core::Topic::status, 3}).value(), std::nullopt);
}

TEST_P(StoreContract, AnOffsetMovedBySomebodyElseIsAConflict) {
    Changes changes;
    changes.offsets = {{{core::Topic::events, 0}, 0, 5, {}}};
    commit(changes);
    refuse(changes, Errc::conflict);
    changes.offsets = {{{core::Topic::status, 0}, 4, 5, {}}};
    refuse(changes, Errc::conflict);
    EXPECT_EQ(store().offset({core::Topic::events, 0}).value(), 5);
}

TEST_P(StoreContract, AnOffsetMayGoBackToTheBeginningOfAnotherLog) {
    Changes changes;
    changes.offsets = {{{core::Topic::events, 0}, 0, 5, {}}};
    commit(changes);
    changes.offsets = {{{core::Topic::events, 0}, 5, 0, {}}};
    commit(changes);
    EXPECT_EQ(store().offset({core::Topic::events, 0}).value(), 0);
}

// ---- atomicity

TEST_P(StoreContract, ARefusedCommitLeavesNoTrace) {
    auto n = given(1);
    const auto before = describe(queries().ledger().value());
    Changes changes = move(n, State::queued);
    changes.offsets = {{{core::Topic::events, 0}, 0, 5, {.events = 5}}};
    changes.events = {sample_event(2), sample_event(1)};  // the second one exists
    changes.notifications = {sample_notification(2, changes.events[0])};
    changes.attempts = {sample_attempt(n.id)};
    changes.recipients = {{sample_recipient("user-1"), 0}};
    changes.dead = {sample_dead(1)};
    changes.suppressions = {{sample_suppression("a"), false}};
    changes.cancelled_events = {{{core::Source("s"), core::EventId("e")}, sample_time(0)}};
    changes.outgoing = ports::Outgoing{sample_id(9), sample_time(0), {n.id}};
    refuse(changes, Errc::conflict);

    EXPECT_EQ(store().offset({core::Topic::events, 0}).value(), std::nullopt);
    EXPECT_EQ(store().event(sample_event(2).event.key()).value(), std::nullopt);
    EXPECT_EQ(stored(n.id).state, State::scheduled);
    EXPECT_EQ(content(sample_id(2)), std::nullopt);
    EXPECT_THAT(queries().attempts_of(n.id).value(), IsEmpty());
    EXPECT_THAT(store().recipients(std::vector{core::UserId("user-1")}).value(), IsEmpty());
    EXPECT_THAT(queries().dead_records({}).value().items, IsEmpty());
    EXPECT_THAT(queries().suppressions({}).value().items, IsEmpty());
    EXPECT_FALSE(is_cancelled(changes.cancelled_events[0].event));
    EXPECT_THAT(store().outgoing(sample_time(100), 10).value(), IsEmpty());
    EXPECT_EQ(describe(queries().ledger().value()), before);
}

TEST_P(StoreContract, AnEmptyCommitSucceeds) {
    EXPECT_TRUE(store().commit({}));
}

TEST_P(StoreContract, KeepsEverythingOverAReopen) {
    if (!GetParam().durable) GTEST_SKIP() << "not durable";
    auto n = given(1);
    commit(move(n, State::queued));
    Changes changes;
    changes.offsets = {{{core::Topic::events, 0}, 0, 1, {.events = 1}}};
    changes.recipients = {{sample_recipient("user-1"), 0}};
    commit(changes);
    const auto ledger = describe(queries().ledger().value());
    opened_->reopen();
    EXPECT_EQ(describe(stored(n.id)), describe(n));
    EXPECT_EQ(describe(queries().ledger().value()), ledger);
    EXPECT_EQ(store().recipients(std::vector{core::UserId("user-1")}).value().size(), 1U);
}

// ---- events

TEST_P(StoreContract, GivesBackAllOfAnEvent) {
    Changes changes;
    changes.events = {sample_event(1)};
    commit(changes);
    const auto found = store().event(changes.events[0].event.key()).value();
    ASSERT_TRUE(found);
    EXPECT_EQ(describe(*found), describe(changes.events[0]));
}

TEST_P(StoreContract, GivesBackAnEventThatLeavesThingsOpen) {
    Changes changes;
    auto stored = sample_event(1);
    stored.event.priority.reset();
    stored.event.channels.reset();
    stored.event.send_at.reset();
    stored.event.expires_at.reset();
    stored.event.traceparent.clear();
    stored.event.data = json::array{1, "two", nullptr};
    stored.decisions.clear();
    changes.events = {stored};
    commit(changes);
    EXPECT_EQ(describe(*store().event(stored.event.key()).value()), describe(stored));
}

TEST_P(StoreContract, AnEventThatExistsIsAConflict) {
    Changes changes;
    changes.events = {sample_event(1)};
    commit(changes);
    refuse(changes, Errc::conflict);
    changes.events = {sample_event(2), sample_event(2)};
    refuse(changes, Errc::conflict);
}

TEST_P(StoreContract, OneEventForTwoRecipientsIsTwoRows) {
    Changes changes;
    changes.events = {sample_event(1, "a"), sample_event(1, "b")};
    commit(changes);
    EXPECT_EQ(queries().events(core::EventId("event-1"), std::nullopt).value().size(), 2U);
}

TEST_P(StoreContract, KnowsTheBodiesOfEventsThatExist) {
    Changes changes;
    changes.events = {sample_event(1)};
    commit(changes);
    const std::vector keys{sample_event(1).event.key(), sample_event(2).event.key()};
    const auto known = store().known_events(keys).value();
    ASSERT_EQ(known.size(), 1U);
    EXPECT_EQ(known.at(keys[0]).body_hash, sample_event(1).body_hash);
}

TEST_P(StoreContract, CountsConflictsOnTheEvent) {
    Changes changes;
    changes.events = {sample_event(1)};
    commit(changes);
    const auto key = sample_event(1).event.key();
    changes = {};
    changes.conflicts = {key, key, sample_event(2).event.key()};
    commit(changes);
    EXPECT_EQ(store().event(key).value()->conflicts, 2);
}

TEST_P(StoreContract, ConflictsMayComeWithTheirEvent) {
    Changes changes;
    changes.events = {sample_event(1)};
    changes.conflicts = {sample_event(1).event.key()};
    commit(changes);
    EXPECT_EQ(store().event(changes.conflicts[0]).value()->conflicts, 1);
}

// ---- notifications

TEST_P(StoreContract, GivesBackAllOfANotification) {
    const auto n = given(1);
    EXPECT_EQ(describe(stored(n.id)), describe(n));
    EXPECT_EQ(content(n.id), sample_notification(1, sample_event(1)).content);
}

TEST_P(StoreContract, NotificationsThatDoNotExistAreLeftOut) {
    const std::vector ids{sample_id(1), sample_id(2)};
    EXPECT_THAT(store().notifications(ids).value(), IsEmpty());
    EXPECT_THAT(store().contents(ids).value(), IsEmpty());
}

TEST_P(StoreContract, ANotificationThatExistsIsAConflict) {
    given(1);
    Changes changes;
    changes.events = {sample_event(2)};
    changes.notifications = {sample_notification(1, changes.events[0])};
    refuse(changes, Errc::conflict);
}

TEST_P(StoreContract, ASecondNotificationOfAnEventOnAChannelIsAConflict) {
    given(1);
    Changes changes;
    changes.notifications = {sample_notification(2, sample_event(1))};
    refuse(changes, Errc::conflict);
    changes.notifications = {sample_notification(2, sample_event(1), Channel::sms)};
    commit(changes);
}

TEST_P(StoreContract, ANotificationWithoutItsEventIsInvalid) {
    Changes changes;
    changes.notifications = {sample_notification(1, sample_event(1))};
    refuse(changes, Errc::invalid);
}

// ---- updates

TEST_P(StoreContract, AnUpdateWritesEverythingThatMayChange) {
    auto n = given(1);
    n.state = State::queued;
    n.reason = core::Reason::retry;
    n.detail = "other";
    n.round = 3;
    n.started_round = 4;
    n.returns = 3;
    n.outcome_rank = 4;
    n.revision = 1;
    n.attempt_count = 2;
    n.attempts_before = 1;
    n.cancel_requested = true;
    n.type_version = 9;
    n.updated_at = sample_time(100);
    n.due_at = sample_time(101);
    n.first_due_at = sample_time(102);
    n.expires_at = sample_time(103);
    n.address = "b@example.org";
    n.address_from_profile = false;
    n.provider = "outbox";
    n.template_locale = "fr";
    n.template_version = 8;
    Changes changes;
    changes.updates = {{n, State::scheduled, "{\"text\":\"new\"}"}};
    commit(changes);
    EXPECT_EQ(describe(stored(n.id)), describe(n));
    EXPECT_EQ(content(n.id), "{\"text\":\"new\"}");
}

TEST_P(StoreContract, AnUpdateKeepsTheContentUnlessItHasOne) {
    auto n = given(1);
    commit(move(n, State::queued));
    EXPECT_EQ(content(n.id), sample_notification(1, sample_event(1)).content);
}

TEST_P(StoreContract, AnUpdateDoesNotRenameANotification) {
    const auto first = given(1);
    auto n = first;
    n.channel = Channel::push;
    n.priority = Priority::low;
    n.type = core::TypeName("other");
    n.created_at = sample_time(500);
    n.traceparent = "other";
    n.source = core::Source("other");
    commit(move(n, State::queued));
    auto expected = first;
    expected.state = State::queued;
    expected.revision = 1;
    EXPECT_EQ(describe(stored(n.id)), describe(expected));
}

TEST_P(StoreContract, AnUpdateOfAnotherRevisionIsAConflict) {
    auto n = given(1);
    auto stale = n;
    commit(move(n, State::queued));
    refuse(move(stale, State::queued), Errc::conflict);
    stale.revision = 5;
    refuse(move(stale, State::delivered), Errc::conflict);
    EXPECT_EQ(stored(n.id).state, State::queued);
}

TEST_P(StoreContract, AnUpdateOfWhatDoesNotExistIsAConflict) {
    auto n = sample_notification(1, sample_event(1)).notification;
    refuse(move(n, State::queued), Errc::conflict);
}

TEST_P(StoreContract, AMoveThatTheTableOfStatesDoesNotKnowIsAFault) {
    auto n = given(1);
    commit(move(n, State::cancelled));
    refuse(move(n, State::queued), Errc::internal);
    EXPECT_EQ(stored(sample_id(1)).state, State::cancelled);
}

TEST_P(StoreContract, AnUpdateThatWasReadInAnotherStateIsAFault) {
    auto n = given(1);
    n.state = State::queued;  // not what the store has
    refuse(move(n, State::delivered), Errc::internal);
}

TEST_P(StoreContract, AnUpdateMayLeaveTheStateAlone) {
    auto n = given(1);
    n.cancel_requested = true;
    commit(move(n, State::scheduled));
    EXPECT_TRUE(stored(n.id).cancel_requested);
}

TEST_P(StoreContract, TwoUpdatesOfOneCommitFollowEachOther) {
    auto n = given(1);
    Changes changes = move(n, State::queued);
    const auto second = move(n, State::delivered);
    changes.updates.push_back(second.updates[0]);
    commit(changes);
    EXPECT_EQ(stored(n.id).state, State::delivered);
    EXPECT_EQ(stored(n.id).revision, 2);
}

// ---- attempts

TEST_P(StoreContract, GivesBackAllOfAnAttempt) {
    const auto attempt = sample_attempt(given(1).id, 2);
    Changes changes;
    changes.attempts = {attempt};
    commit(changes);
    const core::TaskId task{attempt.notification, 2};
    EXPECT_THAT(describe_all(store().attempts(std::span(&task, 1)).value()), ElementsAre(describe(attempt)));
}

TEST_P(StoreContract, AttemptsAreFoundByTheirRound) {
    Changes changes;
    changes.attempts = {sample_attempt(sample_id(1), 1), sample_attempt(sample_id(1), 2),
                        sample_attempt(sample_id(1), 2, "twilio"), sample_attempt(sample_id(2), 2)};
    commit(changes);
    const core::TaskId task{sample_id(1), 2};
    EXPECT_EQ(store().attempts(std::span(&task, 1)).value().size(), 2U);
    const core::TaskId none{sample_id(1), 3};
    EXPECT_THAT(store().attempts(std::span(&none, 1)).value(), IsEmpty());
}

TEST_P(StoreContract, AnAttemptTakesThePlaceOfTheOneOfItsKey) {
    Changes changes;
    changes.attempts = {sample_attempt(sample_id(1), 1), sample_attempt(sample_id(1), 2)};
    commit(changes);
    auto better = sample_attempt(sample_id(1), 1);
    better.outcome = core::OutcomeKind::delivered;
    better.detail = "250 ok";
    better.number = 5;
    better.provider_id = "other";
    better.finished_at = sample_time(77);
    changes.attempts = {better};
    commit(changes);
    EXPECT_THAT(describe_all(queries().attempts_of(sample_id(1)).value()),
                ElementsAre(describe(better), describe(sample_attempt(sample_id(1), 2))));
}

TEST_P(StoreContract, TellsWhenAChannelsNewestSendsBegan) {
    const auto began = [&](core::NotificationId id, core::Round round, int at) {
        auto attempt = sample_attempt(id, round);
        attempt.started_at = sample_time(at);
        return attempt;
    };
    const auto n = given(1);
    Changes changes;
    changes.attempts = {began(n.id, 1, 30), began(n.id, 2, 10), began(n.id, 3, 20),
                        began(sample_id(99), 1, 25)};  // whose notification is not here yet
    commit(changes);
    const auto since = [&](int at, std::size_t max) {
        return store().sends_since(n.channel, sample_time(at), max).value();
    };
    EXPECT_THAT(since(0, 10), ElementsAre(sample_time(10), sample_time(20), sample_time(30)));
    EXPECT_THAT(since(20, 10), ElementsAre(sample_time(20), sample_time(30)));
    EXPECT_THAT(since(0, 2), ElementsAre(sample_time(20), sample_time(30)));
    for (const auto other : core::kChannels) {
        if (other == n.channel) continue;
        EXPECT_THAT(store().sends_since(other, sample_time(0), 10).value(), IsEmpty());
    }
}
}  // namespace tidings::testing
