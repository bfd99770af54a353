#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "contract/engines.h"
#include "contract/store_samples.h"

// ports::StoreQueries as facts.
namespace tidings::testing {

class StoreQueriesContract : public ::testing::TestWithParam<StoreEngine> {
protected:
    void SetUp() override { opened_ = GetParam().open(); }

    ports::Store& store() { return opened_->faces().store; }
    ports::StoreQueries& queries() { return opened_->faces().queries; }

    void commit(const ports::Changes& changes) {
        const auto done = store().commit(changes);
        ASSERT_TRUE(done) << done.error().message;
    }
    // Commits notification `number` of an event of the same number, as `edit` changes it.
    void given(int number, const std::function<void(core::Notification&)>& edit = {},
               const std::string& user = "user-1") {
        ports::Changes changes;
        changes.events = {sample_event(number, user)};
        changes.notifications = {sample_notification(number, changes.events[0])};
        if (edit) edit(changes.notifications[0].notification);
        commit(changes);
    }
    std::vector<int> list(const ports::NotificationFilter& filter, const ports::Page& page = {}) {
        std::vector<int> out;
        for (const auto& n : queries().list(filter, page).value().items) {
            out.push_back(n.id.bytes[15] + 256 * (n.id.bytes[14] & 0x3f));
        }
        return out;
    }
    // All items of a list, read in pages of two.
    template <class T, class ListFunction>
    std::vector<std::string> in_pages(const ListFunction& list_page) {
        std::vector<std::string> out;
        ports::Page page{std::nullopt, 2};
        for (int pages = 0; pages < 100; ++pages) {
            const ports::Listed<T> listed = list_page(page).value();
            EXPECT_LE(listed.items.size(), 2U);
            for (const auto& item : listed.items) out.push_back(describe(item));
            if (!listed.next_cursor) return out;
            EXPECT_EQ(listed.items.size(), 2U);
            page.after = listed.next_cursor;
        }
        ADD_FAILURE() << "the list does not end";
        return out;
    }

