#include "services/notifier/batch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/notifier_bench.h"
#include "support/ticking_clock.h"

namespace tidings::notifier {
namespace {

using namespace std::chrono_literals;
using core::Priority;
using core::State;
using records::ProfileChange;

class BatchTest : public ::testing::Test {
protected:
    explicit BatchTest(std::size_t queue_max = 100) : bench_(queue_max) {}

    // What one batch makes of everything on the topic.
    struct Made {
        ports::Changes changes;
        Errand errand;
        std::size_t decided = 0;
        std::map<ports::Partition, core::ConsumedCounts> counts;
        std::set<core::UserId> changed;
    };
    Made decide() {
        Made made;
        const auto records = bench_.read(core::Topic::events);
        const auto catalog = bench_.catalog.current();
        Batch batch(records, *catalog, bench_.options, clock_, clock_.now());
        batch.load(bench_.store).value();
        bench_.lanes.refresh().value();
        made.decided = batch.decide(bench_.lanes, made.changes, made.errand);
        made.counts = batch.counts();
        made.changed = batch.changed_users();
        return made;
    }
    static core::ConsumedCounts total(const Made& made) {
        core::ConsumedCounts sum;
        for (const auto& [partition, counts] : made.counts) sum += counts;
        return sum;
    }
    static std::vector<State> states(const Made& made) {
        std::vector<State> out;
        for (const auto& n : made.changes.notifications) out.push_back(n.notification.state);
        return out;
    }

