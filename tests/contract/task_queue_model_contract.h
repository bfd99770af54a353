#pragma once

#include <deque>
#include <map>
#include <set>

#include "base/random.h"
#include "contract/task_queue_contract.h"

// Any order of calls, at random, against a plain list of what is where: each answer of the queue must be the
// one that follows.
namespace tidings::testing {

class QueueModel {
public:
    explicit QueueModel(ports::TaskQueue& queue, ManualClock& clock, std::uint64_t seed)
        : queue_(queue), clock_(clock), random_(seed) {}

    void do_something() {
        switch (below(9)) {
            case 0:
            case 1:
                return push();
            case 2:
            case 3:
                return take();
            case 4:
                return acknowledge();
            case 5:
                return release();
            case 6:
                return renew();
            case 7:
                return withdraw();
            default:
                clock_.advance(milliseconds{below(8'000)});
                return collect();
        }
    }

    void expect_depths() {
        for (const auto& depth : queue_.depths().value()) {
            std::size_t leased = 0;
            for (const auto& [id, held] : held_) leased += held.lane == depth.lane ? 1 : 0;
            EXPECT_EQ(depth.waiting, waiting_[depth.lane].size());
            EXPECT_EQ(depth.leased, leased);
            EXPECT_EQ(depth.oldest.has_value(), depth.waiting > 0);
        }
    }
    int taken() const { return taken_; }
    int came_back() const { return came_back_; }

private:
    using Id = core::TaskId;
    struct Held {
        ports::Lane lane;
        ports::Leased leased;
        SteadyTime end;
        bool collected = false;
    };

    int below(int bound) { return static_cast<int>(random_.below(static_cast<std::uint64_t>(bound))); }

    core::Task any_task() {
        const int number = below(40);
        auto task = core::Task{};
        task.id.notification.bytes[15] = static_cast<std::uint8_t>(number);
        task.id.round = 1;
        task.channel = core::kChannels[static_cast<std::size_t>(number) % 3];
        task.priority = core::kPriorities[static_cast<std::size_t>(number / 3) % 4];
        return task;
    }
    bool is_here(const Id& id) const {
        if (held_.contains(id)) return true;
        for (const auto& [lane, ids] : waiting_) {
            if (std::ranges::find(ids, id) != ids.end()) return true;
        }
        return false;
    }

    void push() {
        const auto task = any_task();
        auto& lane = waiting_[{task.channel, task.priority}];
        const bool here = is_here(task.id);
        const bool fits = lane.size() < queue_.capacity();
        EXPECT_EQ(queue_.push(std::span(&task, 1)).value().at(0), here || fits);
        if (here || !fits) return;
        lane.push_back(task.id);
        returns_[task.id] = 0;
        withdrawn_[task.id] = buried_.contains(task.id);
    }

    void take() {
        std::vector<Channel> channels;
        for (const Channel channel : core::kChannels) {
            if (below(2) == 0) channels.push_back(channel);
        }
        std::size_t there = 0;
        bool suspects = false;
        for (const auto& [lane, ids] : waiting_) {
            if (std::ranges::find(channels, lane.channel) == channels.end()) continue;
            there += ids.size();
            for (const auto& id : ids) suspects = suspects || returns_[id] >= core::kAloneAfter;
        }
        const auto max = static_cast<std::size_t>(below(6));
        const auto taken = queue_.take({channels, max, kLease}).value();
        EXPECT_LE(taken.size(), std::min(max, there));
        if (!suspects) {
            EXPECT_EQ(taken.size(), std::min(max, there));
        } else if (max > 0) {
            EXPECT_GE(taken.size(), 1U);
        }
        for (const auto& leased : taken) took(leased, channels, taken.size());
    }
    void took(const ports::Leased& leased, const std::vector<Channel>& channels, std::size_t together) {
        const ports::Lane lane{leased.task.channel, leased.task.priority};
        auto& ids = waiting_[lane];
        EXPECT_NE(std::ranges::find(channels, lane.channel), channels.end());
        ASSERT_FALSE(ids.empty());
        EXPECT_EQ(ids.front(), leased.task.id) << "not the oldest of its lane";
        std::erase(ids, leased.task.id);
        EXPECT_EQ(leased.returns, returns_[leased.task.id]);
        EXPECT_EQ(leased.withdrawn, withdrawn_[leased.task.id]);
        if (leased.returns >= core::kAloneAfter) {
            EXPECT_EQ(together, 1U);
        }
        EXPECT_TRUE(leases_.insert(leased.lease).second) << "a lease has the name of another";
        held_[leased.task.id] = {lane, leased, clock_.steady() + kLease, false};
        ++taken_;
    }

    // One of those that are held, or nothing.
    std::map<Id, Held>::iterator any_held() {
        if (held_.empty()) return held_.end();
        return std::next(held_.begin(), below(static_cast<int>(held_.size())));
    }
    // Whether its holder may still say something about it.
    bool stands(const Held& held) const { return held.collected || held.end > clock_.steady(); }

    void acknowledge() {
        const auto held = any_held();
        if (held == held_.end()) return;
        EXPECT_TRUE(queue_.acknowledge(std::span(&held->second.leased, 1)));
        if (stands(held->second)) held_.erase(held);
    }
    void release() {
        const auto held = any_held();
        if (held == held_.end()) return;
        EXPECT_TRUE(queue_.release(std::span(&held->second.leased, 1)));
        if (!stands(held->second)) return;
        if (held->second.collected) {
            ++returns_[held->first];
            ++came_back_;
        }
        waiting_[held->second.lane].push_front(held->first);
        held_.erase(held);
    }
    void renew() {
        const auto held = any_held();
        if (held == held_.end()) return;
        const bool good = !held->second.collected && held->second.end > clock_.steady();
        EXPECT_EQ(queue_.renew(std::span(&held->second.leased, 1), kLease).value().at(0), good);
        if (good) held->second.end = clock_.steady() + kLease;
    }
    void withdraw() {
        const auto task = any_task();
        const auto done = queue_.withdraw(std::span(&task.id, 1)).value().at(0);
        if (held_.contains(task.id)) {
            EXPECT_EQ(done, Withdrawn::leased);
            withdrawn_[task.id] = true;
            return;
        }
        const auto waited = std::erase(waiting_[{task.channel, task.priority}], task.id);
        EXPECT_EQ(done, waited > 0 ? Withdrawn::removed : Withdrawn::absent);
        buried_.insert(task.id);
    }
    void collect() {
        std::set<Id> over;
        for (const auto& [id, held] : held_) {
            if (held.collected || held.end <= clock_.steady()) over.insert(id);
        }
        const auto ended = queue_.ended(100).value();
        EXPECT_EQ(ended.size(), over.size());
        for (const auto& leased : ended) {
            ASSERT_TRUE(over.contains(leased.task.id));
            auto& held = held_.at(leased.task.id);
            if (held.collected) {
                EXPECT_EQ(held.leased.lease, leased.lease);
            } else {
                EXPECT_TRUE(leases_.insert(leased.lease).second);
            }
            held.leased = leased;
            held.collected = true;
        }
    }

    ports::TaskQueue& queue_;
    ManualClock& clock_;
    Random random_;
    std::map<ports::Lane, std::deque<Id>> waiting_;
    std::map<Id, Held> held_;
    std::map<Id, int> returns_;
    std::map<Id, bool> withdrawn_;
    std::set<Id> buried_;  // the test is over before the hour in which they are remembered
    std::set<std::uint64_t> leases_;
    int taken_ = 0;
    int came_back_ = 0;
};

TEST_P(TaskQueueContract, AnyOrderOfCallsIsAnsweredAsTheModelSays) {
    int taken = 0;
    int came_back = 0;
    for (std::uint64_t seed = 0; seed < 60; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        open({});
        QueueModel model(queue(), clock_, seed);
        for (int i = 0; i < 300; ++i) {
            model.do_something();
            model.expect_depths();
            if (HasFailure()) return;
        }
        taken += model.taken();
        came_back += model.came_back();
    }
    EXPECT_GT(taken, 3000);
    EXPECT_GT(came_back, 300);
}

TEST_P(TaskQueueContract, NothingAskedForIsNothingTaken) {
    push({task(1)});
    EXPECT_TRUE(take(0).empty());
    EXPECT_TRUE(queue().ended(0).value().empty());
    EXPECT_TRUE(queue().push({}).value().empty());
    EXPECT_TRUE(queue().renew({}, kLease).value().empty());
    EXPECT_TRUE(queue().withdraw({}).value().empty());
    EXPECT_EQ(take(1).size(), 1U);
}

TEST_P(TaskQueueContract, LeasesThatEndedFirstAreReportedFirst) {
    push({task(1), task(2), task(3)});
    for (int i = 0; i < 3; ++i) {
        take(1);
        clock_.advance(seconds{1});
    }
    clock_.advance(kLease);
    EXPECT_THAT(numbers(queue().ended(2).value()), ::testing::ElementsAre(1, 2));
    EXPECT_THAT(numbers(queue().ended(3).value()), ::testing::ElementsAre(1, 2, 3));
}

// There is nowhere else for them to go.
TEST_P(TaskQueueContract, WhatIsReleasedWaitsEvenWhereTheLaneIsFull) {
    std::vector<core::Task> tasks;
    for (int i = 0; i < static_cast<int>(kQueueCapacity); ++i) tasks.push_back(task(i));
    ASSERT_TRUE(queue().push(tasks));
    const auto leased = take(5);
    const std::vector more{task(1000), task(1001), task(1002), task(1003), task(1004)};
    EXPECT_EQ(queue().push(more).value(), std::vector<bool>(5, true));
    ASSERT_TRUE(queue().release(leased));
    EXPECT_EQ(depth(Channel::email, Priority::normal).waiting, kQueueCapacity + 5);
    const auto one_more = task(2000);
    EXPECT_FALSE(queue().push(std::span(&one_more, 1)).value().at(0));
    EXPECT_EQ(numbers(take(5)), numbers(leased));
}

// Three middle lanes and the last one: of a hundred, ten are of the last lane that has any.
TEST_P(TaskQueueContract, TheLowShareGoesToTheLeastUrgentLaneThatHasAny) {
    for (int i = 0; i < 90; ++i) push({task(i, Priority::critical), task(1000 + i, Priority::normal)});
    for (int i = 0; i < 4; ++i) push({task(2000 + i, Priority::low)});
    std::map<Priority, int> counts;
    for (int i = 0; i < 10; ++i) {
        for (const auto& leased : take(10)) ++counts[leased.task.priority];
    }
    EXPECT_EQ(counts[Priority::critical], 90);
    EXPECT_EQ(counts[Priority::low], 4);
    EXPECT_EQ(counts[Priority::normal], 6);
}

TEST_P(TaskQueueContract, ThreadsThatTakeReleaseAndWithdrawLoseNothing) {
    constexpr int kTasks = 400;
    std::atomic<int> done = 0;
    std::atomic<int> removed = 0;
    std::thread pusher([&] {
        for (int i = 0; i < kTasks;) {
            const auto t = task(i);
            if (queue().push(std::span(&t, 1)).value()[0]) {
                ++i;
            } else {
                std::this_thread::yield();
            }
        }
    });
    std::thread withdrawer([&] {
        for (int i = 0; i < kTasks; i += 7) {
            if (withdraw(task(i)) == Withdrawn::removed) ++removed;
        }
    });
    std::vector<std::thread> workers;
    for (int w = 0; w < 3; ++w) {
        workers.emplace_back([&, w] {
            for (int round = 0; done + removed < kTasks; ++round) {
                const auto leased = take(4);
                if (leased.empty()) std::this_thread::yield();
                if (round % 3 == w) {
                    ASSERT_TRUE(queue().release(leased));
                } else {
                    ASSERT_TRUE(queue().acknowledge(leased));
                    done += static_cast<int>(leased.size());
                }
            }
        });
    }
    pusher.join();
    withdrawer.join();
    for (auto& worker : workers) worker.join();
    EXPECT_EQ(done + removed, kTasks);
    EXPECT_EQ(depth(Channel::email, Priority::normal).waiting, 0U);
    EXPECT_EQ(depth(Channel::email, Priority::normal).leased, 0U);
}

}  // namespace tidings::testing
