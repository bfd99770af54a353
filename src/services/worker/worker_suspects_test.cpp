#include <gtest/gtest.h>

#include "services/worker/worker.h"
#include "support/fake_provider.h"
#include "support/stage.h"
#include "support/watched_ports.h"

// How a worker sends what may be what ends the program: announced, and in the end alone.
namespace tidings::worker {
namespace {

using namespace std::chrono_literals;
using core::Channel;
using test::FakeProvider;

class WorkerSuspects : public ::testing::Test {
protected:
    WorkerSuspects() { start(stage_.queue); }

    void start(ports::TaskQueue& queue) {
        std::vector<Route> routes;
        routes.push_back({{Channel::email}, make(mails_)});
        routes.push_back({{Channel::push}, make(pushes_)});
        worker_.emplace(queue, log_, stage_.clock, std::move(routes), Options{}, metrics_);
    }
    // From now on over a queue whose e-mail has a limit.
    void limit(core::RateLimit rate) {
        limited_.emplace(stage_.clock, 100, std::map{std::pair{Channel::email, rate}});
        queue_ = &*limited_;
        start(*limited_);
    }
    std::unique_ptr<ports::Provider> make(FakeProvider*& seen) {
        auto provider = std::make_unique<FakeProvider>(stage_.clock);
        provider->answers = false;
        seen = provider.get();
        return provider;
    }
    // Queued after it came back so often.
    void push(int number, int returns, Channel channel = Channel::email) {
        const auto n = test::a_notification([&](auto& x) {
            x.id.bytes[15] = static_cast<std::uint8_t>(number);
            x.returns = returns;
            x.channel = channel;
        });
        const std::array tasks{core::task_of(n, "{}", false, stage_.clock.now() + 1h)};
        ASSERT_TRUE(queue_->push(tasks));
    }
    void step() { ASSERT_TRUE(worker_->step()); }
    static std::vector<int> begun(const FakeProvider* provider) {
        std::vector<int> numbers;
        for (const auto& task : provider->begun) numbers.push_back(task.id.notification.bytes[15]);
        return numbers;
    }
    std::size_t waiting() {
        std::size_t sum = 0;
        for (const auto& depth : queue_->depths().value()) sum += depth.waiting;
        return sum;
    }
    // The beginnings on the status log.
    std::vector<int> announced() {
        std::vector<int> numbers;
        for (const auto& record : stage_.read(core::Topic::status)) {
            const auto status = records::read_status(record).value();
            if (const auto* started = std::get_if<records::Started>(&status))
                numbers.push_back(started->task.notification.bytes[15]);
        }
        return numbers;
    }

