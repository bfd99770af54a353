#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "adapters/memory/memory_task_queue.h"
#include "simulation/engines/virtual_clock.h"

namespace tidings::simulation {

// A queue that outlives the processes which share it, and may lose its memory as Redis does (see
// adapters/redis/lua/begin_refill.lua): then it gives nothing until one of them has filled it again. Not for
// several threads.
class SharedQueue {
public:
    // How a call takes effect that comes late: it says what it said when it was sent, and nobody hears the
    // answer.
    class Sender {
    public:
        virtual ~Sender() = default;
        virtual std::function<void()> begin_refill_later() = 0;
        virtual std::function<void()> end_refill_later() = 0;
    };

    // `has_snapshots`: it may be restored.
    SharedQueue(const ports::Clock& clock, std::size_t capacity,
                std::map<core::Channel, core::RateLimit> limits, bool has_snapshots);

    // The queue as a new process has it.
    std::unique_ptr<ports::TaskQueue> join();

    // As after FLUSHALL.
    void forget();

    // As started again from an older snapshot: all but the last of so many parts of what has happened to it
    // is known.
    void restore(std::uint64_t parts);

    // Somebody sets its server's clock.
    void set_clock(Duration by) { clock_.set(by); }

private:
    class Handle;
    // What is in a snapshot.
    struct State {
        State(const ports::Clock& clock, std::size_t capacity,
              const std::map<core::Channel, core::RateLimit>& limits)
            : tasks(clock, capacity, limits) {}

        adapters::MemoryTaskQueue tasks;
        // Whose it is to raise fences and to push under them, and until when nobody else's.
        std::map<Uuid, std::pair<int, SteadyTime>> turns;
    };
    using Change = std::function<void(State&)>;

    // How long a worker may go on with a task that the queue has forgotten.
    static constexpr Duration kLease = std::chrono::seconds{15};

    void happens(Change change);

    const ports::Clock& outside_;
    QueueClock clock_;
    const std::size_t capacity_;
    const std::map<core::Channel, core::RateLimit> limits_;
    const bool has_snapshots_;
    std::unique_ptr<State> state_;
    std::vector<std::pair<SteadyTime, Change>> history_;  // of the state, for what a snapshot knows of it
    int processes_ = 0;
    bool remembers_ = false;
    int filler_ = 0;  // the process that fills it; 0: nobody does
    std::uint64_t refills_ = 0;
    SteadyTime claimed_until_{};
    SteadyTime quiet_from_{};
};

}  // namespace tidings::simulation
