#include <gtest/gtest.h>

#include "adapters/memory/memory_event_log.h"
#include "adapters/memory/memory_task_queue.h"
#include "services/records/status_record.h"
#include "services/worker/worker.h"
#include "support/builders.h"
#include "support/manual_clock.h"
#include "support/watched_ports.h"

// What a worker says before it sends what an event type would rather hold than send twice.
namespace tidings::worker {
namespace {

using namespace std::chrono_literals;

// Takes everything, answers nothing, and remembers what the log held when it was called.
struct Calls {
    std::vector<core::TaskId> begun;
    std::vector<std::int64_t> told_before;
};

class SilentProvider final : public ports::Provider {
public:
    SilentProvider(ports::EventLog& log, Calls& calls) : log_(log), calls_(calls) {}

    std::string_view name() const override { return "silent"; }
    std::size_t room() const override { return 100; }
    std::size_t in_flight() const override { return calls_.begun.size(); }
    void lease_until(std::uint64_t, SteadyTime) override {}
    void advance(std::vector<ports::Report>&) override {}
    void begin(std::vector<ports::Delivery> deliveries) override {
        calls_.told_before.push_back(log_.extents(core::Topic::status).value().front().end);
        for (const auto& d : deliveries) calls_.begun.push_back(d.task.id);
    }

private:
    ports::EventLog& log_;
    Calls& calls_;
};

class WorkerHold : public ::testing::Test {
protected:
    static core::Task task(int number, bool hold) {
        auto n = test::a_notification();
        n.id.bytes[15] = static_cast<std::uint8_t>(number);
        auto made = core::task_of(n, "{}", hold, test::kNoon);
        return made;
    }
    void push(std::vector<core::Task> tasks) { ASSERT_TRUE(queue.push(tasks)); }
    std::size_t waiting() {
        std::size_t count = 0;
        for (const auto& depth : queue.depths().value()) count += depth.waiting;
        return count;
    }
    std::vector<records::StatusRecord> told() {
        auto reader = log.reader({core::Topic::status}, ports::Reading::alone).value();
        EXPECT_TRUE(reader->seek({core::Topic::status, 0}, 0));
        const auto polled = reader->poll(100).value();
        std::vector<records::StatusRecord> out;
        for (const auto& record : polled) out.push_back(records::read_status(record).value());
        return out;
    }
    std::vector<Route> routes() {
        std::vector<Route> all;
        all.push_back({{core::Channel::email}, std::make_unique<SilentProvider>(log, calls)});
        return all;
    }

    testing::ManualClock clock;
    adapters::MemoryEventLog memory_log{clock};
    test::WatchedLog log{memory_log};
    adapters::MemoryTaskQueue queue{clock, 100, {{core::Channel::email, {10, 1s}}}};
    Calls calls;
    Metrics metrics;
    Worker worker{queue, log, clock, routes(), Options{}, metrics};
};

TEST_F(WorkerHold, TheBeginningIsOnTheLogBeforeTheSendIs) {
    push({task(1, true)});
    ASSERT_TRUE(worker.step());
    ASSERT_EQ(calls.begun.size(), 1U);
    EXPECT_EQ(calls.told_before.front(), 1);
    const auto records = told();
    const auto* started = std::get_if<records::Started>(&records.at(0));
    ASSERT_TRUE(started);
    EXPECT_EQ(started->task, task(1, true).id);
}

TEST_F(WorkerHold, OneAppendAnnouncesABatch) {
    push({task(1, true), task(2, false), task(3, true)});
    ASSERT_TRUE(worker.step());
    EXPECT_EQ(calls.begun.size(), 3U);
    EXPECT_EQ(log.appends, 1);
    EXPECT_EQ(told().size(), 2U);
}

TEST_F(WorkerHold, OtherTypesSendWithoutAWord) {
    push({task(1, false)});
    ASSERT_TRUE(worker.step());
    EXPECT_EQ(calls.begun.size(), 1U);
    EXPECT_EQ(log.appends, 0);
}

TEST_F(WorkerHold, NothingIsSentThatCannotBeAnnounced) {
    push({task(1, true), task(2, false)});
    log.before_append = [] { return unavailable("no disk"); };
    EXPECT_FALSE(worker.step());
    EXPECT_TRUE(calls.begun.empty());
    EXPECT_EQ(waiting(), 2U);
    EXPECT_TRUE(worker.idle());
    log.before_append = [] { return Result<>(); };
    ASSERT_TRUE(worker.step());
    EXPECT_EQ(calls.begun.size(), 2U);
}

TEST_F(WorkerHold, WhatIsNotToBeSentIsNotAnnounced) {
    auto late = task(1, true);
    late.good_until = clock.now();
    push({late});
    ASSERT_TRUE(worker.step());
    const auto records = told();
    ASSERT_EQ(records.size(), 1U);
    EXPECT_EQ(std::get<core::OutcomeRecord>(records[0]).outcome.kind, core::OutcomeKind::stale);
}

TEST_F(WorkerHold, AnAnnouncedSendWhosePermitEndsMeanwhileIsDecidedAgain) {
    push({task(1, true), task(2, false)});
    log.before_append = [this] {
        if (calls.begun.empty() && log.appends == 1) clock.advance(1s);
        return Result<>();
    };
    ASSERT_TRUE(worker.step());
    EXPECT_TRUE(calls.begun.empty());
    const auto records = told();
    ASSERT_EQ(records.size(), 2U);
    EXPECT_EQ(std::get<core::OutcomeRecord>(records[1]).outcome.kind, core::OutcomeKind::stale);
    EXPECT_EQ(waiting(), 1U) << "the other one was never announced, and waits as it was";
}

}  // namespace
}  // namespace tidings::worker
