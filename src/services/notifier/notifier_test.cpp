#include "services/notifier/notifier.h"

#include <gtest/gtest.h>

#include "services/records/command_record.h"
#include "services/records/event_record.h"
#include "services/records/profile_record.h"
#include "support/stage.h"
#include "support/watched_ports.h"

namespace tidings::notifier {
namespace {

using namespace std::chrono_literals;
using core::Channel;
using core::OutcomeKind;
using core::State;
using test::json_of;

class NotifierTest : public ::testing::Test {
protected:
    explicit NotifierTest(std::size_t queue_max = 100) : stage_(queue_max) { start(); }

    // A process that begins; what the one before left in memory is gone with it.
    void start() {
        notifier_.emplace(
            Parts{stage_.log, watched_store_, stage_.store, stage_.queue, stage_.clock, stage_.catalog},
            Options{}, Random(1));
    }
    void run() {
        for (int i = 0; i < 100; ++i) {
            if (notifier_->step().value() == 0) return;
        }
        FAIL() << "it never came to rest";
    }

    // Ann's order by e-mail alone.
    core::Event order(std::string id = "order-1") {
        return test::an_event([&](auto& e) {
            e.id = core::EventId(std::move(id));
            e.received_at = stage_.clock.now();
            e.channels = std::vector{Channel::email};
        });
    }
    void submit(const core::Event& event) { stage_.append(records::write_event(event)); }
    void change(records::ProfileChange::Kind kind, std::string_view profile) {
        const auto written = records::write_profile_change(
            {kind, core::UserId("ann"), to_micros(stage_.clock.now()) + ++changes_, json_of(profile)});
        stage_.log.append(written).value();
    }
    void put(std::string_view profile) { change(records::ProfileChange::Kind::put, profile); }
    void command(const records::Command& command) { stage_.append(records::write_command(command)); }

    core::Notification only() {
        const auto all = stage_.notifications();
        EXPECT_EQ(all.size(), 1U);
        return all.at(0);
    }
    // A worker sends what is queued and reports it.
    void send(OutcomeKind kind, std::optional<Duration> retry_after = std::nullopt) {
        const auto leased = stage_.take();
        ASSERT_FALSE(leased.empty());
        for (const auto& l : leased) {
            auto outcome = test::an_outcome(kind);
            outcome.task = l.task.id;
            outcome.attempt = l.task.attempt;
            outcome.started_at = outcome.finished_at = stage_.clock.now();
            outcome.outcome.retry_after = retry_after;
            stage_.append(records::write_outcome(outcome));
        }
        stage_.queue.acknowledge(leased).value();
    }
    core::ConsumedCounts counts() { return stage_.store.ledger()->counts; }
    std::size_t waiting() {
        std::size_t sum = 0;
        for (const auto& depth : stage_.queue.depths().value()) sum += depth.waiting;
        return sum;
    }

    test::Stage stage_;
    test::WatchedStore watched_store_{stage_.store};
    std::optional<Notifier> notifier_;
    int changes_ = 0;
};

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
    stage_.publish(test::a_type([](auto& t) {
        t.version = 4;
        t.creates_recipient = true;
    }));
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

// Tracking and dispatching.

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

// Commands.

TEST_F(NotifierTest, AReplayDecidesAnewWithTheCurrentAddressAndTemplate) {
    submit(order());
    run();
    send(OutcomeKind::rejected);
    run();
    ASSERT_EQ(only().state, State::failed);
    put(R"({"email": "new@example.org"})");
    auto words = test::Stage::words(Channel::email, {{"subject", "Anew"}, {"text", "Anew"}});
    words.version = 2;
    stage_.publish(words);
    command(records::Replay{{only().id, only().id}});  // twice in one list
    run();
    EXPECT_EQ(only().state, State::queued);
    const auto leased = stage_.take();
    ASSERT_EQ(leased.size(), 1U);
    EXPECT_EQ(leased[0].task.address, "new@example.org");
    EXPECT_EQ(json_of(leased[0].task.content).at("subject").as_string(), "Anew");
    EXPECT_EQ(leased[0].task.attempt, 2);
}

TEST_F(NotifierTest, AReplayToASuppressedAddressOfTheDataSendsNothing) {
    put(R"({"email": "ann@example.org"})");
    submit(order());
    run();
    send(OutcomeKind::rejected);
    put("{}");
    command(records::Suppress{Channel::email, "ann@data.example", "bounced", false});
    run();
    command(records::Replay{{only().id}});
    run();
    EXPECT_EQ(only().state, State::suppressed);
    const auto told = records::read_status(stage_.read(core::Topic::status).back()).value();
    EXPECT_EQ(std::get<records::StateChange>(told).state, State::suppressed);
}

TEST_F(NotifierTest, OnlyDeadLettersAreReplayed) {
    submit(order());
    run();
    command(records::Replay{{only().id, Uuid{}}});
    run();
    EXPECT_EQ(only().round, 1);
}

TEST_F(NotifierTest, AReplayedRecordIsReadAgain) {
    auto event = order();
    event.type = core::TypeName("later");
    submit(event);
    run();
    const auto dead = stage_.store.dead_records({})->items.at(0);
    stage_.publish(test::a_type([](auto& t) { t.name = core::TypeName("later"); }));
    command(records::Replay{{dead.id}});
    run();
    EXPECT_TRUE(stage_.store.dead_records({})->items.empty());
    EXPECT_EQ(counts().events, 1);
}

TEST_F(NotifierTest, ASuppressionTakesBackWhatWaits) {
    submit(order());
    run();
    command(records::Suppress{Channel::email, "ann@data.example", "bounced", false});
    run();
    EXPECT_EQ(only().state, State::suppressed);
    EXPECT_EQ(only().reason, core::Reason::suppressed);
}

TEST_F(NotifierTest, ACommandAboutAListedAddressDoesNotListItAgain) {
    command(records::Suppress{Channel::email, "ann@data.example", "by hand", true});
    run();
    EXPECT_FALSE(stage_.store.suppression({Channel::email, "ann@data.example"}).value());
}

TEST_F(NotifierTest, ACommandThatNobodyCanReadHoldsNothingUp) {
    stage_.append({core::Topic::commands, "", {}, "{"});
    command(records::Suppress{Channel::email, "ann@data.example", "bounced", false});
    run();
    EXPECT_TRUE(stage_.store.suppression({Channel::email, "ann@data.example"}).value());
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
    const auto n = test::a_notification([&](auto& x) { x.updated_at = stage_.clock.now(); });
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