    test::NotifierBench bench_;
    test::TickingClock clock_{bench_.clock};
};

TEST_F(BatchTest, AnEventIsDecidedQueuedAndTold) {
    bench_.submit(bench_.order(1));
    const auto made = decide();
    ASSERT_EQ(states(made), std::vector{State::queued});
    EXPECT_EQ(made.changes.events.size(), 1U);
    ASSERT_EQ(made.errand.tasks.size(), 1U);
    EXPECT_EQ(made.errand.tasks[0].id.notification, made.changes.notifications[0].notification.id);
    EXPECT_EQ(made.errand.tasks[0].id.round, 1);
    EXPECT_FALSE(made.errand.tasks[0].announce) << "the way of most messages costs no word";
    EXPECT_EQ(made.errand.records.size(), 1U);
    EXPECT_EQ(total(made), (core::ConsumedCounts{.events = 1}));
}

TEST_F(BatchTest, AnEventOfATypeThatOnlyANewerProgramCanReadIsDecidedByNoOtherVersion) {
    bench_.append({core::Topic::catalog,
                   "event-type/order.completed/4",
                   {},
                   R"({"schema": {}, "channels": ["pigeon"]})"});
    bench_.catalog.refresh().value();
    auto event = bench_.order(1);
    event.type_version = 4;
    bench_.submit(event);
    const auto made = decide();
    EXPECT_TRUE(made.changes.notifications.empty());
    ASSERT_EQ(made.changes.dead.size(), 1U);
    EXPECT_EQ(made.changes.dead[0].reason, "unknown_type");
    EXPECT_THAT(made.changes.dead[0].detail,
                ::testing::HasSubstr("version 4 of the event type order.completed"));
}

TEST_F(BatchTest, ARecordOfANewerVersionIsSetAsideWhole) {
    auto record = records::write_event(bench_.order(1));
    record.headers.emplace_back("tidings_record", "2");
    bench_.append(record);
    const auto made = decide();
    EXPECT_TRUE(made.changes.notifications.empty());
    ASSERT_EQ(made.changes.dead.size(), 1U);
    EXPECT_EQ(made.changes.dead[0].headers, record.headers);
    EXPECT_EQ(made.changes.dead[0].value, record.value);
    EXPECT_THAT(made.changes.dead[0].detail, ::testing::HasSubstr("a newer tidings wrote it"));
}

TEST_F(BatchTest, TheStoredEventKeepsHowManyCameWithIt) {
    auto event = bench_.order(1);
    event.recipients = 3;
    bench_.submit(event);
    EXPECT_EQ(decide().changes.events.at(0).event.recipients, 3);
}

TEST_F(BatchTest, OfOneNameTheFirstIsDecidedAndTheOthersAreCounted) {
    bench_.submit(bench_.order(1));
    bench_.submit(bench_.order(1));
    auto other = bench_.order(1);
    other.data = test::json_of(R"({"order_id": "another"})");
    bench_.submit(other);
    const auto made = decide();
    EXPECT_EQ(made.changes.events.size(), 1U);
    EXPECT_EQ(made.changes.conflicts, std::vector{other.key()});
    ASSERT_EQ(made.changes.dead.size(), 1U);
    EXPECT_EQ(made.changes.dead[0].reason, "conflicting_body");
    EXPECT_EQ(total(made), (core::ConsumedCounts{.events = 1, .duplicates = 2}));
}

TEST_F(BatchTest, WhatTheStoreKnowsIsADuplicate) {
    bench_.given(1);
    bench_.submit(bench_.order(1));
    const auto made = decide();
    EXPECT_TRUE(made.changes.events.empty());
    EXPECT_TRUE(made.changes.dead.empty());
    EXPECT_EQ(total(made), (core::ConsumedCounts{.duplicates = 1}));
}

TEST_F(BatchTest, WhatCannotBeReadIsADeadRecordOfItsOwn) {
    bench_.append({core::Topic::events, "ann", {{"ce_type", "order.completed"}}, "{"});
    bench_.append({core::Topic::events, "ann", {}, "neither event nor change"});
    auto unknown = bench_.order(1);
    unknown.type = core::TypeName("no.such.type");
    bench_.submit(unknown);
    const auto made = decide();
    std::vector<std::string> reasons;
    for (const auto& dead : made.changes.dead) reasons.push_back(dead.reason);
    EXPECT_EQ(reasons, (std::vector<std::string>{"unreadable", "unreadable", "unknown_type"}));
    EXPECT_EQ(total(made), (core::ConsumedCounts{.unreadable = 3}));
}

TEST_F(BatchTest, AProfileThatCannotBeReadIsUnreadableAndChangesNobody) {
    bench_.change(ProfileChange::Kind::put, R"({"timezone": 7})");
    const auto made = decide();
    EXPECT_EQ(total(made), (core::ConsumedCounts{.unreadable = 1}));
    EXPECT_TRUE(made.changes.recipients.empty());
    EXPECT_TRUE(made.changed.empty());
}

TEST_F(BatchTest, EachEventSeesTheProfileAsItWasThen) {
    bench_.submit(bench_.order(1));
    bench_.put(R"({"email": "new@example.org"})");
    bench_.submit(bench_.order(2));
    const auto made = decide();
    ASSERT_EQ(made.changes.notifications.size(), 2U);
    EXPECT_EQ(made.changes.notifications[0].notification.address, "ann@data.example");
    EXPECT_EQ(made.changes.notifications[1].notification.address, "new@example.org");
    ASSERT_EQ(made.changes.recipients.size(), 1U);
    EXPECT_EQ(made.changed, std::set{core::UserId("ann")});
}

TEST_F(BatchTest, AnOlderCopyOfAChangeIsCountedAndChangesNothing) {
    ports::Changes known;
    known.recipients = {
        {test::a_recipient([&](auto& r) { r.version = to_micros(bench_.clock.now()) + 1'000'000; }), 0}};
    ASSERT_TRUE(bench_.store.commit(known));
    bench_.put(R"({"email": "old@example.org"})");
    const auto made = decide();
    EXPECT_EQ(total(made), (core::ConsumedCounts{.changes = 1}));
    EXPECT_TRUE(made.changes.recipients.empty());
    EXPECT_TRUE(made.changed.empty());
}

TEST_F(BatchTest, AnErasureIsInTheChangesAndInTheProfile) {
    bench_.change(ProfileChange::Kind::erase, "null");
    const auto made = decide();
    EXPECT_EQ(made.changes.erased_users, std::vector{core::UserId("ann")});
    ASSERT_EQ(made.changes.recipients.size(), 1U);
    EXPECT_TRUE(made.changes.recipients[0].after.erased);
}

TEST_F(BatchTest, WhatSaysSomethingElseAndCameBeforeADeletionIsBuriedWithoutItsBody) {
    bench_.submit(bench_.order(1));
    auto another = bench_.order(1);
    another.data = test::json_of(R"({"email": "ann@data.example", "secret": 1})");
    bench_.submit(another);
    ports::Changes known;
    known.recipients = {{test::a_recipient([&](auto& r) {
                             r.version = r.erased_at = to_micros(bench_.clock.now()) + 1'000'000;
                         }),
                         0}};
    ASSERT_TRUE(bench_.store.commit(known));
    const auto made = decide();
    ASSERT_EQ(made.changes.dead.size(), 1U);
    EXPECT_EQ(made.changes.dead[0].value, "");
}

TEST_F(BatchTest, ASuppressedAddressIsASkip) {
    ports::Changes listing;
    listing.suppressions.push_back({{core::Channel::email, "ann@data.example", "x", test::kNoon}, false});
    ASSERT_TRUE(bench_.store.commit(listing));
    bench_.submit(bench_.order(1));
    const auto made = decide();
    EXPECT_TRUE(made.changes.notifications.empty());
    EXPECT_EQ(made.changes.events.at(0).decisions.at(0).reason, core::Reason::suppressed);
}

TEST_F(BatchTest, ADeletionBeginsAnotherBatch) {
    const auto until = [&] {
        const auto records = bench_.read(core::Topic::events);
        return Batch::until_erasure(records);
    };
    bench_.submit(bench_.order(1));
    bench_.put("{}");
    bench_.submit(bench_.order(2));
    EXPECT_EQ(until(), 3U);
    bench_.change(ProfileChange::Kind::erase, "null");
    bench_.submit(bench_.order(3));
    EXPECT_EQ(until(), 3U);
    const auto records = bench_.read(core::Topic::events);
    EXPECT_EQ(Batch::until_erasure(std::span(records).subspan(3)), 2U) << "itself it is the first of one";
}

// Costly templates.

TEST_F(BatchTest, DecidingThatTakesTooLongStopsBetweenRecords) {
    for (int i = 1; i <= 10; ++i) bench_.submit(bench_.order(i));
    clock_.tick = 100ms;
    const auto made = decide();
    EXPECT_EQ(made.decided, 3U) << "after 250 ms";
    EXPECT_EQ(made.changes.events.size(), 3U);
    EXPECT_EQ(made.changes.notifications.size(), 3U);
    EXPECT_EQ(made.errand.tasks.size(), 3U);
    EXPECT_EQ(total(made), (core::ConsumedCounts{.events = 3}));
}

TEST_F(BatchTest, OneRecordIsDecidedHoweverLongItTakes) {
    for (int i = 1; i <= 2; ++i) bench_.submit(bench_.order(i));
    clock_.tick = 1h;
    EXPECT_EQ(decide().decided, 1U);
}

TEST_F(BatchTest, WhatComesBehindTheCutIsAsIfItHadNotBeenThere) {
    bench_.submit(bench_.order(1));
    bench_.submit(bench_.order(2));
    bench_.submit(bench_.order(3));
    bench_.submit(bench_.order(1));
    bench_.put(R"({"email": "new@example.org"})");
    bench_.append({core::Topic::events, "ann", {}, "unreadable"});
    bench_.change(ProfileChange::Kind::erase, "null");
    clock_.tick = 100ms;
    const auto made = decide();
    EXPECT_EQ(made.decided, 3U);
    EXPECT_EQ(total(made), (core::ConsumedCounts{.events = 3}));
    EXPECT_TRUE(made.changes.recipients.empty());
    EXPECT_TRUE(made.changes.erased_users.empty());
    EXPECT_TRUE(made.changes.dead.empty());
    EXPECT_TRUE(made.changed.empty());
}

TEST_F(BatchTest, WhileTimeStandsStillNothingIsCut) {
    for (int i = 1; i <= 50; ++i) bench_.submit(bench_.order(i));
    EXPECT_EQ(decide().decided, 50U);
}

// Full lanes.

class SmallQueueBatchTest : public BatchTest {
protected:
    SmallQueueBatchTest() : BatchTest(1) {}
};

TEST_F(SmallQueueBatchTest, WhatTheLaneHasNoRoomForWaitsInTheStoreDueNow) {
    for (int i = 1; i <= 3; ++i) bench_.submit(bench_.order(i));
    bench_.submit(bench_.order(4, Priority::high));
    const auto made = decide();
    EXPECT_EQ(states(made), (std::vector{State::queued, State::scheduled, State::scheduled, State::queued}));
    EXPECT_EQ(made.errand.tasks.size(), 2U);
    EXPECT_LE(made.changes.notifications[1].notification.due_at, bench_.clock.now());
}

}  // namespace
}  // namespace tidings::notifier
