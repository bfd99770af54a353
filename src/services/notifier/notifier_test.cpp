#include "services/notifier/notifier_test.h"

namespace tidings::notifier {
namespace {

// Consuming.

TEST_F(NotifierTest, AnEventBecomesANotificationInTheQueue) {
    submit(order());
    run();
    EXPECT_EQ(only().state, State::queued);
    EXPECT_EQ(only().round, 1);
    const auto leased = stage_.take();
    ASSERT_EQ(leased.size(), 1U);
    EXPECT_EQ(leased[0].task.address, "ann@data.example");
    EXPECT_EQ(json_of(leased[0].task.content).at("subject").as_string(), "Order 1042");
    EXPECT_EQ(stage_.read(core::Topic::status).size(), 1U);
    EXPECT_TRUE(stage_.store.outgoing(stage_.clock.now() + 1h, 10)->size() <= 1U);
}

TEST_F(NotifierTest, ARepetitionChangesNothing) {
    submit(order());
    submit(order());
    run();
    submit(order());
    run();
    EXPECT_EQ(only().state, State::queued);
    EXPECT_EQ(counts().events, 1);
    EXPECT_EQ(counts().duplicates, 2);
}

TEST_F(NotifierTest, TheSameNameWithAnotherBodyIsCountedAndKept) {
    submit(order());
    auto other = order();
    other.data = json_of(R"({"order_id": "another"})");
    submit(other);
    run();
    const auto dead = stage_.store.dead_records({})->items;
    ASSERT_EQ(dead.size(), 1U);
    EXPECT_EQ(dead[0].reason, "conflicting_body");
    EXPECT_EQ(stage_.store.event(order().key()).value()->conflicts, 1);
    EXPECT_EQ(counts().duplicates, 1);
    const auto copies = stage_.read(core::Topic::dead);
    ASSERT_EQ(copies.size(), 1U);
    EXPECT_EQ(ports::header(copies[0].headers, "tidings_reason"), "conflicting_body");
    EXPECT_EQ(ports::header(copies[0].headers, "tidings_offset"), "1");
}

TEST_F(NotifierTest, WhatNobodyCanReadIsKeptAndTheRestGoesOn) {
    stage_.append({core::Topic::events, "ann", {{"ce_type", "order.completed"}}, "{"});
    stage_.append({core::Topic::events, "ann", {}, "neither event nor change"});
    auto unknown = order("order-2");
    unknown.type = core::TypeName("no.such.type");
    submit(unknown);
    submit(order());
    run();
    EXPECT_EQ(counts().unreadable, 3);
    EXPECT_EQ(counts().events, 1);
    std::set<std::string> reasons;
    const auto all = stage_.store.dead_records({}).value();
    for (const auto& dead : all.items) reasons.insert(dead.reason);
    EXPECT_EQ(reasons, (std::set<std::string>{"unreadable", "unknown_type"}));
    EXPECT_EQ(only().state, State::queued);
}

TEST_F(NotifierTest, WhatDidNotPassTheGatewayIsHeldAgainstTheSchema) {
    stage_.publish(test::a_type([](auto& t) {
        t.version = 4;
        t.schema = json_of(R"({"required": ["order_id"]})");
    }));
    auto record = records::write_event(test::an_event([](auto& e) { e.data = json_of("{}"); }));
    std::erase_if(record.headers, [](const auto& h) { return h.first == "tidings_type_version"; });
    stage_.append(record);
    run();
    EXPECT_EQ(stage_.store.dead_records({})->items.at(0).reason, "schema");
}

TEST_F(NotifierTest, RecordsThatWereDeletedUnreadAreMissing) {
    submit(order("order-1"));
    submit(order("order-2"));
    stage_.log.trim({core::Topic::events, 0}, 1).value();
    run();
    EXPECT_EQ(counts().missing, 1);
    EXPECT_EQ(counts().events, 1);
    EXPECT_EQ(stage_.store.ledger()->consumed, 2);
}

TEST_F(NotifierTest, CriticalEventsAreReadFirst) {
    submit(order("order-1"));
    auto urgent = records::write_event(order("order-2"));
    urgent.topic = core::Topic::events_critical;
    stage_.append(urgent);
    run();
    EXPECT_EQ(stage_.take(1).at(0).task.id.notification,
              stage_.notifications().at(0).event_id.str() == "order-2" ? stage_.notifications().at(0).id
                                                                       : stage_.notifications().at(1).id);
}

TEST_F(NotifierTest, AnEventCancelledBeforeItIsDecidedIsSkipped) {
    ports::Changes changes;
    changes.cancelled_events.push_back({{core::Source("shop"), core::EventId("order-1")}, test::kNoon});
    stage_.store.commit(changes).value();
    submit(order());
    run();
    EXPECT_TRUE(stage_.notifications().empty());
    EXPECT_EQ(stage_.store.event(order().key()).value()->decisions.at(0).reason, core::Reason::cancelled);
}

// Profiles.

TEST_F(NotifierTest, AChangeAndThenAnEventHappenInThatOrder) {
    put(R"({"email": "new@example.org"})");
    submit(order());
    run();
    EXPECT_EQ(only().address, "new@example.org");
    EXPECT_EQ(counts().changes, 2);  // one copy on each topic
}

TEST_F(NotifierTest, WhatIsQueuedIsDecidedAgainWhenTheProfileChanges) {
    submit(order());
    run();
    put(R"({"email": "new@example.org"})");
    run();
    EXPECT_EQ(only().state, State::queued);
    EXPECT_EQ(only().round, 2);
    const auto leased = stage_.take();
    ASSERT_EQ(leased.size(), 1U);
    EXPECT_EQ(leased[0].task.address, "new@example.org");
}

TEST_F(NotifierTest, AChannelThatIsSwitchedOffTakesBackWhatWaits) {
    submit(order());
    run();
    put(R"({"channels": {"email": false}})");
    run();
    EXPECT_EQ(only().state, State::suppressed);
    EXPECT_EQ(only().reason, core::Reason::channel_off);
    EXPECT_TRUE(stage_.take().empty());
}

TEST_F(NotifierTest, AChangeDoesNotHastenWhatIsDelayedOrWaitsForARetry) {
    auto delayed = order("order-1");
    delayed.send_at = stage_.clock.now() + 2h;
    submit(delayed);
    submit(order("order-2"));
    run();
    send(OutcomeKind::retry);
    run();
    put(R"({"email": "new@example.org"})");
    run();
    EXPECT_EQ(waiting(), 0U);
    for (const auto& n : stage_.notifications()) EXPECT_GT(n.due_at, stage_.clock.now());
    stage_.clock.advance(3h);
    run();
    EXPECT_EQ(waiting(), 2U);
}

TEST_F(NotifierTest, WhatQuietHoursHeldGoesWhenTheyAreGone) {
    put(R"({"email": "ann@example.org", "quiet_hours": {"from": "00:00", "to": "23:00"}})");
    submit(order());
    run();
    EXPECT_EQ(only().state, State::scheduled);
    EXPECT_EQ(only().reason, core::Reason::quiet_hours);
    put(R"({"email": "ann@example.org"})");
    run();
    EXPECT_EQ(only().state, State::queued);
}

TEST_F(NotifierTest, ADeletionErasesWhatItsOwnBatchWrote) {
    submit(order());
    const auto written = records::write_profile_change(
        {records::ProfileChange::Kind::erase, core::UserId("ann"), to_micros(stage_.clock.now()) + 1, {}});
    stage_.append(written.front());
    run();
    EXPECT_TRUE(stage_.store.event(order().key()).value()->event.data.is_null());
    EXPECT_EQ(only().state, State::suppressed);
    EXPECT_EQ(only().address, "");
    const auto id = only().id;
    EXPECT_TRUE(stage_.store.contents(std::span(&id, 1))->empty());
}

TEST_F(NotifierTest, ADeletionThatTheOtherTopicHadFirstErasesWhatCameBeforeIt) {
    submit(order());
    change(records::ProfileChange::Kind::erase, "null");
    run();
    EXPECT_TRUE(stage_.notifications().empty());
    EXPECT_TRUE(stage_.store.event(order().key()).value()->event.data.is_null());
}

TEST_F(NotifierTest, AnOlderEventDoesNotBringADeletedUserBackAndANewerOneDoes) {
    orders_create_their_recipient();
    submit(order("order-1"));
    stage_.clock.advance(1s);
    change(records::ProfileChange::Kind::erase, "null");
    run();  // the critical topic's copy of the deletion comes first
    const core::UserId ann("ann");
    EXPECT_TRUE(stage_.store.recipients(std::span(&ann, 1))->at(ann).erased);
    stage_.clock.advance(1s);
    submit(order("order-2"));
    run();
    EXPECT_FALSE(stage_.store.recipients(std::span(&ann, 1))->at(ann).erased);
    EXPECT_EQ(stage_.store.recipients(std::span(&ann, 1))->at(ann).email, "ann@data.example");
}

TEST_F(NotifierTest, AnEventBringsWhatAProfileLacksAlthoughALaterChangeWasReadBeforeIt) {
    orders_create_their_recipient();
    const core::UserId ann("ann");
    const auto profile = [&] { return stage_.store.recipients(std::span(&ann, 1))->at(ann); };
    submit(order("order-1"));
    stage_.clock.advance(1s);
    change(records::ProfileChange::Kind::patch, R"({"locale":"de"})");
    run();  // the critical topic's copy of the change comes first
    EXPECT_EQ(profile().email, "ann@data.example");
    EXPECT_EQ(profile().locale, "de");
    EXPECT_EQ(profile().version, to_micros(stage_.clock.now()) + 1);
}

TEST_F(NotifierTest, AnEventFillsAProfileThatAnotherNotifierChangesMeanwhile) {
    orders_create_their_recipient();
    submit(order("order-1"));
    bool changed = false;
    watched_store_.before_commit = [&](const ports::Changes& changes) {
        if (changes.recipients.empty() || std::exchange(changed, true)) return Result<>();
        ports::Changes others;
        others.recipients.push_back({test::a_recipient([](auto& r) {
                                         r.version = 7;
                                         r.email = "";
                                         r.locale = "de";
                                     }),
                                     0});
        return stage_.store.commit(others);
    };
    run();
    const core::UserId ann("ann");
    const auto recipients = stage_.store.recipients(std::span(&ann, 1));
    EXPECT_EQ(recipients->at(ann).email, "ann@data.example");
    EXPECT_EQ(recipients->at(ann).locale, "de");
}

// The critical copies of changes overtake an event, and their others follow it.
TEST_F(NotifierTest, AnEventThatComesLateUndoesNoChange) {
    orders_create_their_recipient();
    submit(order("order-1"));
    stage_.clock.advance(1s);
    change(records::ProfileChange::Kind::patch, R"({"channels":{"sms":true}})");
    change(records::ProfileChange::Kind::patch, R"({"channels":{"sms":false}})");
    bool filled = false;
    watched_store_.before_commit = [&](const ports::Changes& changes) {
        for (const auto& [after, before] : changes.recipients) {
            EXPECT_GE(after.version, before);
            if (after.email.empty()) continue;
            EXPECT_FALSE(after.channels.at(Channel::sms)) << after.version;
            filled = true;
        }
        return Result<>();
    };
    run();
    EXPECT_TRUE(filled);
}

TEST_F(NotifierTest, AnEventThatComesLateBringsBackNothingOfWhatWasDeletedOrPutAnew) {
    orders_create_their_recipient();
    submit(order("order-1"));
    stage_.clock.advance(1s);
    change(records::ProfileChange::Kind::erase, "null");
    put(R"({"locale":"de"})");
    const auto after = test::an_event([&](auto& e) {
        e.id = core::EventId("payment-1");
        e.priority = core::Priority::critical;
        e.received_at = stage_.clock.now() + 1s;
        e.channels = std::vector{Channel::email};
    });
    submit(after);
    run();
    const core::UserId ann("ann");
    EXPECT_EQ(stage_.store.recipients(std::span(&ann, 1))->at(ann).locale, "de");
    const auto stored = stage_.store.event(after.key());
    ASSERT_TRUE(stored && *stored);
    EXPECT_FALSE((*stored)->event.data.is_null()) << "it came after the deletion";
}

// An older program beside this one, or before it, has left no word of since when events may fill it.
TEST_F(NotifierTest, AnEventThatComesLateBringsNobodyBackWhomAnOlderProgramHasDeleted) {
    orders_create_their_recipient();
    submit(order("order-1"));
    core::Recipient gone;
    gone.user = core::UserId("ann");
    gone.version = to_micros(stage_.clock.now() + 1s);
    gone.revision = 1;
    gone.erased = true;
    ports::Changes deletion;
    deletion.recipients.push_back({gone, 0});
    ASSERT_TRUE(stage_.store.commit(deletion));
    run();
    EXPECT_EQ(stage_.store.recipients(std::span(&gone.user, 1))->at(gone.user), gone);
}

TEST_F(NotifierTest, WhatALaterChangeTakesAwayStaysAwayInWhateverOrderTheyAreRead) {
    orders_create_their_recipient();
    submit(order("order-1"));
    stage_.clock.advance(1s);
    change(records::ProfileChange::Kind::patch, R"({"email":null})");
    stage_.clock.advance(1s);
    change(records::ProfileChange::Kind::patch, R"({"locale":"de"})");
    run();
    const core::UserId ann("ann");
    const auto recipients = stage_.store.recipients(std::span(&ann, 1));
    EXPECT_EQ(recipients->at(ann).email, "");
    EXPECT_EQ(recipients->at(ann).locale, "de");
}

// Stops.

TEST_F(NotifierTest, AfterAStopWhatWasQueuedIsDecidedAgain) {
    submit(order());
    run();
    stage_.lose_queue();
    start();
    run();
    EXPECT_EQ(only().state, State::queued);
    EXPECT_EQ(only().round, 2);
    EXPECT_EQ(waiting(), 1U);
}

TEST_F(NotifierTest, AQueueThatLosesItsMemoryIsFilledAgainWithinASecond) {
    submit(order());
    run();
    stage_.lose_queue();
    run();
    EXPECT_EQ(waiting(), 0U) << "nobody has looked yet";
    stage_.clock.advance(std::chrono::seconds{1});
    run();
    EXPECT_EQ(only().round, 2);
    EXPECT_EQ(waiting(), 1U);
    EXPECT_FALSE(stage_.queue.has_lost_memory().value());
}

TEST_F(NotifierTest, AfterAStopNothingIsSentAgainWhoseSendIsOnRecord) {
    submit(order());
    run();
    send(OutcomeKind::delivered);
    start();
    run();
    EXPECT_EQ(only().state, State::delivered);
    EXPECT_EQ(waiting(), 0U);
}

TEST_F(NotifierTest, WhatACommitLeftToDoIsDoneFiveSecondsLater) {
    run();
    const auto n = test::a_notification([&](auto& x) {
        x.updated_at = x.due_at = x.first_due_at = stage_.clock.now();
        x.address = "ann@data.example";
        x.address_from_profile = false;
    });
    ports::Changes changes;
    changes.events.push_back({test::an_event(), "hash", {}, 0, stage_.clock.now()});
    changes.notifications.push_back({n, R"({"subject":"s","text":"t"})"});
    changes.outgoing = ports::Outgoing{Uuid{}, stage_.clock.now(), {n.id}};
    stage_.store.commit(changes).value();
    run();
    EXPECT_EQ(waiting(), 0U);
    stage_.clock.advance(6s);
    run();
    EXPECT_EQ(waiting(), 1U);
    EXPECT_EQ(stage_.read(core::Topic::status).size(), 1U);
    stage_.clock.advance(2s);
    run();
    EXPECT_TRUE(stage_.store.outgoing(stage_.clock.now(), 10)->empty());
}

// A full queue.

class FullQueueTest : public NotifierTest {
protected:
    FullQueueTest() : NotifierTest(2) {}
};

TEST_F(FullQueueTest, WhatDoesNotFitWaitsInTheStoreAndGoesInItsOrder) {
    for (int i = 0; i < 5; ++i) {
        submit(order("order-" + std::to_string(i)));
        stage_.clock.advance(1ms);
    }
    run();
    EXPECT_EQ(waiting(), 2U);
    std::vector<std::string> sent;
    while (true) {
        const auto leased = stage_.take(1);
        if (leased.empty()) break;
        sent.push_back(stage_.notification(leased[0].task.id.notification).event_id.str());
        stage_.queue.acknowledge(leased).value();
        run();
    }
    EXPECT_EQ(sent.size(), 5U);
    EXPECT_EQ(sent.front(), "order-0");
}

}  // namespace
}  // namespace tidings::notifier
