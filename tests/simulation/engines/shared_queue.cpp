#include "simulation/engines/shared_queue.h"

#include <algorithm>

namespace tidings::simulation {

using ports::Leased;

class SharedQueue::Handle final : public ports::TaskQueue {
public:
    Handle(SharedQueue& queue, int process) : queue_(queue), tasks_(queue.tasks_), process_(process) {}

    using TaskQueue::push;
    Result<std::vector<bool>> push(std::span<const core::Task> tasks, const ports::Fence& fence) override {
        const bool lacks_memory = !queue_.remembers_ || fence.row.time() < queue_.refilled_at_;
        if (fence.row != Uuid{} && (fence.number == 0 ? lacks_memory : !queue_.remembers_)) {
            return conflict("the queue has lost its memory since");
        }
        return tasks_.push(tasks, fence);
    }
    Result<std::optional<ports::Fence>> fence(Uuid row) override {
        if (!queue_.remembers_) return std::optional<ports::Fence>{};
        const auto now = queue_.clock_.steady();
        const auto turn = queue_.turns_.find(row);
        const bool anothers = turn != queue_.turns_.end() && turn->second.first != process_;
        if (anothers && now < turn->second.second) return std::optional<ports::Fence>{};
        queue_.turns_[row] = {process_, now + kFenceTurn};
        return tasks_.fence(row);
    }
    Result<std::vector<Leased>> take(const ports::TakeRequest& request) override {
        if (!queue_.remembers_) return std::vector<Leased>{};
        return tasks_.take(request);
    }
    Result<> acknowledge(std::span<const Leased> leased) override { return tasks_.acknowledge(leased); }
    Result<> release(std::span<const Leased> leased) override { return tasks_.release(leased); }
    Result<std::vector<bool>> renew(std::span<const Leased> leased, Duration lease) override {
        return tasks_.renew(leased, lease);
    }
    Result<std::vector<bool>> holds(std::span<const core::TaskId> tasks) override {
        return tasks_.holds(tasks);
    }
    Result<std::vector<ports::Withdrawn>> withdraw(std::span<const core::TaskId> tasks) override {
        return tasks_.withdraw(tasks);
    }
    Result<std::vector<Leased>> ended(std::size_t max) override { return tasks_.ended(max); }
    Result<std::vector<ports::LaneDepth>> depths() override { return tasks_.depths(); }
    std::size_t capacity() const override { return tasks_.capacity(); }
    std::map<core::Channel, core::RateLimit> limits() const override { return tasks_.limits(); }
    Result<> count_sends(core::Channel channel, std::span<const Time> began) override {
        return tasks_.count_sends(channel, began);
    }
    void on_push(std::function<void()>) override {}

    Result<bool> has_lost_memory() override { return !queue_.remembers_; }

    Result<std::optional<ports::Refill>> begin_refill() override {
        auto& q = queue_;
        if (q.remembers_) return std::optional<ports::Refill>{};
        const auto now = q.clock_.steady();
        if (q.filler_ != 0 && q.filler_ != process_ && q.claimed_until_ > now) {
            return std::optional<ports::Refill>{};
        }
        if (q.filler_ == 0) q.quiet_from_ = now + kLease;
        const bool anew = q.filler_ != process_;
        if (anew) q.tasks_.lose_memory();
        q.filler_ = process_;
        q.claimed_until_ = now + kRefillClaim;
        return std::optional{ports::Refill{std::max<Duration>(q.quiet_from_ - now, Duration::zero()), anew}};
    }

    Result<> end_refill() override {
        if (queue_.filler_ != process_) return conflict("the refill is another's, or memory was lost again");
        queue_.remembers_ = true;
        queue_.refilled_at_ = queue_.clock_.now();
        static_cast<void>(tasks_.begin_refill());
        static_cast<void>(tasks_.end_refill());
        queue_.filler_ = 0;
        return {};
    }

private:
    SharedQueue& queue_;
    adapters::MemoryTaskQueue& tasks_;
    int process_;
};

SharedQueue::SharedQueue(const ports::Clock& clock, std::size_t capacity,
                         std::map<core::Channel, core::RateLimit> limits)
    : clock_(clock), tasks_(clock, capacity, std::move(limits)) {}

std::unique_ptr<ports::TaskQueue> SharedQueue::join() {
    return std::make_unique<Handle>(*this, ++processes_);
}

void SharedQueue::forget() {
    tasks_.lose_memory();
    turns_.clear();
    remembers_ = false;
    filler_ = 0;
}

}  // namespace tidings::simulation
