#include "services/notifier/tracker.h"

#include <thread>

#include <gtest/gtest.h>

#include "support/notifier_bench.h"

namespace tidings::notifier {
namespace {

using namespace std::chrono_literals;
using core::OutcomeKind;
using core::State;

class TrackerTest : public ::testing::Test {
protected:
    void report(const core::Notification& n, OutcomeKind kind, std::string detail = "") {
        bench_.tell({n.id, n.round}, kind, std::move(detail));
    }
    core::Notification stored(const core::Notification& n) { return bench_.notification(n.id); }
    std::size_t step() { return tracker_.step().value(); }
    Result<> catch_up() {
        Tracker::Goal goal;
        return tracker_.catch_up(goal, {});
    }
    // The store takes nothing that says this, as one with a rule of its own about content.
    void refuse(std::string word) {
        bench_.watched_store.before_commit = [word](const ports::Changes& changes) {
            for (const auto& update : changes.updates) {
                if (update.after.detail == word) return Result<>(invalid("it says " + word));
            }
            return Result<>();
        };
    }

    test::NotifierBench bench_;
    Tracker& tracker_ = bench_.tracker;
};

TEST_F(TrackerTest, FoldsABatchInOneCommit) {
    const auto a = bench_.given(1);
    const auto b = bench_.given(2);
    report(a, OutcomeKind::delivered);
    report(b, OutcomeKind::rejected);
    EXPECT_EQ(step(), 2U);
    EXPECT_EQ(stored(a).state, State::delivered);
    EXPECT_EQ(stored(b).state, State::failed);
    EXPECT_EQ(stored(a).revision, a.revision + 1);
    EXPECT_EQ(bench_.watched_store.commits, 1);
    EXPECT_EQ(bench_.store.attempts_of(a.id).value().size(), 1U);
    EXPECT_EQ(step(), 0U);
}

TEST_F(TrackerTest, ARecordThatIsReadTwiceChangesNothing) {
    const auto n = bench_.given(1);
    report(n, OutcomeKind::retry);
    step();
    const auto once = stored(n);
    report(n, OutcomeKind::retry);
    EXPECT_EQ(step(), 1U);
    EXPECT_EQ(stored(n), once);
}

TEST_F(TrackerTest, ABeginningIsKeptWithItsRound) {
    const auto n = bench_.given(1, [](auto& x) { x.round = 3; });
    bench_.append(records::write_started({n.id, 3}));
    bench_.append(records::write_started({n.id, 2}));
    bench_.clock.advance(1s);
    step();
    EXPECT_EQ(stored(n).started_round, 3);
    EXPECT_EQ(stored(n).state, State::queued);
    EXPECT_EQ(stored(n).updated_at, n.updated_at) << "it was queued then; its row goes by that";
}

TEST_F(TrackerTest, RecordsThatSayNothingToItArePassedOver) {
    const auto n = bench_.given(1);
    bench_.append(records::write_state(n));
    bench_.tell({Uuid{}, 1}, OutcomeKind::delivered);  // of a notification that does not exist
    report(n, OutcomeKind::delivered);
    EXPECT_EQ(step(), 3U);
    EXPECT_EQ(stored(n).state, State::delivered);
    EXPECT_TRUE(bench_.dead().empty());
}

TEST_F(TrackerTest, RecordsThatNobodyCanReadAreSetAsideAndTheOthersAreFolded) {
    const auto n = bench_.given(1);
    bench_.append({core::Topic::status, n.id.str(), {}, "{"});
    bench_.append({core::Topic::status, "no id", {}, R"({"kind":"outcome"})"});
    report(n, OutcomeKind::delivered);
    EXPECT_EQ(step(), 3U);
    EXPECT_EQ(stored(n).state, State::delivered);
    const auto dead = bench_.dead();
    ASSERT_EQ(dead.size(), 2U);
    for (const auto& record : dead) {
        EXPECT_EQ(record.reason, "unreadable");
        EXPECT_EQ(record.partition.topic, core::Topic::status);
    }
    EXPECT_EQ(bench_.read(core::Topic::dead).size(), 2U);
}

TEST_F(TrackerTest, WhatCannotBeReadIsNotDoneWithBeforeTheDeadLogHasIt) {
    bench_.append({core::Topic::status, "", {}, "{"});
    bench_.watched_log.before_append = [] { return Result<>(unavailable("no broker")); };
    EXPECT_FALSE(tracker_.step());
    EXPECT_TRUE(bench_.dead().empty());
    bench_.watched_log.before_append = [] { return Result<>(); };
    EXPECT_EQ(step(), 1U);
    EXPECT_EQ(bench_.dead().size(), 1U);
    EXPECT_EQ(bench_.read(core::Topic::dead).size(), 1U);
}

// Two that wait beside each other, while more is reported all the time.
TEST_F(TrackerTest, EachGoalIsWhatWasReportedWhenItWasBegun) {
    const ports::Partition others{core::Topic::status, 1};
    const auto another_folds = [&](std::int64_t from, std::int64_t to) {
        ports::Changes changes;
        changes.offsets.push_back({.partition = others, .from = from, .to = to, .counts = {}});
        ASSERT_TRUE(bench_.store.commit(changes));
    };
    const auto is_reached = [&](Tracker::Goal& goal, const core::Notification& missing) {
        const auto done = tracker_.catch_up(goal, {{missing.id, missing.round}});
        EXPECT_TRUE(done || done.error().code == Errc::conflict) << done.error().message;
        return bool(done);
    };
    const auto one = bench_.given(1);
    const auto other = bench_.given(2);
    Tracker::Goal early;
    bench_.watched_log.elsewhere = {{others, 0, 5}};
    EXPECT_FALSE(is_reached(early, one));
    Tracker::Goal late;
    bench_.watched_log.elsewhere = {{others, 0, 9}};
    EXPECT_FALSE(is_reached(late, other));
    another_folds(0, 6);
    EXPECT_TRUE(is_reached(early, one));
    EXPECT_FALSE(is_reached(late, other));
    another_folds(6, 9);
    EXPECT_TRUE(is_reached(late, other));
}

TEST_F(TrackerTest, ALateSuccessTakesWhatIsQueuedSinceBack) {
    const auto n = bench_.given(1, [](auto& x) { x.round = 2; });
    bench_.push(n);
    bench_.tell({n.id, 1}, OutcomeKind::delivered);
    step();
    EXPECT_EQ(stored(n).state, State::delivered);
    EXPECT_EQ(bench_.waiting(), 0U);
}

TEST_F(TrackerTest, ATypesOwnRetriesComeBeforeTheSettings) {
    bench_.publish(test::a_type([](auto& t) {
        t.version = 4;
        t.retry = core::RetryPolicy{{7min}, 0};
    }));
    ASSERT_TRUE(bench_.catalog.refresh());
    const auto n = bench_.given(1, [](auto& x) { x.type_version = 4; });
    report(n, OutcomeKind::retry);
    step();
    EXPECT_EQ(stored(n).due_at, bench_.clock.now() + 7min);
}

TEST_F(TrackerTest, AnOutcomeOfATypeThatIsGoneIsStillFolded) {
    const auto n = bench_.given(1, [](auto& x) { x.type = core::TypeName("gone"); });
    report(n, OutcomeKind::retry);
    step();
    EXPECT_EQ(stored(n).state, State::scheduled);
}

// What the store refuses.

TEST_F(TrackerTest, ARecordThatTheStoreRefusesIsSetAsideAndTheOthersAreFolded) {
    std::vector<core::Notification> all;
    for (int i = 0; i < 5; ++i) all.push_back(bench_.given(i));
    refuse("nonsense");
    for (int i = 0; i < 5; ++i) report(all[i], OutcomeKind::delivered, i == 3 ? "nonsense" : "fine");
    EXPECT_EQ(step(), 5U);
    for (int i = 0; i < 5; ++i) {
        EXPECT_EQ(stored(all[i]).state, i == 3 ? State::queued : State::delivered) << i;
    }
    const auto dead = bench_.dead();
    ASSERT_EQ(dead.size(), 1U);
    EXPECT_EQ(dead[0].reason, "refused");
    EXPECT_EQ(dead[0].detail, "it says nonsense");
    EXPECT_EQ(dead[0].partition.topic, core::Topic::status);
    EXPECT_EQ(dead[0].offset, 3);
    EXPECT_EQ(bench_.read(core::Topic::dead).size(), 1U);
    EXPECT_TRUE(tracker_.at_the_end().value());
}

TEST_F(TrackerTest, WhatComesAfterARefusedRecordIsFolded) {
    const auto n = bench_.given(1);
    refuse("nonsense");
    report(n, OutcomeKind::retry, "nonsense");
    EXPECT_EQ(step(), 1U);
    report(n, OutcomeKind::delivered);
    EXPECT_EQ(step(), 1U);
    EXPECT_EQ(stored(n).state, State::delivered);
}

TEST_F(TrackerTest, ARefusedSuccessThatHasWithdrawnALaterRoundDoesNotEndIt) {
    const auto n = bench_.given(1, [](auto& x) { x.round = 2; });
    bench_.push(n);
    refuse("nonsense");
    bench_.tell({n.id, 1}, OutcomeKind::delivered, "nonsense");
    step();
    EXPECT_EQ(bench_.waiting(), 0U);
    bench_.push(n);  // as the sweep for lost tasks does
    EXPECT_TRUE(bench_.take().at(0).withdrawn);
    report(n, OutcomeKind::cancelled);
    step();
    EXPECT_EQ(stored(n).state, State::scheduled) << "nobody has cancelled it";
}

TEST_F(TrackerTest, ARecordIsNotSetAsideForAStoreThatIsDown) {
    const auto n = bench_.given(1);
    report(n, OutcomeKind::delivered);
    bench_.watched_store.before_commit = [](const auto&) { return Result<>(unavailable("no disk")); };
    EXPECT_FALSE(tracker_.step());
    bench_.watched_store.before_commit = [](const auto&) { return Result<>(); };
    EXPECT_EQ(step(), 1U) << "read again";
    EXPECT_EQ(stored(n).state, State::delivered);
    EXPECT_TRUE(bench_.dead().empty());
}

TEST_F(TrackerTest, ACommitWhoseAnswerWasLostIsNotMadeTwice) {
    const auto n = bench_.given(1);
    report(n, OutcomeKind::retry);
    bench_.watched_store.after_commit = test::kDown;
    EXPECT_FALSE(tracker_.step());
    bench_.watched_store.after_commit = test::kUp;
    step();
    EXPECT_EQ(stored(n).attempt_count, 1);
    EXPECT_EQ(stored(n).revision, n.revision + 1);
}

TEST_F(TrackerTest, ANotificationThatSomebodyMovesMeanwhileIsReadAnew) {
    const auto n = bench_.given(1);
    report(n, OutcomeKind::retry);
    bool moved = false;
    bench_.watched_store.before_commit = [&](const auto&) {
        if (std::exchange(moved, true)) return Result<>();
        ports::Changes changes;
        auto after = n;
        after.cancel_requested = true;
        ++after.revision;
        changes.updates = {{after, n.state, std::nullopt}};
        return bench_.store.commit(changes);
    };
    step();
    step();
    EXPECT_EQ(stored(n).state, State::cancelled);
}

// Catching up.

TEST_F(TrackerTest, IsAtTheEndOnceAllThatWasReportedIsFolded) {
    EXPECT_TRUE(tracker_.at_the_end().value());
    report(bench_.given(1), OutcomeKind::delivered);
    EXPECT_FALSE(tracker_.at_the_end().value());
    step();
    EXPECT_TRUE(tracker_.at_the_end().value());
}

TEST_F(TrackerTest, CatchingUpFoldsAllThatWasReported) {
    bench_.options.batch_max = 1;  // so that one step is not enough
    const auto n = bench_.given(1);
    for (int i = 0; i < 5; ++i) report(n, OutcomeKind::retry);
    report(n, OutcomeKind::delivered);
    ASSERT_TRUE(catch_up());
    EXPECT_EQ(stored(n).state, State::delivered);
    EXPECT_EQ(step(), 0U);
}

TEST_F(TrackerTest, CatchingUpWithNothingReportedIsDone) {
    EXPECT_TRUE(catch_up());
}

// The tracker has a thread of its own, which may fold what another has just seen to be missing.
TEST_F(TrackerTest, CatchingUpBesideTheTrackersOwnThreadSucceeds) {
    const auto n = bench_.given(1);
    std::jthread own([this](const std::stop_token& stop) {
        while (!stop.stop_requested()) EXPECT_TRUE(tracker_.step());
    });
    for (int i = 0; i < 5'000; ++i) {
        report(n, OutcomeKind::retry);
        ASSERT_TRUE(catch_up()) << "at report " << i;
    }
}

}  // namespace
}  // namespace tidings::notifier
