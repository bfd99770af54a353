#include "services/notifier/handover_test.h"

namespace tidings::notifier {
namespace {

using namespace std::chrono_literals;
using core::Priority;
using core::State;

// What a full lane holds up, and what it must not.
class FullLaneTest : public HandoverTest {
protected:
    FullLaneTest() : HandoverTest(1) {}
    // By another process, which has died.
    void leave_undone(const core::Notification& n, Duration ago = 6s) {
        Errand left = errand_for({n});
        ports::Changes changes;
        handover_.attach(left, changes);
        ASSERT_TRUE(bench_.store.commit(changes));
        bench_.clock.advance(ago);
    }
    void fill(Priority priority) { bench_.push(queued(100 + static_cast<int>(priority), priority)); }
    void send_one() { ASSERT_TRUE(bench_.queue.acknowledge(bench_.take(1))); }
};

TEST_F(FullLaneTest, HoldsUpItsOwnTasksAndNoOthers) {
    fill(Priority::low);
    hand_over({queued(1, Priority::low), queued(2, Priority::critical)});
    EXPECT_EQ(bench_.waiting(Priority::critical), 1U);
    EXPECT_EQ(bench_.told().size(), 2U);
    EXPECT_FALSE(handover_.blocked());
    EXPECT_TRUE(handover_.waiting());
    hand_over({queued(3, Priority::high)});
    EXPECT_EQ(bench_.waiting(Priority::high), 1U);
}

TEST_F(FullLaneTest, ItsTasksGoWhenThereIsRoom) {
    fill(Priority::low);
    hand_over({queued(1, Priority::low)});
    EXPECT_EQ(handover_.step().value(), 0U);
    EXPECT_TRUE(handover_.waiting());
    send_one();
    EXPECT_EQ(handover_.step().value(), 1U);
    EXPECT_FALSE(handover_.waiting());
    EXPECT_EQ(bench_.waiting(Priority::low), 1U);
    EXPECT_EQ(bench_.told().size(), 1U) << "it was told when it was queued";
}

TEST_F(FullLaneTest, ItsRowStaysUntilAllIsPushed) {
    fill(Priority::low);
    hand_over({queued(1, Priority::low)});
    bench_.clock.advance(2s);
    ASSERT_TRUE(handover_.step());
    EXPECT_EQ(rows(), 1U) << "a crash now must not lose the task";
    send_one();
    ASSERT_TRUE(handover_.step());
    bench_.clock.advance(2s);
    ASSERT_TRUE(handover_.step());
    EXPECT_EQ(rows(), 0U);
}

TEST_F(FullLaneTest, DoesNotHoldBackWhatIsKeptBehindIt) {
    fill(Priority::low);
    hand_over({queued(1, Priority::low)});
    bench_.watched_queue.before_push = test::kDown;
    hand_over({queued(2, Priority::critical)});
    EXPECT_TRUE(handover_.blocked());
    bench_.watched_queue.before_push = test::kUp;
    EXPECT_EQ(handover_.step().value(), 1U);
    EXPECT_EQ(bench_.waiting(Priority::critical), 1U);
    EXPECT_FALSE(handover_.blocked());
    EXPECT_TRUE(handover_.waiting());
}

TEST_F(FullLaneTest, WhatIsSettledWhileItWaitsIsNotPushed) {
    fill(Priority::low);
    const auto n = queued(1, Priority::low);
    hand_over({n});
    move(n, State::cancelled);
    send_one();
    EXPECT_EQ(handover_.step().value(), 1U);
    EXPECT_FALSE(handover_.waiting());
    EXPECT_EQ(bench_.waiting(Priority::low), 0U);
}

TEST_F(FullLaneTest, NobodyIsAskedAboutTasksThatHaveNoRoom) {
    fill(Priority::low);
    hand_over({queued(1, Priority::low), queued(2, Priority::low), queued(3, Priority::low)});
    for (int i = 0; i < 10; ++i) EXPECT_EQ(handover_.step().value(), 0U);
    EXPECT_EQ(bench_.watched_queue.asked, 0U);
    send_one();
    ASSERT_TRUE(handover_.step());
    EXPECT_EQ(bench_.watched_queue.asked, 1U) << "there is room for one";
    EXPECT_EQ(bench_.waiting(Priority::low), 1U);
    EXPECT_TRUE(handover_.waiting());
}

TEST_F(FullLaneTest, DoesNotKeepWhatOthersLeftForOtherLanesFromBeingDone) {
    fill(Priority::low);
    leave_undone(queued(1, Priority::low));
    leave_undone(queued(2, Priority::critical));
    EXPECT_EQ(handover_.redo_old().value(), 2U);
    EXPECT_EQ(bench_.waiting(Priority::critical), 1U);
    EXPECT_EQ(handover_.redo_old().value(), 0U) << "it is at the one with the full lane already";
    leave_undone(queued(3, Priority::high));
    EXPECT_EQ(handover_.redo_old().value(), 1U) << "and goes on with what is left later";
    EXPECT_EQ(bench_.waiting(Priority::high), 1U);
    ASSERT_TRUE(bench_.queue.acknowledge(bench_.take(3)));
    ASSERT_TRUE(handover_.step());
    EXPECT_EQ(bench_.waiting(Priority::low), 1U);
}

TEST_F(FullLaneTest, NoMoreIsAdoptedThanIsGoodToKeep) {
    fill(Priority::low);
    for (int i = 1; i <= 45; ++i) leave_undone(queued(i, Priority::low), 0s);
    bench_.clock.advance(6s);
    EXPECT_EQ(handover_.redo_old().value(), 20U);
    EXPECT_EQ(handover_.redo_old().value(), 0U);
    for (int i = 0; i <= 45; ++i) {
        send_one();
        ASSERT_TRUE(handover_.step());
        ASSERT_TRUE(handover_.redo_old());
    }
    EXPECT_FALSE(handover_.waiting());
    EXPECT_EQ(bench_.waiting(Priority::low), 0U);
}

}  // namespace
}  // namespace tidings::notifier
