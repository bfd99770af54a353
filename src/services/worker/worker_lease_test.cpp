#include <gtest/gtest.h>

#include "services/worker/worker.h"
#include "support/stage.h"
#include "support/watched_ports.h"

// What a worker does about leases that have ended, or would end.
namespace tidings::worker {
namespace {

using namespace std::chrono_literals;
using core::OutcomeKind;

// Has no connection for what it is given until `goes`, as a provider may: it begins in `advance`, or not at
// all.
class HesitantProvider final : public ports::Provider {
public:
    explicit HesitantProvider(const ports::Clock& clock) : clock_(clock) {}

    std::string_view name() const override { return "hesitant"; }
    std::size_t room() const override { return 10 - waiting_.size(); }
    std::size_t in_flight() const override { return waiting_.size(); }
    void begin(std::vector<ports::Delivery> deliveries) override {
        for (auto& d : deliveries) waiting_.emplace(d.tag, std::move(d));
    }
    void lease_until(std::uint64_t tag, SteadyTime until) override { waiting_.at(tag).leased_until = until; }
    void advance(std::vector<ports::Report>& reports) override {
        std::erase_if(waiting_, [&](const auto& waiting) {
            const bool late = waiting.second.leased_until < clock_.steady();
            if (!late && !goes) return false;
            core::Outcome outcome;
            outcome.kind = late ? OutcomeKind::stale : OutcomeKind::delivered;
            if (!late) sent.push_back(waiting.second.task.id);
            reports.push_back({waiting.first, clock_.now(), clock_.now(), outcome});
            return true;
        });
    }

    bool goes = false;
    std::vector<core::TaskId> sent;

private:
    const ports::Clock& clock_;
    std::map<std::uint64_t, ports::Delivery> waiting_;
};

class WorkerLease : public ::testing::Test {
protected:
    WorkerLease() {
        auto provider = std::make_unique<HesitantProvider>(stage_.clock);
        provider_ = provider.get();
        std::vector<Route> routes;
        routes.push_back({{core::Channel::email}, std::move(provider)});
        worker_.emplace(queue_, log_, stage_.clock, std::move(routes), Options{}, metrics_);
    }

    void push(int number = 1, bool hold_unknown = false) {
        const auto n =
            test::a_notification([&](auto& x) { x.id.bytes[15] = static_cast<std::uint8_t>(number); });
        const std::array tasks{core::task_of(n, "{}", hold_unknown, stage_.clock.now() + 1h)};
        ASSERT_TRUE(queue_.push(tasks));
    }
    std::vector<core::OutcomeRecord> outcomes() {
        std::vector<core::OutcomeRecord> out;
        for (const auto& record : stage_.read(core::Topic::status)) {
            const auto told = records::read_status(record).value();
            if (const auto* outcome = std::get_if<core::OutcomeRecord>(&told)) out.push_back(*outcome);
        }
        return out;
    }
    std::size_t leased() {
        std::size_t sum = 0;
        for (const auto& depth : stage_.queue.depths().value()) sum += depth.leased;
        return sum;
    }
    std::size_t ended() { return stage_.queue.ended(10)->size(); }
    void step() { ASSERT_TRUE(worker_->step()); }

