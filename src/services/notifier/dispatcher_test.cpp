#include "services/notifier/dispatcher.h"

#include <gtest/gtest.h>

#include "support/notifier_bench.h"

namespace tidings::notifier {
namespace {

using namespace std::chrono_literals;
using core::Priority;
using core::State;

class DispatcherTest : public ::testing::Test {
protected:
    explicit DispatcherTest(std::size_t queue_max = 100) : bench_(queue_max) {}

    core::Notification due(int number, Priority priority = Priority::normal) {
        return bench_.given(number, [&](auto& n) {
            n.state = State::scheduled;
            n.round = 0;
            n.priority = priority;
        });
    }
    core::Notification stored(const core::Notification& n) { return bench_.notification(n.id); }
    std::size_t step() { return dispatcher_.step().value(); }
    void write(const core::Recipient& recipient) {
        ports::Changes changes;
        changes.recipients = {{recipient, 0}};
        ASSERT_TRUE(bench_.store.commit(changes));
    }

    test::NotifierBench bench_;
    Dispatcher dispatcher_{bench_.watched_store, bench_.clock,    bench_.catalog,
                           bench_.lanes,         bench_.handover, bench_.options};
};

TEST_F(DispatcherTest, WhatIsDueGoesToTheQueueInANewRound) {
    const auto n = due(1);
    EXPECT_EQ(step(), 1U);
    EXPECT_EQ(stored(n).state, State::queued);
    EXPECT_EQ(stored(n).round, 1);
    const auto leased = bench_.take();
    ASSERT_EQ(leased.size(), 1U);
    EXPECT_EQ(leased[0].task.id, (core::TaskId{n.id, 1}));
    EXPECT_EQ(leased[0].task.content, R"({"subject":"s","text":"t"})");
    EXPECT_EQ(bench_.told(), std::vector{State::queued});
    EXPECT_EQ(step(), 0U);
}

TEST_F(DispatcherTest, WhatIsNotDueYetStays) {
    const auto n = bench_.given(1, [&](auto& x) {
        x.state = State::scheduled;
        x.due_at = bench_.clock.now() + 1s;
    });
    EXPECT_EQ(step(), 0U);
    bench_.clock.advance(1s);
    EXPECT_EQ(step(), 1U);
    EXPECT_EQ(stored(n).state, State::queued);
}

TEST_F(DispatcherTest, WhatHasExpiredIsNotSent) {
    const auto n = due(1);
    bench_.clock.advance(73h);
    EXPECT_EQ(step(), 1U);
    EXPECT_EQ(stored(n).state, State::expired);
    EXPECT_EQ(bench_.waiting(), 0U);
    EXPECT_EQ(bench_.told(), std::vector{State::expired});
}

TEST_F(DispatcherTest, WishesAreLookedAtAgain) {
    const auto n = due(1);
    write(test::a_recipient([](auto& r) { r.channels = {{core::Channel::email, false}}; }));
    EXPECT_EQ(step(), 1U);
    EXPECT_EQ(stored(n).state, State::suppressed);
    EXPECT_EQ(stored(n).reason, core::Reason::channel_off);
}

TEST_F(DispatcherTest, QuietHoursThatHaveBegunHoldIt) {
    const auto n = due(1);
    write(test::a_recipient([](auto& r) {
        r.timezone = "UTC";
        r.quiet_hours = core::QuietHours{11h, 13h};
    }));
    EXPECT_EQ(step(), 1U);
    EXPECT_EQ(stored(n).state, State::scheduled);
    EXPECT_EQ(stored(n).reason, core::Reason::quiet_hours);
    EXPECT_EQ(stored(n).due_at, test::at("2026-01-15T13:00:00Z"));
    EXPECT_EQ(bench_.waiting(), 0U);
}

TEST_F(DispatcherTest, OneWhoseTypeIsGoneIsADeadLetter) {
    const auto n = bench_.given(1, [](auto& x) {
        x.state = State::scheduled;
        x.type = core::TypeName("gone");
    });
    EXPECT_EQ(step(), 1U);
    EXPECT_EQ(stored(n).state, State::failed);
    EXPECT_EQ(stored(n).reason, core::Reason::no_template);
}

TEST_F(DispatcherTest, ASuspectIsAnnouncedWhenItIsSentAgain) {
    bench_.given(1, [](auto& n) {
        n.state = State::scheduled;
        n.returns = 2;
    });
    step();
    const auto leased = bench_.take();
    ASSERT_EQ(leased.size(), 1U);
    EXPECT_TRUE(leased[0].task.announce);
    EXPECT_EQ(leased[0].returns, 2);
}

TEST_F(DispatcherTest, OneThatSomebodyMovesMeanwhileIsReadAnewByTheNextStep) {
    const auto n = due(1);
    bool moved = false;
    bench_.watched_store.before_commit = [&](const auto&) {
        if (std::exchange(moved, true)) return Result<>();
        ports::Changes changes;
        auto after = n;
        after.state = State::cancelled;
        ++after.revision;
        changes.updates = {{after, n.state, std::nullopt}};
        return bench_.store.commit(changes);
    };
    EXPECT_EQ(step(), 1U);
    EXPECT_EQ(bench_.waiting(), 0U) << "nothing is pushed that was not committed";
    EXPECT_EQ(step(), 0U);
    EXPECT_EQ(stored(n).state, State::cancelled);
}

// The store refuses whatever touches this one.
auto refusing(const core::Notification& guilty) {
    return [id = guilty.id](const ports::Changes& changes) {
        const auto touches = [&](const auto& update) { return update.after.id == id; };
        return std::ranges::any_of(changes.updates, touches) ? Result<>(invalid("no such text")) : Result<>();
    };
}

TEST_F(DispatcherTest, OneThatTheStoreRefusesStaysAndHoldsUpNoOther) {
    const auto guilty = due(1);
    std::vector<core::Notification> others;
    for (int i = 2; i <= 9; ++i) others.push_back(due(i));
    bench_.watched_store.before_commit = refusing(guilty);
    EXPECT_EQ(step(), 9U);
    for (const auto& n : others) EXPECT_EQ(stored(n).state, State::queued);
    EXPECT_EQ(bench_.waiting(), 8U);
    EXPECT_EQ(stored(guilty), guilty);
    EXPECT_EQ(step(), 0U) << "it is not asked for again and again";
    const auto later = due(10);
    EXPECT_EQ(step(), 1U);
    EXPECT_EQ(stored(later).state, State::queued);
}

TEST_F(DispatcherTest, WhereTheStoreRefusesEverythingTheStepFails) {
    bench_.options.batch_max = 500;
    for (int i = 1; i <= 60; ++i) due(i, Priority::normal), due(100 + i, Priority::high);
    bench_.watched_store.before_commit = [](const auto&) { return Result<>(invalid("nothing is good")); };
    bool failed = false;
    for (int i = 0; i < 5 && !failed; ++i) {
        const auto stepped = dispatcher_.step();
        failed = !stepped;
        EXPECT_TRUE(stepped || stepped.error().code == Errc::invalid);
    }
    EXPECT_TRUE(failed);
    EXPECT_EQ(step(), 0U) << "what comes behind it in a notifier's step is not to stand still with it";
    bench_.watched_store.before_commit = [](const auto&) { return Result<>(); };
    bench_.clock.advance(1min);
    EXPECT_EQ(step(), 120U) << "all of them";
}

TEST_F(DispatcherTest, WhileTheQueueFailsNothingIsBegun) {
    due(1);
    bench_.watched_queue.before_push = test::kDown;
    EXPECT_EQ(step(), 1U);
    const auto second = due(2);
    EXPECT_EQ(step(), 0U);
    EXPECT_EQ(stored(second).state, State::scheduled);
    bench_.watched_queue.before_push = test::kUp;
    ASSERT_TRUE(bench_.handover.step());
    EXPECT_EQ(step(), 1U);
    EXPECT_EQ(bench_.waiting(), 2U);
}

TEST_F(DispatcherTest, AStepIsOneBoundedBatchTheUrgentOnesFirst) {
    bench_.options.batch_max = 3;
    for (int i = 1; i <= 3; ++i) due(i, Priority::low);
    const auto urgent = due(4, Priority::critical);
    EXPECT_EQ(step(), 3U);
    EXPECT_EQ(stored(urgent).state, State::queued);
    EXPECT_EQ(bench_.waiting(Priority::low), 2U);
}

TEST_F(DispatcherTest, ManyUrgentOnesLeaveAPlaceToTheOthers) {
    bench_.options.batch_max = 24;
    for (int i = 1; i <= 30; ++i) due(i, Priority::critical);
    const auto low = due(31, Priority::low);
    EXPECT_LE(step(), 24U);
    EXPECT_EQ(stored(low).state, State::queued);
    EXPECT_GT(bench_.waiting(Priority::critical), 10U);
}

class SmallQueueTest : public DispatcherTest {
protected:
    SmallQueueTest() : DispatcherTest(2) {}
};

TEST_F(SmallQueueTest, TakesWhatTheLaneHasRoomForTheLongestDueFirst) {
    std::vector<core::Notification> all;
    for (int i = 1; i <= 4; ++i) {
        all.push_back(due(i));
        bench_.clock.advance(1ms);
    }
    EXPECT_EQ(step(), 2U);
    EXPECT_EQ(stored(all[0]).state, State::queued);
    EXPECT_EQ(stored(all[1]).state, State::queued);
    EXPECT_EQ(step(), 0U);
    ASSERT_TRUE(bench_.queue.acknowledge(bench_.take(1)));
    EXPECT_EQ(step(), 1U);
    EXPECT_EQ(stored(all[2]).state, State::queued);
}

TEST_F(SmallQueueTest, AFullLaneDoesNotHoldUpTheOthers) {
    for (int i = 1; i <= 3; ++i) due(i, Priority::low);
    step();
    EXPECT_EQ(step(), 0U);
    const auto urgent = due(4, Priority::critical);
    EXPECT_EQ(step(), 1U);
    EXPECT_EQ(stored(urgent).state, State::queued);
}

TEST_F(SmallQueueTest, WhileTasksWaitForALaneThatOverflowedTheOthersGoOn) {
    // A row that another process left is pushed into a lane that is full by then.
    for (int i = 1; i <= 2; ++i) bench_.given_in_queue(i);
    Errand left = bench_.handover.begin();
    const auto late = bench_.given(3);
    Handover::tell(left, late);
    left.tasks.push_back(core::task_of(late, "{}", false, late.expires_at));
    bench_.handover.run(std::move(left));
    ASSERT_TRUE(bench_.handover.waiting());
    const auto urgent = due(4, Priority::critical);
    EXPECT_EQ(step(), 1U);
    EXPECT_EQ(stored(urgent).state, State::queued);
}

}  // namespace
}  // namespace tidings::notifier
