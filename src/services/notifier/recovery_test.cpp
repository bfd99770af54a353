#include "services/notifier/recovery.h"

#include <gtest/gtest.h>

#include "adapters/memory/memory_event_log.h"
#include "adapters/memory/memory_store.h"
#include "adapters/memory/memory_task_queue.h"
#include "services/notifier/notifier.h"
#include "services/records/status_record.h"
#include "support/builders.h"
#include "support/manual_clock.h"

// What a start makes of what was queued: by what the process before it has left in the log and the store.
namespace tidings::notifier {
namespace {

// What outlives a process, and what one process has.
struct Kept {
    testing::ManualClock clock;
    adapters::MemoryEventLog log{clock};
    adapters::MemoryStore store;
};

struct Process {
    explicit Process(Kept& kept, std::map<core::Channel, core::RateLimit> limits = {}, Options options = {})
        : queue(kept.clock, 100, std::move(limits)),
          catalog(kept.log),
          notifier(parts(kept), std::move(options), Random(1)) {}

    Parts parts(Kept& kept) { return {kept.log, kept.store, kept.store, queue, kept.clock, catalog}; }
    void settle() {
        for (int i = 0; i < 20; ++i) ASSERT_TRUE(notifier.step());
    }
    std::vector<core::Task> tasks() {
        std::vector<core::Task> out;
        const auto leased = queue.take({{core::Channel::email}, 100, std::chrono::seconds{10}}).value();
        for (const auto& l : leased) out.push_back(l.task);
        return out;
    }

    adapters::MemoryTaskQueue queue;
    catalog::CatalogView catalog;
    Notifier notifier;
};

class RecoveryTest : public ::testing::Test {
protected:
    explicit RecoveryTest(bool hold = false) {
        tell(records::write_catalog(test::a_type([&](auto& t) { t.hold_unknown = hold; })));
    }
    // What the process before has left behind: one queued notification.
    void given_queued(core::Round round = 1, int returns = 0) {
        auto n = test::a_notification();
        n.round = round;
        n.returns = returns;
        ports::Changes changes;
        changes.events = {
            {test::an_event(), "", {{n.user, n.channel, true, core::Reason::ok, ""}}, 0, n.created_at}};
        changes.notifications = {{n, "{}"}};
        changes.recipients = {{test::a_recipient(), 0}};
        ASSERT_TRUE(kept.store.commit(changes));
    }
    void tell(const ports::NewRecord& record) { kept.log.append(std::span(&record, 1)).value(); }
    void tell_started(core::Round round) { tell(records::write_started({id, round})); }
    core::Notification stored() { return kept.store.notifications(std::span(&id, 1)).value().at(id); }
    std::vector<core::Attempt> attempts() { return kept.store.attempts_of(id).value(); }

