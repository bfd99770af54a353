#pragma once

#include <algorithm>
#include <functional>
#include <memory>

#include "ports/task_queue.h"
#include "simulation/engines/shared_queue.h"
#include "simulation/trace.h"
#include "simulation/trouble/weather.h"

namespace tidings::simulation {

// A queue whose calls fail with the weather. Whoever wants to know is told of each task that was leased to
// somebody who does not know of it.
class FaultyQueue final : public ports::TaskQueue {
public:
    using Unheard = std::function<void(const ports::Leased&)>;

    FaultyQueue(std::shared_ptr<ports::TaskQueue> queue, const ports::Clock& clock, Weather& weather,
                Trace& trace, Unheard unheard)
        : queue_(std::move(queue)),
          clock_(clock),
          weather_(weather),
          trace_(trace),
          unheard_(std::move(unheard)) {}

    using TaskQueue::push;
    Result<std::vector<bool>> push(std::span<const core::Task> tasks, const ports::Fence& fence) override {
        for (const auto& task : tasks) trace_.say("pushes {}", task.id.str());
        return weather_.through(
            Kind::queue_faults, "push", [&] { return push_within(tasks, fence); },
            [&] {
                return [queue = queue_, copy = copy_of(tasks), fence] {
                    static_cast<void>(queue->push(copy, fence));
                };
            });
    }
    Result<std::optional<ports::Fence>> fence(Uuid row) override {
        return weather_.through(
            Kind::queue_faults, "fence", [&] { return queue_->fence(row); },
            [&] { return [queue = queue_, row] { static_cast<void>(queue->fence(row)); }; });
    }
    std::uint64_t memory() const override { return queue_->memory(); }
    Result<std::vector<ports::Leased>> take(const ports::TakeRequest& request) override {
        return leasing("take", "takes", [request](TaskQueue& queue) { return queue.take(request); });
    }
    // When the queue last gave it to somebody here, who may have heard of it later.
    SteadyTime given(const core::TaskId& task) const { return given_.at(task); }
    Result<> acknowledge(std::span<const ports::Leased> leased) override {
        tell("acknowledges", leased);
        return weather_.through(
            Kind::queue_faults, "acknowledge", [&] { return queue_->acknowledge(leased); },
            [&] {
                return
                    [queue = queue_, copy = copy_of(leased)] { static_cast<void>(queue->acknowledge(copy)); };
            });
    }
    Result<> release(std::span<const ports::Leased> leased) override {
        tell("releases", leased);
        return weather_.through(
            Kind::queue_faults, "release", [&] { return queue_->release(leased); },
            [&] {
                return [queue = queue_, copy = copy_of(leased)] { static_cast<void>(queue->release(copy)); };
            });
    }
    Result<std::vector<bool>> renew(std::span<const ports::Leased> leased, Duration lease) override {
        return weather_.through(
            Kind::queue_faults, "renew", [&] { return queue_->renew(leased, lease); },
            [&] {
                return [queue = queue_, copy = copy_of(leased), lease] {
                    static_cast<void>(queue->renew(copy, lease));
                };
            });
    }
    Result<std::vector<bool>> holds(std::span<const core::TaskId> tasks) override {
        return weather_.asking(Kind::queue_faults, "holds", [&] { return queue_->holds(tasks); });
    }
    Result<std::vector<ports::Withdrawn>> withdraw(std::span<const core::TaskId> tasks) override {
        for (const auto& task : tasks) trace_.say("withdraws {}", task.str());
        return weather_.through(
            Kind::queue_faults, "withdraw", [&] { return queue_->withdraw(tasks); },
            [&] {
                return [queue = queue_, copy = copy_of(tasks)] { static_cast<void>(queue->withdraw(copy)); };
            });
    }
    Result<std::vector<ports::Leased>> ended(std::size_t max) override {
        return leasing("ended", "collects", [max](TaskQueue& queue) { return queue.ended(max); });
    }
    Result<std::vector<ports::LaneDepth>> depths() override {
        return weather_.asking(Kind::queue_faults, "depths", [&] { return queue_->depths(); });
    }
    std::size_t capacity() const override { return queue_->capacity(); }
    std::map<core::Channel, core::RateLimit> limits() const override { return queue_->limits(); }
    Result<> count_sends(core::Channel channel, std::span<const Time> began) override {
        return weather_.through(
            Kind::queue_faults, "count_sends", [&] { return queue_->count_sends(channel, began); },
            [&] {
                return [queue = queue_, channel, copy = copy_of(began)] {
                    static_cast<void>(queue->count_sends(channel, copy));
                };
            });
    }
    Result<bool> has_lost_memory() override {
        return weather_.asking(Kind::queue_faults, "has_lost_memory",
                               [&] { return queue_->has_lost_memory(); });
    }
    Result<std::optional<ports::Refill>> begin_refill() override {
        return weather_.through(
            Kind::queue_faults, "begin_refill", [&] { return queue_->begin_refill(); },
            [&] { return late(&SharedQueue::Sender::begin_refill_later); });
    }
    Result<> end_refill() override {
        return weather_.through(
            Kind::queue_faults, "end_refill", [&] { return queue_->end_refill(); },
            [&] { return late(&SharedQueue::Sender::end_refill_later); });
    }
    void on_push(std::function<void()> wake) override { queue_->on_push(std::move(wake)); }

    // Whether a push has ever brought a lane above what it holds.
    bool has_overflown() const { return overflown_; }

private:
    using Waiting = std::map<ports::Lane, std::size_t>;

    Waiting waiting() {
        Waiting out;
        for (const auto& depth : queue_->depths().value()) out[depth.lane] = depth.waiting;
        return out;
    }
    Result<std::vector<bool>> push_within(std::span<const core::Task> tasks, const ports::Fence& fence) {
        auto before = waiting();
        auto pushed = queue_->push(tasks, fence);
        for (const auto& [lane, count] : waiting()) {
            overflown_ = overflown_ || count > std::max(before[lane], queue_->capacity());
        }
        return pushed;
    }

    template <class T>
    static std::vector<T> copy_of(std::span<const T> list) {
        return {list.begin(), list.end()};
    }

    template <class Call>
    Result<std::vector<ports::Leased>> leasing(std::string_view name, std::string_view word, Call call) {
        std::vector<ports::Leased> leased;
        auto answer = weather_.through(
            Kind::queue_faults, name,
            [&] {
                auto got = call(*queue_);
                if (!got) return got;
                tell(word, leased = *got);
                for (const auto& l : leased) given_[l.task.id] = clock_.steady();
                return got;
            },
            [&] {
                return [queue = queue_, call, unheard = unheard_] {
                    if (const auto got = call(*queue)) std::ranges::for_each(*got, unheard);
                };
            });
        if (!answer) std::ranges::for_each(leased, unheard_);
        return answer;
    }

    // Only a queue of several processes hears anything late.
    std::function<void()> late(std::function<void()> (SharedQueue::Sender::*call)()) {
        auto effect = (dynamic_cast<SharedQueue::Sender&>(*queue_).*call)();
        return [queue = queue_, effect = std::move(effect)] { effect(); };
    }

    void tell(std::string_view what, std::span<const ports::Leased> leased) {
        for (const auto& l : leased) trace_.say("{} {}", what, l.task.id.str());
    }

    std::shared_ptr<ports::TaskQueue> queue_;  // which what comes late keeps alive
    const ports::Clock& clock_;
    Weather& weather_;
    Trace& trace_;
    Unheard unheard_;
    std::map<core::TaskId, SteadyTime> given_;
    bool overflown_ = false;
};

}  // namespace tidings::simulation