    std::unique_ptr<OpenedStore> opened_;
};

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(StoreQueriesContract);

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST_P(StoreQueriesContract, FindsAllRowsOfAnEventId) {
    ports::Changes changes;
    changes.events = {sample_event(1, "a"), sample_event(1, "b"), sample_event(2, "a"), sample_event(1, "c")};
    changes.events[3].event.source = core::Source("other");
    commit(changes);
    const core::EventId id("event-1");
    EXPECT_EQ(
        describe_all(queries().events(id, std::nullopt).value()),
        (std::vector{describe(changes.events[0]), describe(changes.events[1]), describe(changes.events[3])}));
    EXPECT_EQ(queries().events(id, core::Source("shop")).value().size(), 2U);
    EXPECT_THAT(queries().events(id, core::Source("none")).value(), IsEmpty());
    EXPECT_THAT(queries().events(core::EventId("none"), std::nullopt).value(), IsEmpty());
}

TEST_P(StoreQueriesContract, ListsNewestFirst) {
    for (const int i : {2, 1, 3}) given(i);
    EXPECT_THAT(list({}), ElementsAre(3, 2, 1));
}

TEST_P(StoreQueriesContract, ListsWholeRows) {
    given(1);
    const auto listed = queries().list({}, {}).value();
    ASSERT_EQ(listed.items.size(), 1U);
    EXPECT_EQ(describe(listed.items[0]), describe(sample_notification(1, sample_event(1)).notification));
}

TEST_P(StoreQueriesContract, FiltersByUser) {
    given(1);
    given(2, {}, "other");
    given(3);
    EXPECT_THAT(list({.user = core::UserId("user-1")}), ElementsAre(3, 1));
    EXPECT_THAT(list({.user = core::UserId("nobody")}), IsEmpty());
}

TEST_P(StoreQueriesContract, FiltersByEventAndSource) {
    given(1);
    given(2);
    EXPECT_THAT(list({.event_id = core::EventId("event-1")}), ElementsAre(1));
    EXPECT_THAT(list({.event_id = core::EventId("event-1"), .source = core::Source("shop")}), ElementsAre(1));
    EXPECT_THAT(list({.event_id = core::EventId("event-1"), .source = core::Source("other")}), IsEmpty());
    EXPECT_THAT(list({.source = core::Source("shop")}), ElementsAre(2, 1));
    EXPECT_THAT(list({.user = core::UserId("user-1"), .event_id = core::EventId("event-2")}), ElementsAre(2));
    EXPECT_THAT(list({.user = core::UserId("other"), .event_id = core::EventId("event-2")}), IsEmpty());
}

TEST_P(StoreQueriesContract, FiltersByState) {
    for (const State s : core::kStates) {
        given(static_cast<int>(core::index(s)) + 1, [s](auto& n) { n.state = s; });
    }
    for (const State s : core::kStates) {
        EXPECT_THAT(list({.states = {s}}), ElementsAre(static_cast<int>(core::index(s)) + 1));
    }
    EXPECT_THAT(list({.states = {State::scheduled, State::sent}}), ElementsAre(3, 1));
}

TEST_P(StoreQueriesContract, FiltersByChannelAndType) {
    given(1, [](auto& n) { n.channel = Channel::sms; });
    given(2, [](auto& n) { n.channel = Channel::push; });
    given(3);
    EXPECT_THAT(list({.channels = {Channel::sms}}), ElementsAre(1));
    EXPECT_THAT(list({.channels = {Channel::push, Channel::email}}), ElementsAre(3, 2));
    EXPECT_THAT(list({.types = {core::TypeName("none"), core::TypeName("order.completed")}}),
                ElementsAre(3, 2, 1));
    EXPECT_THAT(list({.types = {core::TypeName("none")}}), IsEmpty());
}

TEST_P(StoreQueriesContract, FiltersByTheTimeOfCreation) {
    for (int i = 1; i <= 4; ++i) given(i);
    EXPECT_THAT(list({.since = sample_time(2), .until = sample_time(4)}), ElementsAre(3, 2));
    EXPECT_THAT(list({.since = sample_time(4)}), ElementsAre(4));
    EXPECT_THAT(list({.until = sample_time(1)}), IsEmpty());
}

TEST_P(StoreQueriesContract, FiltersHoldTogether) {
    given(1, [](auto& n) { n.state = State::failed; });
    given(2, [](auto& n) { n.state = State::failed; }, "other");
    given(3);
    EXPECT_THAT(list({.user = core::UserId("user-1"), .states = {State::failed}}), ElementsAre(1));
}

TEST_P(StoreQueriesContract, PagesJoinWithoutGapsOrRepetitions) {
    for (int i = 1; i <= 5; ++i) given(i);
    for (const auto& filter :
         {ports::NotificationFilter{}, ports::NotificationFilter{.user = core::UserId("user-1")}}) {
        const auto pages = in_pages<core::Notification>(
            [&](const ports::Page& page) { return queries().list(filter, page); });
        EXPECT_EQ(pages, describe_all(queries().list(filter, {}).value().items));
        EXPECT_EQ(pages.size(), 5U);
    }
}

TEST_P(StoreQueriesContract, TheLastPageHasNoCursor) {
    given(1);
    given(2);
    EXPECT_EQ(queries().list({}, {std::nullopt, 2}).value().next_cursor, std::nullopt);
    EXPECT_NE(queries().list({}, {std::nullopt, 1}).value().next_cursor, std::nullopt);
}

TEST_P(StoreQueriesContract, PagesHaveAtLeastOneAndAtMostFiveHundredItems) {
    ports::Changes changes;
    for (int i = 1; i <= 501; ++i) {
        changes.events.push_back(sample_event(i));
        changes.notifications.push_back(sample_notification(i, changes.events.back()));
    }
    commit(changes);
    EXPECT_EQ(list({}, {std::nullopt, 0}).size(), 1U);
    EXPECT_EQ(list({}, {std::nullopt, 100'000}).size(), 500U);
}

TEST_P(StoreQueriesContract, AForeignCursorIsInvalid) {
    const ports::Page page{"not a cursor", 10};
    EXPECT_EQ(queries().list({}, page).error().code, Errc::invalid);
    EXPECT_EQ(queries().outbox(page).error().code, Errc::invalid);
    EXPECT_EQ(queries().dead_records(page).error().code, Errc::invalid);
    EXPECT_EQ(queries().suppressions(page).error().code, Errc::invalid);
}

TEST_P(StoreQueriesContract, AttemptsComeInTheOrderInWhichTheyWereWritten) {
    ports::Changes changes;
    changes.attempts = {sample_attempt(sample_id(1), 2), sample_attempt(sample_id(2), 1),
                        sample_attempt(sample_id(1), 1)};
    commit(changes);
    EXPECT_EQ(describe_all(queries().attempts_of(sample_id(1)).value()),
              (std::vector{describe(changes.attempts[0]), describe(changes.attempts[2])}));
    EXPECT_THAT(queries().attempts_of(sample_id(3)).value(), IsEmpty());
}

TEST_P(StoreQueriesContract, TheOutboxShowsWhatTheBuiltInProviderTook) {
    for (int i = 1; i <= 3; ++i) given(i);
    ports::Changes changes;
    changes.attempts = {sample_attempt(sample_id(1), 1, "outbox"), sample_attempt(sample_id(2), 1, "smtp"),
                        sample_attempt(sample_id(3), 1, "outbox"), sample_attempt(sample_id(1), 2, "outbox")};
    commit(changes);
    const auto entries = queries().outbox({}).value().items;
    ASSERT_EQ(entries.size(), 3U);
    EXPECT_EQ(describe(entries[0].attempt), describe(changes.attempts[3]));
    EXPECT_EQ(describe(entries[1].attempt), describe(changes.attempts[2]));
    EXPECT_EQ(describe(entries[2].attempt), describe(changes.attempts[0]));
    EXPECT_EQ(entries[0].channel, Channel::email);
    EXPECT_EQ(entries[0].address, "a@example.org");
    EXPECT_EQ(entries[0].content, sample_notification(1, sample_event(1)).content);
    EXPECT_EQ(in_pages<ports::OutboxEntry>([&](const auto& page) { return queries().outbox(page); }),
              describe_all(entries));
}

TEST_P(StoreQueriesContract, TheOutboxKeepsErasedTriesWithoutTheirText) {
    given(1, {}, "gone");
    ports::Changes changes;
    changes.attempts = {sample_attempt(sample_id(1), 1, "outbox")};
    changes.erased_users = {core::UserId("gone")};
    commit(changes);
    const auto entries = queries().outbox({}).value().items;
    ASSERT_EQ(entries.size(), 1U);
    EXPECT_EQ(entries[0].address, "");
    EXPECT_EQ(entries[0].content, "");
}

TEST_P(StoreQueriesContract, TheOutboxLeavesOutWhatHasNoNotificationYet) {
    ports::Changes changes;
    changes.attempts = {sample_attempt(sample_id(1), 1, "outbox")};
    commit(changes);
    EXPECT_THAT(queries().outbox({}).value().items, IsEmpty());
    given(1);
    EXPECT_EQ(queries().outbox({}).value().items.size(), 1U);
}

TEST_P(StoreQueriesContract, GivesBackAllOfADeadRecord) {
    ports::Changes changes;
    changes.dead = {sample_dead(1)};
    commit(changes);
    const auto found = queries().dead_record(sample_id(1)).value();
    ASSERT_TRUE(found);
    EXPECT_EQ(describe(*found), describe(changes.dead[0]));
    EXPECT_EQ(queries().dead_record(sample_id(2)).value().has_value(), false);
}

TEST_P(StoreQueriesContract, DeadRecordsAreListedUntilTheyAreResolved) {
    ports::Changes changes;
    for (const int i : {2, 1, 3}) changes.dead.push_back(sample_dead(i));
    commit(changes);
    EXPECT_EQ(in_pages<ports::DeadRecord>([&](const auto& page) { return queries().dead_records(page); }),
              (std::vector{describe(sample_dead(3)), describe(sample_dead(2)), describe(sample_dead(1))}));
    changes = {};
    changes.resolved_dead = {sample_id(2), sample_id(9)};
    commit(changes);
    EXPECT_EQ(describe_all(queries().dead_records({}).value().items),
              (std::vector{describe(sample_dead(3)), describe(sample_dead(1))}));
}

// A log that is read anew brings it again, perhaps after its body was erased.
TEST_P(StoreQueriesContract, ADeadRecordThatIsThereStaysAsItIs) {
    ports::Changes changes;
    changes.dead = {sample_dead(1)};
    commit(changes);
    changes.dead[0].reason = "another";
    changes.dead[0].value = "another";
    changes.dead.push_back(sample_dead(2));
    commit(changes);
    EXPECT_EQ(describe_all(queries().dead_records({}).value().items),
              (std::vector{describe(sample_dead(2)), describe(sample_dead(1))}));
}

TEST_P(StoreQueriesContract, SuppressionsAreListedWithTheLastChangeFirst) {
    ports::Changes changes;
    changes.suppressions = {{sample_suppression("a"), false},
                            {sample_suppression("b"), false},
                            {sample_suppression("c", Channel::sms), false}};
    commit(changes);
    changes.suppressions = {{{Channel::email, "a", "unsubscribed", sample_time(9)}, false},
                            {sample_suppression("b"), true}};
    commit(changes);
    const std::vector expected{
        describe(ports::Suppression{Channel::email, "a", "unsubscribed", sample_time(9)}),
        describe(sample_suppression("c", Channel::sms))};
    EXPECT_EQ(describe_all(queries().suppressions({}).value().items), expected);
    EXPECT_EQ(in_pages<ports::Suppression>([&](const auto& page) { return queries().suppressions(page); }),
              expected);
}

TEST_P(StoreQueriesContract, FindsOneSuppression) {
    ports::Changes changes;
    changes.suppressions = {{sample_suppression("a"), false}};
    commit(changes);
    const auto found = queries().suppression({Channel::email, "a"}).value();
    ASSERT_TRUE(found);
    EXPECT_EQ(describe(*found), describe(sample_suppression("a")));
    EXPECT_FALSE(queries().suppression({Channel::sms, "a"}).value());
}

TEST_P(StoreQueriesContract, TheLedgerIsZeroAtFirst) {
    EXPECT_EQ(describe(queries().ledger().value()), describe(core::Ledger{}));
    EXPECT_EQ(describe(queries().recount().value()), describe(core::Ledger{}));
}

TEST_P(StoreQueriesContract, TheLedgerCountsWhatWasConsumedOfTheEventLogs) {
    ports::Changes changes;
    const core::ConsumedCounts counts{1, 2, 3, 4, 5, 6};
    changes.offsets = {{{core::Topic::events, 0}, 0, 21, counts},
                       {{core::Topic::events_critical, 1}, 0, 21, counts},
                       {{core::Topic::status, 0}, 0, 1000, {}}};
    commit(changes);
    auto expected = counts;
    expected += counts;
    EXPECT_EQ(queries().ledger().value().counts, expected);
    EXPECT_EQ(queries().ledger().value().consumed, 42);
}

TEST_P(StoreQueriesContract, TheLedgerCountsDecisionsAndStates) {
    for (int i = 1; i <= 3; ++i) given(i);
    auto n = sample_notification(1, sample_event(1)).notification;
    n.state = State::queued;
    n.revision = 1;
    ports::Changes changes;
    changes.updates = {{n, State::scheduled, std::nullopt}};
    commit(changes);
    const auto ledger = queries().ledger().value();
    EXPECT_EQ(ledger.decided, 3);
    EXPECT_EQ(ledger.states[core::index(State::scheduled)], 2);
    EXPECT_EQ(ledger.states[core::index(State::queued)], 1);
}

TEST_P(StoreQueriesContract, ARecountOfTheRowsGivesTheSame) {
    for (int i = 1; i <= 3; ++i) given(i);
    ports::Changes changes;
    changes.offsets = {{{core::Topic::events, 0}, 0, 4, {.events = 3, .duplicates = 1}}};
    commit(changes);
    EXPECT_EQ(describe(queries().recount().value()), describe(queries().ledger().value()));
}

}  // namespace tidings::testing
