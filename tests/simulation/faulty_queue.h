#pragma once

#include "ports/task_queue.h"
#include "simulation/weather.h"

namespace tidings::simulation {

// A queue whose calls fail with the weather.
class FaultyQueue final : public ports::TaskQueue {
public:
    FaultyQueue(ports::TaskQueue& queue, Weather& weather) : queue_(queue), weather_(weather) {}

    Result<std::vector<bool>> push(std::span<const core::Task> tasks) override {
        return weather_.through(Kind::queue_faults, [&] { return queue_.push(tasks); });
    }
    Result<std::vector<ports::Leased>> take(const ports::TakeRequest& request) override {
        return weather_.through(Kind::queue_faults, [&] { return queue_.take(request); });
    }
    Result<> acknowledge(std::span<const ports::Leased> leased) override {
        return weather_.through(Kind::queue_faults, [&] { return queue_.acknowledge(leased); });
    }
    Result<> release(std::span<const ports::Leased> leased) override {
        return weather_.through(Kind::queue_faults, [&] { return queue_.release(leased); });
    }
    Result<std::vector<bool>> renew(std::span<const ports::Leased> leased, Duration lease) override {
        return weather_.through(Kind::queue_faults, [&] { return queue_.renew(leased, lease); });
    }
    Result<std::vector<ports::Withdrawn>> withdraw(std::span<const core::TaskId> tasks) override {
        return weather_.through(Kind::queue_faults, [&] { return queue_.withdraw(tasks); });
    }
    Result<std::vector<ports::Leased>> ended(std::size_t max) override {
        return weather_.through(Kind::queue_faults, [&] { return queue_.ended(max); });
    }
    Result<std::vector<ports::LaneDepth>> depths() override {
        return weather_.reading(Kind::queue_faults, [&] { return queue_.depths(); });
    }
    std::size_t capacity() const override { return queue_.capacity(); }
    void on_push(std::function<void()> wake) override { queue_.on_push(std::move(wake)); }

private:
    ports::TaskQueue& queue_;
    Weather& weather_;
};

}  // namespace tidings::simulation
