#pragma once

#include <memory>
#include <string>

#include "ports/clock.h"
#include "ports/event_log.h"
#include "ports/store.h"
#include "ports/store_queries.h"

namespace tidings::simulation {

// What outlives a process: the log and the store.
class Engine {
public:
    virtual ~Engine() = default;
    virtual ports::EventLog& log() = 0;
    virtual ports::Store& store() = 0;
    virtual ports::StoreQueries& queries() = 0;

    // The process has died and starts again: what is kept on a disk is opened anew.
    virtual void reopen() = 0;

    // "memory" or "sqlite".
    static std::unique_ptr<Engine> make(const std::string& name, const ports::Clock& clock);
};

}  // namespace tidings::simulation
