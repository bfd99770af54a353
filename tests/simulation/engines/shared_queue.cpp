#include "simulation/engines/shared_queue.h"

#include <algorithm>

namespace tidings::simulation {

using ports::Leased;

namespace {

template <class T>
std::vector<T> copy_of(std::span<const T> list) {
    return {list.begin(), list.end()};
}

}  // namespace

class SharedQueue::Handle final : public ports::TaskQueue, public Sender {
public:
    Handle(SharedQueue& queue, int process) : queue_(queue), process_(process) {}

    using TaskQueue::push;
    Result<std::vector<bool>> push(std::span<const core::Task> list, const ports::Fence& fence) override {
        if (fence.row != Uuid{} && !may_push(fence)) return conflict("others push these tasks by now");
        note([list = copy_of(list), fence](State& s) { static_cast<void>(s.tasks.push(list, fence)); });
        return tasks().push(list, fence);
    }
    Result<std::optional<ports::Fence>> fence(Uuid row) override {
        if (!queue_.remembers_) return std::optional<ports::Fence>{};
        const auto now = queue_.clock_.steady();
        const auto& turns = queue_.state_->turns;
        const auto turn = turns.find(row);
        const bool anothers = turn != turns.end() && turn->second.first != process_;
        if (anothers && now < turn->second.second) return std::optional<ports::Fence>{};
        note([row, now, process = process_](State& s) {
            s.turns[row] = {process, now + kFenceTurn};
            static_cast<void>(s.tasks.fence(row));
        });
        queue_.state_->turns[row] = {process_, now + kFenceTurn};
        return tasks().fence(row);
    }
    std::uint64_t memory() const override { return memory_; }
    Result<std::vector<Leased>> take(const ports::TakeRequest& request) override {
        if (!queue_.remembers_) return std::vector<Leased>{};
        note([request](State& s) { static_cast<void>(s.tasks.take(request)); });
        return by_our_clock(tasks().take(request));
    }
    Result<> acknowledge(std::span<const Leased> leased) override {
        note([list = copy_of(leased)](State& s) { static_cast<void>(s.tasks.acknowledge(list)); });
        return tasks().acknowledge(leased);
    }
    Result<> release(std::span<const Leased> leased) override {
        note([list = copy_of(leased)](State& s) { static_cast<void>(s.tasks.release(list)); });
        return tasks().release(leased);
    }
    Result<std::vector<bool>> renew(std::span<const Leased> leased, Duration lease) override {
        note([list = copy_of(leased), lease](State& s) { static_cast<void>(s.tasks.renew(list, lease)); });
        return tasks().renew(leased, lease);
    }
    Result<std::vector<bool>> holds(std::span<const core::TaskId> list) override {
        return tasks().holds(list);
    }
    Result<std::vector<ports::Withdrawn>> withdraw(std::span<const core::TaskId> list) override {
        note([list = copy_of(list)](State& s) { static_cast<void>(s.tasks.withdraw(list)); });
        return tasks().withdraw(list);
    }
    Result<std::vector<Leased>> ended(std::size_t max) override {
        note([max](State& s) { static_cast<void>(s.tasks.ended(max)); });
        return by_our_clock(tasks().ended(max));
    }
    Result<std::vector<ports::LaneDepth>> depths() override { return tasks().depths(); }
    std::size_t capacity() const override { return queue_.capacity_; }
    std::map<core::Channel, core::RateLimit> limits() const override { return queue_.limits_; }
    // Not noted: no window outlives a snapshot.
    Result<> count_sends(core::Channel channel, std::span<const Time> began) override {
        return tasks().count_sends(channel, began);
    }
    void on_push(std::function<void()>) override {}

    Result<bool> has_lost_memory() override {
        if (queue_.remembers_) memory_ = queue_.refills_;
        return !queue_.remembers_;
    }

    Result<std::optional<ports::Refill>> begin_refill() override { return begin(refill_); }

    std::function<void()> begin_refill_later() override {
        return [this] {
            std::uint64_t unheard = 0;
            static_cast<void>(begin(unheard));
        };
    }

