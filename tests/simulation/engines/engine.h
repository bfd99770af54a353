#pragma once

#include <memory>
#include <string>

#include "base/random.h"
#include "ports/clock.h"
#include "ports/event_log.h"
#include "ports/store.h"
#include "ports/store_queries.h"
#include "ports/task_queue.h"

namespace tidings::simulation {

struct QueueSettings {
    std::size_t capacity = 10'000;
    std::map<core::Channel, core::RateLimit> limits;
    bool has_snapshots = false;
};

// What outlives a process.
class Engine {
public:
    virtual ~Engine() = default;
    virtual ports::EventLog& log() = 0;
    virtual ports::Store& store() = 0;
    virtual ports::StoreQueries& queries() = 0;

    // The queue, for a process that starts.
    virtual std::unique_ptr<ports::TaskQueue> queue() = 0;

    // Several processes may be over it at the same time.
    virtual bool is_shared() const = 0;

    // The process has died and starts again: what is kept on a disk is opened anew.
    virtual void reopen() {}

    // What servers do to those that share them.
    virtual void rebalance() {}
    virtual void forget_queue() {}
    virtual void restore_queue(std::uint64_t /*parts*/) {}
    virtual void set_queue_clock(Duration /*by*/) {}
    virtual void calm_down() {}

    static constexpr std::array kNames{"memory", "sqlite", "cluster"};

    // By one of these names: an embedded engine, or one of the shape of Kafka, PostgreSQL and Redis.
    static std::unique_ptr<Engine> make(const std::string& name, const ports::Clock& clock,
                                        QueueSettings queue, Random& random);
};

}  // namespace tidings::simulation
