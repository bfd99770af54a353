#include "services/notifier/tracker.h"

#include <thread>

#include <gtest/gtest.h>

#include "adapters/memory/memory_event_log.h"
#include "adapters/memory/memory_store.h"
#include "adapters/memory/memory_task_queue.h"
#include "services/records/status_record.h"
#include "support/builders.h"
#include "support/manual_clock.h"

namespace tidings::notifier {
namespace {

class TrackerTest : public ::testing::Test {
protected:
    void SetUp() override {
        ports::Changes changes;
        changes.events.push_back({test::an_event(), "", {}, 0, test::kNoon});
        changes.notifications.push_back({test::a_notification(), ""});
        ASSERT_TRUE(store_.commit(changes));
    }
    void report(core::OutcomeKind kind) {
        ASSERT_TRUE(log_.append(std::array{records::write_outcome(test::an_outcome(kind))}));
    }
    core::Notification stored() {
        const auto id = test::a_notification().id;
        return store_.notifications(std::span(&id, 1)).value().at(id);
    }

    tidings::testing::ManualClock clock_;
    adapters::MemoryEventLog log_{clock_};
    adapters::MemoryStore store_;
    adapters::MemoryTaskQueue queue_{clock_, 10, {}};
    catalog::CatalogView catalog_{log_};
    Options options_;
    Tracker tracker_{log_, store_, queue_, clock_, catalog_, options_};
};

TEST_F(TrackerTest, CatchingUpFoldsAllThatWasReported) {
    report(core::OutcomeKind::retry);
    report(core::OutcomeKind::delivered);
    ASSERT_TRUE(tracker_.catch_up());
    EXPECT_EQ(stored().state, core::State::delivered);
    EXPECT_EQ(tracker_.step().value(), 0U);
}

TEST_F(TrackerTest, CatchingUpWithNothingReportedIsDone) {
    EXPECT_TRUE(tracker_.catch_up());
}

// The tracker has a thread of its own, which may fold what another has just seen to be missing.
TEST_F(TrackerTest, CatchingUpBesideTheTrackersOwnThreadSucceeds) {
    std::jthread own([this](const std::stop_token& stop) {
        while (!stop.stop_requested()) EXPECT_TRUE(tracker_.step());
    });
    for (int i = 0; i < 5'000; ++i) {
        report(core::OutcomeKind::retry);
        ASSERT_TRUE(tracker_.catch_up()) << "at report " << i;
    }
}

}  // namespace
}  // namespace tidings::notifier