    Result<> end_refill() override {
        auto ended = end(refill_);
        if (ended) memory_ = refill_;
        return ended;
    }

    std::function<void()> end_refill_later() override {
        return [this, refill = refill_] { static_cast<void>(end(refill)); };
    }

private:
    Result<std::optional<ports::Refill>> begin(std::uint64_t& refill) {
        auto& q = queue_;
        if (q.remembers_) return std::optional<ports::Refill>{};
        const auto now = q.clock_.steady();
        if (q.filler_ != 0 && q.filler_ != process_ && q.claimed_until_ > now) {
            return std::optional<ports::Refill>{};
        }
        if (q.filler_ == 0) q.quiet_from_ = now + kLease;
        const bool anew = q.filler_ != process_;
        if (anew) {
            ++q.refills_;
            q.happens([](State& s) {
                s.tasks.lose_memory();
                s.turns.clear();
            });
        }
        q.filler_ = process_;
        q.claimed_until_ = now + kRefillClaim;
        refill = q.refills_;
        return std::optional{ports::Refill{std::max<Duration>(q.quiet_from_ - now, Duration::zero()), anew}};
    }

    adapters::MemoryTaskQueue& tasks() { return queue_.state_->tasks; }

    void note(Change change) {
        if (queue_.has_snapshots_) queue_.history_.emplace_back(queue_.clock_.steady(), std::move(change));
    }

    bool may_push(const ports::Fence& fence) const {
        if (!queue_.remembers_) return false;
        if (fence.number == 0) return fence.memory == queue_.refills_;
        const auto& turns = queue_.state_->turns;
        const auto turn = turns.find(fence.row);
        return turn != turns.end() && turn->second.first == process_;
    }

    // A permit counts from the call, by the clock of who makes it.
    Result<std::vector<Leased>> by_our_clock(Result<std::vector<Leased>> given) const {
        if (!given) return given;
        for (Leased& l : *given) {
            if (l.send_by == SteadyTime::max()) continue;
            l.send_by = queue_.outside_.steady() + queue_.limits_.at(l.task.channel).permit_life();
        }
        return given;
    }

    Result<> end(std::uint64_t refill) {
        auto& q = queue_;
        if (q.filler_ != process_ || q.refills_ != refill) {
            return conflict("the refill is another's, or memory was lost again");
        }
        q.remembers_ = true;
        q.filler_ = 0;
        q.happens([](State& s) {
            static_cast<void>(s.tasks.begin_refill());
            static_cast<void>(s.tasks.end_refill());
        });
        return {};
    }

    SharedQueue& queue_;
    int process_;
    std::uint64_t refill_ = 0;  // the one that was given to it
    std::uint64_t memory_ = 0;  // the refill whose end it has heard of last
};

SharedQueue::SharedQueue(const ports::Clock& clock, std::size_t capacity,
                         std::map<core::Channel, core::RateLimit> limits, bool has_snapshots)
    : outside_(clock),
      clock_(clock),
      capacity_(capacity),
      limits_(std::move(limits)),
      has_snapshots_(has_snapshots),
      state_(std::make_unique<State>(clock_, capacity_, limits_)) {}

std::unique_ptr<ports::TaskQueue> SharedQueue::join() {
    return std::make_unique<Handle>(*this, ++processes_);
}

void SharedQueue::happens(Change change) {
    change(*state_);
    if (has_snapshots_) history_.emplace_back(clock_.steady(), std::move(change));
}

void SharedQueue::forget() {
    happens([](State& s) {
        s.tasks.lose_memory();
        s.turns.clear();
    });
    remembers_ = false;
    filler_ = 0;
}

void SharedQueue::restore(std::uint64_t parts) {
    history_.resize(history_.size() - history_.size() / parts);
    state_ = std::make_unique<State>(clock_, capacity_, limits_);
    for (const auto& [at, change] : history_) {
        clock_.say(at);
        change(*state_);
    }
    clock_.say(std::nullopt);
    remembers_ = false;
    filler_ = 0;
}

}  // namespace tidings::simulation
