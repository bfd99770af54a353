#pragma once

#include <functional>
#include <memory>

#include "app/settings.h"
#include "base/result.h"
#include "ports/clock.h"
#include "ports/event_log.h"
#include "ports/store.h"
#include "ports/store_queries.h"
#include "ports/task_queue.h"

namespace tidings::app {

// What stands behind the ports. One thread may call `maintain`; the ports keep their own promises.
class Engine {
public:
    virtual ~Engine() = default;

    virtual ports::EventLog& log() = 0;
    virtual ports::Store& store() = 0;
    virtual ports::StoreQueries& queries() = 0;
    virtual ports::TaskQueue& queue() = 0;
    virtual ports::Clock& clock() = 0;

    // Sets the test clock; empty where time is real.
    virtual std::function<Result<>(Time)> set_clock() = 0;

    // Housekeeping, to be called about every second.
    virtual Result<> maintain() = 0;

    // A file of the engine's own, made with random content at the first start: keys that outlive the process.
    virtual Result<Secret> keep_secret(const std::string& name) = 0;
};

// The engine that the settings name, ready to be used: its schema is up to date.
Result<std::unique_ptr<Engine>> make_engine(const Settings& settings);

}  // namespace tidings::app
