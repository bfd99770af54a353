#pragma once

#include "ports/task_queue.h"
#include "simulation/trace.h"
#include "simulation/weather.h"

namespace tidings::simulation {

// A queue whose calls fail with the weather.
class FaultyQueue final : public ports::TaskQueue {
public:
    FaultyQueue(ports::TaskQueue& queue, Weather& weather, Trace& trace)
        : queue_(queue), weather_(weather), trace_(trace) {}

    Result<std::vector<bool>> push(std::span<const core::Task> tasks) override {
        for (const auto& task : tasks) trace_.say("pushes {}", task.id.str());
        return weather_.through(Kind::queue_faults, [&] { return queue_.push(tasks); });
    }
    Result<std::vector<ports::Leased>> take(const ports::TakeRequest& request) override {
        return weather_.through(Kind::queue_faults, [&] {
            auto taken = queue_.take(request);
            if (taken) tell("takes", *taken);
            return taken;
        });
    }
    Result<> acknowledge(std::span<const ports::Leased> leased) override {
        tell("acknowledges", leased);
        return weather_.through(Kind::queue_faults, [&] { return queue_.acknowledge(leased); });
    }
    Result<> release(std::span<const ports::Leased> leased) override {
        tell("releases", leased);
        return weather_.through(Kind::queue_faults, [&] { return queue_.release(leased); });
    }
    Result<std::vector<bool>> renew(std::span<const ports::Leased> leased, Duration lease) override {
        return weather_.through(Kind::queue_faults, [&] { return queue_.renew(leased, lease); });
    }
    Result<std::vector<bool>> holds(std::span<const core::TaskId> tasks) override {
        return weather_.reading(Kind::queue_faults, [&] { return queue_.holds(tasks); });
    }
    Result<std::vector<ports::Withdrawn>> withdraw(std::span<const core::TaskId> tasks) override {
        for (const auto& task : tasks) trace_.say("withdraws {}", task.str());
        return weather_.through(Kind::queue_faults, [&] { return queue_.withdraw(tasks); });
    }
    Result<std::vector<ports::Leased>> ended(std::size_t max) override {
        return weather_.through(Kind::queue_faults, [&] {
            auto ended = queue_.ended(max);
            if (ended) tell("collects", *ended);
            return ended;
        });
    }
    Result<std::vector<ports::LaneDepth>> depths() override {
        return weather_.reading(Kind::queue_faults, [&] { return queue_.depths(); });
    }
    std::size_t capacity() const override { return queue_.capacity(); }
    std::map<core::Channel, core::RateLimit> limits() const override { return queue_.limits(); }
    Result<> count_sends(core::Channel channel, std::span<const Time> began) override {
        return weather_.through(Kind::queue_faults, [&] { return queue_.count_sends(channel, began); });
    }
    Result<bool> has_lost_memory() override {
        return weather_.reading(Kind::queue_faults, [&] { return queue_.has_lost_memory(); });
    }
    Result<std::optional<ports::Refill>> begin_refill() override {
        return weather_.through(Kind::queue_faults, [&] { return queue_.begin_refill(); });
    }
    Result<> end_refill() override {
        return weather_.through(Kind::queue_faults, [&] { return queue_.end_refill(); });
    }
    void on_push(std::function<void()> wake) override { queue_.on_push(std::move(wake)); }

private:
    void tell(std::string_view what, std::span<const ports::Leased> leased) {
        for (const auto& l : leased) trace_.say("{} {}", what, l.task.id.str());
    }

    ports::TaskQueue& queue_;
    Weather& weather_;
    Trace& trace_;
};

}  // namespace tidings::simulation