    using Numbers = std::vector<int>;
    test::Stage stage_;
    std::optional<adapters::MemoryTaskQueue> limited_;
    ports::TaskQueue* queue_ = &stage_.queue;
    test::WatchedLog log_{stage_.log};
    Metrics metrics_;
    FakeProvider* mails_ = nullptr;
    FakeProvider* pushes_ = nullptr;
    std::optional<Worker> worker_;
};

TEST_F(WorkerSuspects, WhatCameBackOnceIsAnnouncedAmongItsNeighbours) {
    push(1, 0);
    push(2, 1);
    push(3, 1);
    step();
    EXPECT_EQ(begun(mails_), (Numbers{1, 2, 3}));
    EXPECT_EQ(announced(), (Numbers{2, 3}));
    EXPECT_EQ(log_.appends, 1);
}

TEST_F(WorkerSuspects, WhatCameBackTwiceIsSentAloneAndTheOthersWaitForIt) {
    push(1, 2);
    push(2, 0);
    push(3, 0, Channel::push);
    step();
    EXPECT_EQ(begun(mails_), Numbers{1});
    EXPECT_EQ(announced(), Numbers{1});
    EXPECT_TRUE(pushes_->begun.empty()) << "other channels die with it, too";
    step();
    EXPECT_EQ(begun(mails_), Numbers{1});
    mails_->answers = true;
    step();
    step();
    EXPECT_EQ(begun(mails_), (Numbers{1, 2}));
    EXPECT_EQ(begun(pushes_), Numbers{3});
}

TEST_F(WorkerSuspects, ItWaitsUntilTheOthersHaveEndedAndAreOnRecord) {
    push(1, 0);
    step();
    push(2, 2);
    push(3, 0);
    step();
    step();
    EXPECT_EQ(begun(mails_), Numbers{1});
    EXPECT_EQ(waiting(), 2U) << "nothing is begun meanwhile";
    EXPECT_TRUE(announced().empty());
    mails_->answers = true;
    log_.before_append = test::kDown;
    EXPECT_FALSE(worker_->step());
    EXPECT_EQ(begun(mails_), Numbers{1}) << "its outcome would be lost, and it be blamed";
    log_.before_append = test::kUp;
    step();
    step();
    EXPECT_EQ(begun(mails_), (Numbers{1, 2}));
}

TEST_F(WorkerSuspects, OthersDoNotWaitForItLongerThanASecond) {
    push(1, 2);
    push(2, 0, Channel::push);
    step();
    stage_.clock.advance(999ms);
    step();
    EXPECT_TRUE(pushes_->begun.empty());
    stage_.clock.advance(1ms);
    step();
    EXPECT_EQ(begun(pushes_), Numbers{2}) << "a provider that stands still holds up its own channel alone";
}

TEST_F(WorkerSuspects, ItDoesNotWaitForOthersLongerThanASecond) {
    push(1, 0);
    step();
    push(2, 2);
    step();
    stage_.clock.advance(1s);
    step();
    EXPECT_EQ(begun(mails_), (Numbers{1, 2}));
}

TEST_F(WorkerSuspects, SeveralGoOneAfterTheOther) {
    mails_->answers = true;
    for (int i = 1; i <= 3; ++i) push(i, 2);
    step();
    EXPECT_EQ(begun(mails_), Numbers{1});
    step();
    EXPECT_EQ(begun(mails_), (Numbers{1, 2}));
    step();
    EXPECT_EQ(begun(mails_), (Numbers{1, 2, 3}));
}

TEST_F(WorkerSuspects, OneThatWaitsForItsTurnKeepsIt) {
    push(1, 0);
    step();
    push(2, 2);
    step();
    push(3, 0);
    mails_->answers = true;
    step();
    mails_->answers = false;
    step();
    EXPECT_EQ(begun(mails_), (Numbers{1, 2}));
}

TEST_F(WorkerSuspects, OneThatWaitsForItsTurnCanBeWithdrawn) {
    push(1, 0);
    step();
    push(2, 2);
    step();
    auto id = test::a_notification().id;
    id.bytes[15] = 2;
    const core::TaskId task{id, 1};
    EXPECT_EQ(stage_.queue.withdraw(std::span(&task, 1)).value().at(0), ports::Withdrawn::removed);
}

TEST_F(WorkerSuspects, OneThatComesAfterOthersWereBegunWaitsForThem) {
    push(1, 0);
    step();
    push(2, 2);
    step();  // room is to be made for it, but
    auto id = test::a_notification().id;
    id.bytes[15] = 2;
    const core::TaskId task{id, 1};
    ASSERT_TRUE(stage_.queue.withdraw(std::span(&task, 1)));
    mails_->answers = true;
    step();
    mails_->answers = false;
    push(3, 0);
    step();
    push(4, 2);
    step();
    EXPECT_EQ(begun(mails_), (Numbers{1, 3}));
    mails_->answers = true;
    step();
    step();
    EXPECT_EQ(begun(mails_), (Numbers{1, 3, 4}));
}

TEST_F(WorkerSuspects, AnnouncingThatFailsSendsNothing) {
    push(1, 2);
    log_.before_append = test::kDown;
    EXPECT_FALSE(worker_->step());
    EXPECT_TRUE(mails_->begun.empty());
    EXPECT_EQ(waiting(), 1U);
    log_.before_append = test::kUp;
    step();
    EXPECT_EQ(begun(mails_), Numbers{1});
}

TEST_F(WorkerSuspects, OneThatWaitsForItsTurnHoldsNoPermit) {
    limit({2, 1s});
    push(1, 0);
    step();
    push(2, 2);
    step();
    mails_->answers = true;
    step();
    step();
    EXPECT_EQ(begun(mails_), (Numbers{1, 2})) << "the second permit was its own again";
}

TEST_F(WorkerSuspects, OneThatWaitsForItsTurnDoesNotKeepTheWorkerFromEnding) {
    push(1, 0);
    step();
    push(2, 2);
    step();
    worker_->drain();
    mails_->answers = true;
    step();
    EXPECT_TRUE(worker_->idle());
    EXPECT_EQ(waiting(), 1U);
}

TEST_F(WorkerSuspects, WithoutSuspectsNothingWaitsForAnything) {
    push(1, 0);
    step();
    push(2, 1);
    push(3, 0, Channel::push);
    step();
    EXPECT_EQ(begun(mails_), (Numbers{1, 2}));
    EXPECT_EQ(begun(pushes_), Numbers{3});
}

}  // namespace
}  // namespace tidings::worker