    test::Stage stage_;
    test::WatchedLog log_{stage_.log};
    test::WatchedQueue queue_{stage_.queue};
    Metrics metrics_;
    HesitantProvider* provider_ = nullptr;
    std::optional<Worker> worker_;
};

TEST_F(WorkerLease, WhatTheQueueGaveTooLongAgoIsNotSent) {
    push();
    queue_.after_take = [this] {
        stage_.clock.advance(15s + 1ms);
        return Result<>();
    };
    provider_->goes = true;
    step();
    EXPECT_TRUE(provider_->sent.empty());
    EXPECT_TRUE(outcomes().empty());
    EXPECT_TRUE(worker_->idle());
    EXPECT_EQ(ended(), 1U) << "it is the collector's";
}

TEST_F(WorkerLease, WhatTookTooLongToAnnounceIsDecidedAgain) {
    push(1, true);
    log_.before_append = [this] {
        if (log_.appends == 1) stage_.clock.advance(15s + 1ms);
        return Result<>();
    };
    provider_->goes = true;
    step();
    EXPECT_TRUE(provider_->sent.empty());
    ASSERT_EQ(outcomes().size(), 1U);
    EXPECT_EQ(outcomes()[0].outcome.kind, OutcomeKind::stale);
    EXPECT_EQ(outcomes()[0].outcome.detail, "its lease had ended");
}

TEST_F(WorkerLease, WhatWaitsInAProviderWhenTheProcessStandsStillIsNotSentAfterIt) {
    push(1);
    push(2, true);
    step();
    stage_.clock.advance(40s);
    EXPECT_EQ(ended(), 2U);
    provider_->goes = true;
    step();
    EXPECT_TRUE(provider_->sent.empty()) << "others may have sent it, or withdrawn it";
    EXPECT_TRUE(worker_->idle());
    ASSERT_EQ(outcomes().size(), 1U) << "of the one whose beginning is on record";
    EXPECT_EQ(outcomes()[0].outcome.kind, OutcomeKind::stale);
}

TEST_F(WorkerLease, NorWhereItStandsStillAmidAStep) {
    push();
    step();
    queue_.after_take = [this] {
        stage_.clock.advance(40s);
        provider_->goes = true;
        return Result<>();
    };
    push(2);
    step();
    EXPECT_TRUE(provider_->sent.empty());
    EXPECT_EQ(ended(), 2U);
}

TEST_F(WorkerLease, AStopThatIsShorterThanTheLeaseCostsNothing) {
    push();
    step();
    stage_.clock.advance(14s);
    step();
    stage_.clock.advance(14s);
    provider_->goes = true;
    step();
    EXPECT_EQ(provider_->sent.size(), 1U);
    EXPECT_EQ(outcomes().at(0).outcome.kind, OutcomeKind::delivered);
    EXPECT_EQ(leased(), 0U);
}

TEST_F(WorkerLease, WithoutAnAnswerToTheRenewalItEndsByTheWorkersOwnClock) {
    push();
    step();
    queue_.before_renew = test::kDown;
    stage_.clock.advance(15s);
    EXPECT_FALSE(worker_->step());
    EXPECT_EQ(provider_->in_flight(), 1U);
    stage_.clock.advance(1ms);
    provider_->goes = true;
    EXPECT_FALSE(worker_->step());
    EXPECT_TRUE(provider_->sent.empty());
}

TEST_F(WorkerLease, ARenewalThatFailsIsTriedAgainAtOnce) {
    push();
    step();
    stage_.clock.advance(10s);
    queue_.before_renew = test::kDown;
    EXPECT_FALSE(worker_->step());
    queue_.before_renew = test::kUp;
    step();
    stage_.clock.advance(10s);
    step();
    EXPECT_EQ(ended(), 0U);
}

TEST_F(WorkerLease, WhatTheQueueHasForgottenIsNotSent) {
    push();
    step();
    stage_.lose_queue();
    stage_.clock.advance(5s);
    provider_->goes = true;
    step();
    EXPECT_TRUE(provider_->sent.empty()) << "it is filled from the store, and gives it to somebody";
}

// An append that fails takes ten seconds, and after a step that fails the loop pauses for up to five.
TEST_F(WorkerLease, NoneEndsWhileTheLogStandsStill) {
    push(1);
    step();
    const auto stands_still = [this] {
        stage_.clock.advance(10s);
        return Result<>(unavailable("no answer"));
    };
    log_.before_append = stands_still;
    push(2, true);
    EXPECT_FALSE(worker_->step());
    provider_->goes = true;
    for (int i = 0; i < 10; ++i) {
        stage_.clock.advance(5s);
        EXPECT_EQ(ended(), 0U) << "after step " << i;
        EXPECT_FALSE(worker_->step());
        EXPECT_EQ(ended(), 0U) << "in step " << i;
    }
    log_.before_append = test::kUp;
    step();
    step();
    EXPECT_EQ(outcomes().size(), 2U);
    EXPECT_EQ(leased(), 0U);
}

}  // namespace
}  // namespace tidings::worker