    const core::NotificationId id = test::a_notification().id;
    Kept kept;
};

// A type that sends again.

TEST_F(RecoveryTest, OfWhatWasQueuedNobodyKnowsWhetherItWasSent) {
    given_queued();
    Process process(kept);
    process.settle();
    EXPECT_EQ(stored().state, core::State::queued);
    EXPECT_EQ(stored().round, 2);
    EXPECT_EQ(stored().attempt_count, 0) << "that it was sent is not on record";
    EXPECT_EQ(stored().returns, 1);
    const auto tasks = process.tasks();
    ASSERT_EQ(tasks.size(), 1U);
    EXPECT_TRUE(tasks[0].announce) << "so that the next time it is known";
}

TEST_F(RecoveryTest, ASendThatHadBegunUsesUpAnAttemptAndIsSentAgainAtOnce) {
    given_queued(2, 1);
    tell_started(2);
    Process process(kept);
    process.settle();
    EXPECT_EQ(stored().state, core::State::queued);
    EXPECT_EQ(stored().round, 3);
    EXPECT_EQ(stored().attempt_count, 1);
    EXPECT_EQ(stored().returns, 2);
    ASSERT_EQ(attempts().size(), 1U);
    EXPECT_EQ(attempts()[0].outcome, core::OutcomeKind::unknown);
    EXPECT_EQ(attempts()[0].detail, "the program ended during the send");
    EXPECT_EQ(process.tasks().size(), 1U);
}

TEST_F(RecoveryTest, StopsWhileItWaitsSayNothingAgainstIt) {
    given_queued();
    for (int i = 0; i < 10; ++i) Process(kept).settle();
    EXPECT_EQ(stored().state, core::State::queued);
    EXPECT_EQ(stored().returns, 1);
}

TEST_F(RecoveryTest, TheFifthTimeItIsPoison) {
    given_queued(5, 4);
    tell_started(5);
    Process process(kept);
    process.settle();
    EXPECT_EQ(stored().state, core::State::failed);
    EXPECT_EQ(stored().reason, core::Reason::poison);
    EXPECT_EQ(stored().detail, "the program ended during the send, 5 times");
    EXPECT_TRUE(process.tasks().empty());
}

TEST_F(RecoveryTest, NothingIsTakenUpBeforeWhatWasReportedIsFolded) {
    given_queued();
    tell(records::write_outcome(test::an_outcome()));
    Process process(kept);
    ASSERT_EQ(process.notifier.decide().value(), 0U);
    EXPECT_EQ(stored().round, 1);
    process.settle();
    EXPECT_EQ(stored().state, core::State::delivered);
    EXPECT_EQ(stored().returns, 0);
}

// A type that holds.

class RecoveryHold : public RecoveryTest {
protected:
    RecoveryHold() : RecoveryTest(true) {}
};

TEST_F(RecoveryHold, ASendThatHadBegunIsHeld) {
    given_queued();
    tell_started(1);
    Process process(kept);
    process.settle();
    EXPECT_EQ(stored().state, core::State::failed);
    EXPECT_EQ(stored().reason, core::Reason::unknown_outcome);
    ASSERT_EQ(attempts().size(), 1U);
    EXPECT_EQ(attempts()[0].outcome, core::OutcomeKind::unknown);
    EXPECT_EQ(attempts()[0].number, 1);
    EXPECT_TRUE(process.tasks().empty());
}

TEST_F(RecoveryHold, OneThatHadNotBegunIsQueuedAgain) {
    given_queued();
    Process process(kept);
    process.settle();
    EXPECT_EQ(stored().state, core::State::queued);
    EXPECT_EQ(stored().round, 2);
    EXPECT_TRUE(attempts().empty());
    const auto tasks = process.tasks();
    ASSERT_EQ(tasks.size(), 1U);
    EXPECT_TRUE(tasks[0].announce);
}

TEST_F(RecoveryHold, OnlyTheCurrentRoundsBeginningCounts) {
    given_queued(2);
    tell_started(1);
    Process process(kept);
    process.settle();
    EXPECT_EQ(stored().state, core::State::queued);
    EXPECT_EQ(stored().round, 3);
}

TEST_F(RecoveryHold, AnOutcomeOnRecordIsBelieved) {
    given_queued();
    tell_started(1);
    tell(records::write_outcome(test::an_outcome()));
    Process(kept).settle();
    EXPECT_EQ(stored().state, core::State::delivered);
    EXPECT_EQ(stored().started_round, 1);
    EXPECT_EQ(attempts().size(), 1U);
}

TEST_F(RecoveryHold, AnOutcomeThatComesBeforeTheBeginningIsBelieved) {
    given_queued();
    tell(records::write_outcome(test::an_outcome()));
    tell_started(1);
    Process(kept).settle();
    EXPECT_EQ(stored().state, core::State::delivered);
    EXPECT_EQ(stored().started_round, 1);
}

TEST_F(RecoveryHold, ASecondStartChangesNothing) {
    given_queued();
    tell_started(1);
    Process(kept).settle();
    const auto held = stored();
    Process(kept).settle();
    EXPECT_EQ(stored(), held);
    EXPECT_EQ(attempts().size(), 1U);
}

TEST_F(RecoveryHold, AStopBeforeTheUnknownOutcomeIsFoldedCostsNothing) {
    given_queued();
    tell_started(1);
    {
        Process process(kept);
        ASSERT_TRUE(process.notifier.track());
        ASSERT_TRUE(process.notifier.decide());
        EXPECT_EQ(stored().state, core::State::queued) << "told, and not yet folded";
    }
    Process process(kept);
    process.settle();
    EXPECT_EQ(stored().state, core::State::failed);
    EXPECT_EQ(attempts().size(), 1U);
}

// Memory that is lost again while the queue is refilled.

TEST_F(RecoveryTest, AfterASecondLossTheRefillBeginsAnew) {
    const core::RateLimit limit{2, std::chrono::hours{1}};
    given_queued();
    ports::Changes changes;
    for (const auto* user : {"bob", "cem", "dan"}) {
        auto event = test::an_event();
        event.user = core::UserId(user);
        auto n = test::a_notification();
        n.user = event.user;
        n.id = core::notification_id(event.received_at, event.source, event.id, event.user, "email");
        auto recipient = test::a_recipient();
        recipient.user = event.user;
        changes.events.push_back(
            {event, "", {{n.user, n.channel, true, core::Reason::ok, ""}}, 0, n.created_at});
        changes.notifications.push_back({n, "{}"});
        changes.recipients.push_back({recipient, 0});
    }
    core::Attempt sent;
    sent.notification = id;
    sent.round = 1;
    sent.started_at = kept.clock.now();
    changes.attempts = {sent};
    ASSERT_TRUE(kept.store.commit(changes));

    Options slow;
    slow.batch_max = 1;
    Process process(kept, {{core::Channel::email, limit}}, slow);
    const auto waiting = [&] {
        return process.queue.depths().value().at(core::index(core::Priority::normal)).waiting;
    };
    while (kept.store.queued({}, 10).value().size() == 4) ASSERT_TRUE(process.notifier.step());
    ASSERT_TRUE(process.queue.has_lost_memory().value()) << "three are still missing";
    process.queue.lose_memory();
    kept.clock.advance(ports::TaskQueue::kRefillClaim / 2);
    process.settle();
    EXPECT_FALSE(process.queue.has_lost_memory().value());
    EXPECT_EQ(waiting(), 4U);
    EXPECT_EQ(process.tasks().size(), 1U) << "the one that was sent counts again";
}

// Rate limits.

TEST_F(RecoveryTest, WhatWasSentBeforeCountsAgainstTheLimitUntilItsWindowHasPassed) {
    const core::RateLimit limit{1, std::chrono::hours{1}};
    given_queued();
    core::Attempt sent;
    sent.notification = id;
    sent.round = 1;
    sent.started_at = kept.clock.now() - std::chrono::minutes{50};
    ports::Changes changes;
    changes.attempts = {sent};
    ASSERT_TRUE(kept.store.commit(changes));

    Process process(kept, {{core::Channel::email, limit}});
    process.settle();
    EXPECT_TRUE(process.tasks().empty());
    kept.clock.advance(std::chrono::minutes{10} + limit.permit_life());
    EXPECT_EQ(process.tasks().size(), 1U);
}

TEST_F(RecoveryTest, AnOutcomeThatWasNotFoldedBeforeTheStopCountsToo) {
    const core::RateLimit limit{1, std::chrono::hours{1}};
    given_queued();
    auto outcome = test::an_outcome(core::OutcomeKind::retry);
    outcome.task = {id, 1};
    outcome.started_at = outcome.finished_at = kept.clock.now();
    tell(records::write_outcome(outcome));

    Process process(kept, {{core::Channel::email, limit}});
    process.settle();
    kept.clock.advance(std::chrono::minutes{2});  // its retry is due
    process.settle();
    EXPECT_EQ(stored().state, core::State::queued);
    EXPECT_TRUE(process.tasks().empty());
}

}  // namespace
}  // namespace tidings::notifier
