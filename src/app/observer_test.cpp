#include "app/observer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/memory/memory_event_log.h"
#include "adapters/memory/memory_store.h"
#include "adapters/memory/memory_task_queue.h"
#include "support/manual_clock.h"

namespace tidings::app {
namespace {

using ::testing::HasSubstr;
using tidings::testing::ManualClock;

// An engine in memory, whose housekeeping fails when a test says so.
class MemoryEngine final : public Engine {
public:
    std::string_view name() const override { return "memory"; }
    ports::EventLog& log() override { return log_; }
    ports::Store& store() override { return store_; }
    ports::StoreQueries& queries() override { return store_; }
    ports::TaskQueue& queue() override { return queue_; }
    ManualClock& clock() override { return clock_; }
    std::function<Result<>(Time)> set_clock() override { return {}; }
    bool has_store() const override { return true; }
    bool has_queue() const override { return true; }
    std::vector<PartHealth> maintain(const TurnsTo&) override {
        ++maintained;
        return {{"log", true, {}}, {"store", true, fault}, {"group", true, {}, is_joining}};
    }
    Result<std::int64_t> lag() override { return std::int64_t{0}; }
    Result<Secret> keep_secret(const std::string&, const catalog::Catalog&) override { return Secret(); }
    Result<Time> newest_stamp() override { return Time{}; }

    int maintained = 0;
    Result<> fault;
    bool is_joining = false;

private:
    ManualClock clock_;
    adapters::MemoryEventLog log_{clock_};
    adapters::MemoryStore store_;
    adapters::MemoryTaskQueue queue_{clock_, 100, {}};
};

class ObserverTest : public ::testing::Test {
protected:
    void append(core::Topic topic) {
        const std::vector<ports::NewRecord> records{{topic, "u1", {}, "x"}};
        ASSERT_TRUE(engine.log().append(records));
    }

    MemoryEngine engine;
    catalog::CatalogView catalog{engine.log()};
    Metrics metrics;
    Readiness readiness;
    Observer observer{engine, catalog, {}, metrics, readiness};
};

TEST_F(ObserverTest, EachStepKeepsTheEngineInOrderAndRests) {
    const auto done = observer.step();
    ASSERT_TRUE(done);
    EXPECT_EQ(*done, 0U);
    EXPECT_EQ(engine.maintained, 1);
}

TEST_F(ObserverTest, APartThatIsStillComingIsLookedForOftenAndIsNoFault) {
    engine.is_joining = true;
    ::testing::internal::CaptureStderr();
    EXPECT_TRUE(observer.step());
    EXPECT_EQ(::testing::internal::GetCapturedStderr(), "");
    EXPECT_FALSE(readiness.parts().at("group").good);
    EXPECT_EQ(observer.idle(), std::chrono::milliseconds{100});
    engine.is_joining = false;
    EXPECT_TRUE(observer.step());
    EXPECT_TRUE(readiness.parts().at("group").good);
    EXPECT_EQ(observer.idle(), std::chrono::seconds{1});
}

TEST_F(ObserverTest, KnowsHowFarTheNotifierLagsBehind) {
    EXPECT_EQ(observer.lag(), 0);
    append(core::Topic::events);
    append(core::Topic::events_critical);
    append(core::Topic::status);
    ASSERT_TRUE(observer.step());
    EXPECT_EQ(observer.lag(), 2) << "the status log is not decided";
    EXPECT_THAT(metrics.text(), HasSubstr("tidings_ledger_lag 2\n"));
    EXPECT_THAT(metrics.text(), HasSubstr("tidings_ledger_accepted 2\n"));
}

TEST_F(ObserverTest, EveryStateIsShownWhetherOrNotAnythingIsInIt) {
    ASSERT_TRUE(observer.step());
    for (const auto state : core::kStates) {
        EXPECT_THAT(metrics.text(),
                    HasSubstr("tidings_notifications{state=\"" + std::string(core::name(state)) + "\"} 0\n"));
    }
}

TEST_F(ObserverTest, TheQueueIsShownWithTheAgeOfItsOldestTask) {
    core::Task task;
    task.id.notification = core::NotificationId(Uuid{});
    task.id.round = 1;
    task.channel = core::Channel::sms;
    task.priority = core::Priority::critical;
    task.good_until = engine.clock().now() + std::chrono::hours{1};
    const std::vector tasks{task};
    ASSERT_TRUE(engine.queue().push(tasks));
    engine.clock().advance(std::chrono::seconds{30});
    ASSERT_TRUE(observer.step());
    EXPECT_THAT(metrics.text(), HasSubstr("tidings_queue_tasks{channel=\"sms\",priority=\"critical\"} 1\n"));
    EXPECT_THAT(metrics.text(),
                HasSubstr("tidings_queue_oldest_seconds{channel=\"sms\",priority=\"critical\"} 30\n"));
    EXPECT_THAT(metrics.text(),
                HasSubstr("tidings_queue_leased_tasks{channel=\"sms\",priority=\"critical\"} 0\n"));
}

TEST_F(ObserverTest, ALedgerThatDoesNotBalanceIsToldOnceItStaysSo) {
    ports::Changes changes;
    changes.offsets.push_back({{core::Topic::events, 0}, 0, 5, {}});  // of a log that ends at 0
    ASSERT_TRUE(engine.store().commit(changes));
    const auto told = [&] {
        ::testing::internal::CaptureStderr();
        EXPECT_TRUE(observer.step());
        return ::testing::internal::GetCapturedStderr();
    };
    EXPECT_EQ(told(), "") << "the clock may have jumped";
    EXPECT_EQ(told(), "") << "however often it looks at that moment";
    EXPECT_THAT(metrics.text(), ::testing::Not(HasSubstr("tidings_ledger_faults 0\n")));
    engine.clock().advance(std::chrono::seconds{2});
    EXPECT_THAT(told(), HasSubstr("level=error message=\"the ledger does not balance\" fault="));
    engine.clock().advance(std::chrono::seconds{2});
    EXPECT_EQ(told(), "") << "once is enough";
}

TEST_F(ObserverTest, AnEngineThatFailsIsNotReadyUntilItWorksAgain) {
    engine.fault = unavailable("the disk of the data folder is full");
    const auto failed = observer.step();
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().message, "the disk of the data folder is full");
    EXPECT_TRUE(readiness.parts().at("log").good);
    EXPECT_FALSE(readiness.parts().at("store").good) << "it can be read, but not written";
    engine.fault = {};
    ASSERT_TRUE(observer.step());
    EXPECT_TRUE(readiness.parts().at("log").good);
    EXPECT_TRUE(readiness.parts().at("store").good);
}

}  // namespace
}  // namespace tidings::app
