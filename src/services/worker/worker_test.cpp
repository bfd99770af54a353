#include "services/worker/worker.h"

#include <gtest/gtest.h>

#include "support/fake_provider.h"
#include "support/stage.h"
#include "support/watched_ports.h"

namespace tidings::worker {
namespace {

using namespace std::chrono_literals;
using core::OutcomeKind;
using test::FakeProvider;

class WorkerTest : public ::testing::Test {
protected:
    WorkerTest() {
        auto provider = std::make_unique<FakeProvider>(stage_.clock);
        provider_ = provider.get();
        std::vector<Route> routes;
        routes.push_back({{core::Channel::email}, std::move(provider)});
        worker_.emplace(stage_.queue, log_, stage_.clock, std::move(routes), Options{}, metrics_);
    }

    core::TaskId push(core::Round round = 1, Duration good_for = 1h, bool hold_unknown = false) {
        const auto n = test::a_notification([&](auto& x) { x.round = round; });
        const std::array tasks{core::task_of(n, "{}", hold_unknown, stage_.clock.now() + good_for)};
        EXPECT_TRUE(stage_.queue.push(tasks).value().at(0));
        return tasks[0].id;
    }
    std::vector<core::OutcomeRecord> outcomes() {
        std::vector<core::OutcomeRecord> out;
        for (const auto& record : stage_.read(core::Topic::status)) {
            out.push_back(std::get<core::OutcomeRecord>(records::read_status(record).value()));
        }
        return out;
    }
    std::size_t leased() {
        std::size_t sum = 0;
        for (const auto& depth : stage_.queue.depths().value()) sum += depth.leased;
        return sum;
    }

