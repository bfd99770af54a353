#pragma once

#include <memory>

#include "adapters/memory/memory_task_queue.h"

namespace tidings::simulation {

// A queue that outlives the processes which share it, and may lose its memory as Redis does (see
// adapters/redis/lua/begin_refill.lua): then it gives nothing until one of them has filled it again. Not for
// several threads.
class SharedQueue {
public:
    SharedQueue(const ports::Clock& clock, std::size_t capacity,
                std::map<core::Channel, core::RateLimit> limits);

    // The queue as a new process has it.
    std::unique_ptr<ports::TaskQueue> join();

    // As after FLUSHALL.
    void forget();

private:
    class Handle;

    // How long a worker may go on with a task that the queue has forgotten.
    static constexpr Duration kLease = std::chrono::seconds{15};

    const ports::Clock& clock_;
    adapters::MemoryTaskQueue tasks_;
    int processes_ = 0;
    bool remembers_ = false;
    int filler_ = 0;  // the process that fills it; 0: nobody does
    SteadyTime claimed_until_{};
    SteadyTime quiet_from_{};
    Time refilled_at_{};
    std::map<Uuid, std::pair<int, SteadyTime>> turns_;  // whose it is to raise fences, and until when
};

}  // namespace tidings::simulation