    test::Stage stage_;
    test::WatchedLog log_{stage_.log};
    Metrics metrics_;
    FakeProvider* provider_ = nullptr;
    std::optional<Worker> worker_;
};

TEST_F(WorkerTest, SendsReportsAndAcknowledges) {
    const auto task = push();
    EXPECT_EQ(worker_->step().value(), 2U);
    ASSERT_EQ(outcomes().size(), 1U);
    EXPECT_EQ(outcomes()[0].task, task);
    EXPECT_EQ(outcomes()[0].provider, "fake");
    EXPECT_EQ(outcomes()[0].outcome.kind, OutcomeKind::delivered);
    EXPECT_EQ(leased(), 0U);
    EXPECT_TRUE(worker_->idle());
    EXPECT_EQ(worker_->step().value(), 0U);
}

TEST_F(WorkerTest, TakesItsChannelsOnly) {
    auto n = test::a_notification();
    n.channel = core::Channel::sms;
    const std::array tasks{core::task_of(n, "{}", false, stage_.clock.now() + 1h)};
    stage_.queue.push(tasks).value();
    EXPECT_EQ(worker_->step().value(), 0U);
}

TEST_F(WorkerTest, WhatIsPastItsMomentIsStaleAndNotSent) {
    push(1, 10s);
    stage_.clock.advance(10s);
    worker_->step().value();
    EXPECT_TRUE(provider_->begun.empty());
    EXPECT_EQ(outcomes().at(0).outcome.kind, OutcomeKind::stale);
    EXPECT_EQ(leased(), 0U);
}

TEST_F(WorkerTest, TellsTheProviderUntilWhenItMayBegin) {
    push(1, 10s);
    const SteadyTime before = stage_.clock.steady();
    worker_->step().value();
    EXPECT_EQ(provider_->begin_by, before + 10s - Duration{1}) << "at its end it is stale";
}

TEST_F(WorkerTest, WhatTheProviderCouldNotBeginWaitsAgainWithoutAWord) {
    push();
    provider_->answer = OutcomeKind::stale;
    worker_->step().value();
    EXPECT_TRUE(outcomes().empty());
    EXPECT_EQ(leased(), 0U);
    EXPECT_TRUE(worker_->idle());
    provider_->answer = OutcomeKind::delivered;
    worker_->step().value();
    EXPECT_EQ(provider_->begun.size(), 2U);
    EXPECT_EQ(outcomes().at(0).outcome.kind, OutcomeKind::delivered);
}

TEST_F(WorkerTest, ASendThatFailsIsToldWithoutFloodingTheLog) {
    provider_->answer = OutcomeKind::rejected;
    ::testing::internal::CaptureStderr();
    for (core::Round round = 1; round <= 5; ++round) {
        push(round);
        worker_->step().value();
    }
    EXPECT_EQ(outcomes().size(), 5U);
    const std::string log = ::testing::internal::GetCapturedStderr();
    EXPECT_NE(log.find("level=warning message=\"a send failed\" task="), std::string::npos) << log;
    EXPECT_NE(log.find(" outcome=rejected "), std::string::npos) << log;
    EXPECT_EQ(std::count(log.begin(), log.end(), '\n'), 1) << log;
    provider_->answer = OutcomeKind::delivered;
    ::testing::internal::CaptureStderr();
    push(6);
    worker_->step().value();
    EXPECT_EQ(::testing::internal::GetCapturedStderr(), "");
}

TEST_F(WorkerTest, WhatWasAnnouncedAndCouldNotBeginIsOnRecord) {
    push(1, 1h, true);
    provider_->answer = OutcomeKind::stale;
    worker_->step().value();
    EXPECT_EQ(leased(), 0U);
    const auto records = stage_.read(core::Topic::status);
    ASSERT_EQ(records.size(), 2U);
    const auto told = records::read_status(records[1]).value();
    EXPECT_EQ(std::get<core::OutcomeRecord>(told).outcome.kind, OutcomeKind::stale);
}

TEST_F(WorkerTest, WhatWasWithdrawnIsCancelledAndNotSent) {
    const core::TaskId task{test::a_notification().id, 1};
    stage_.queue.withdraw(std::span(&task, 1)).value();
    push();
    worker_->step().value();
    EXPECT_TRUE(provider_->begun.empty());
    EXPECT_EQ(outcomes().at(0).outcome.kind, OutcomeKind::cancelled);
}

TEST_F(WorkerTest, TheTaskIsItsUntilTheLogHasTheOutcome) {
    push();
    log_.before_append = test::kDown;
    EXPECT_FALSE(worker_->step());
    EXPECT_EQ(leased(), 1U);
    EXPECT_FALSE(worker_->idle());
    log_.before_append = test::kUp;
    EXPECT_EQ(worker_->step().value(), 1U);
    EXPECT_EQ(leased(), 0U);
    EXPECT_EQ(outcomes().size(), 1U);
}

TEST_F(WorkerTest, ASecondAfterTheLogFailedItTakesNothingNew) {
    push(1);
    log_.before_append = test::kDown;
    EXPECT_FALSE(worker_->step());
    push(2);
    EXPECT_FALSE(worker_->step());
    EXPECT_EQ(provider_->begun.size(), 2U);
    stage_.clock.advance(1s + 1ms);
    push(3);
    EXPECT_FALSE(worker_->step());
    EXPECT_EQ(provider_->begun.size(), 2U);
    log_.before_append = test::kUp;
    worker_->step().value();
    worker_->step().value();
    EXPECT_EQ(provider_->begun.size(), 3U);
}

TEST_F(WorkerTest, LeasesAreRenewedWhileASendIsInFlight) {
    push();
    provider_->answers = false;
    worker_->step().value();
    for (int i = 0; i < 10; ++i) {
        stage_.clock.advance(6s);
        worker_->step().value();
    }
    EXPECT_TRUE(stage_.queue.ended(10)->empty());
    EXPECT_TRUE(worker_->busy());
    provider_->answers = true;
    worker_->step().value();
    EXPECT_EQ(leased(), 0U);
}

TEST_F(WorkerTest, DrainingEndsWhatIsBegunAndTakesNothingNew) {
    push(1);
    provider_->answers = false;
    worker_->step().value();
    worker_->drain();
    push(2);
    provider_->answers = true;
    worker_->step().value();
    EXPECT_TRUE(worker_->idle());
    EXPECT_EQ(outcomes().size(), 1U);
}

TEST_F(WorkerTest, TakesNoMoreThanTheProviderHasRoomFor) {
    provider_->answers = false;
    for (core::Round round = 1; round <= 15; ++round) push(round);
    worker_->step().value();
    worker_->step().value();
    EXPECT_EQ(provider_->begun.size(), 10U);
    EXPECT_EQ(leased(), 10U);
}

}  // namespace
}  // namespace tidings::worker
