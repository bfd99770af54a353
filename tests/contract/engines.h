#pragma once

#include <functional>
#include <memory>
#include <ostream>
#include <string>

#include "ports/event_log.h"
#include "ports/store_queries.h"
#include "ports/task_queue.h"
#include "support/manual_clock.h"

// What an adapter gives to join a contract suite: a name and how to make it. Each suite is instantiated with
// one line, INSTANTIATE_TEST_SUITE_P(Name, Suite, ::testing::Values(engine)).
namespace tidings::testing {

// One store (or log), empty at first. `reopen` closes it and opens it again with what it has kept; an engine
// that keeps nothing says that it is not durable.
template <class Port>
class Opened {
public:
    virtual ~Opened() = default;
    virtual Port& port() = 0;
    virtual void reopen() {}
};

struct LogEngine {
    std::string name;
    bool durable = false;
    std::function<std::unique_ptr<Opened<ports::EventLog>>(const ports::Clock&)> open;
    // Whether what was appended is read by the next poll; else it is waited for.
    bool at_once = true;
};

// Both faces of one record.
struct StoreFaces {
    ports::Store& store;
    ports::StoreQueries& queries;
};

class OpenedStore {
public:
    virtual ~OpenedStore() = default;
    virtual StoreFaces faces() = 0;
    virtual void reopen() {}
};

struct StoreEngine {
    std::string name;
    bool durable = false;
    std::function<std::unique_ptr<OpenedStore>()> open;
    int seeds = 25;  // of random commits: fewer where each takes longer
};

struct QueueEngine {
    std::string name;
    std::function<std::unique_ptr<ports::TaskQueue>(ManualClock&, std::size_t capacity,
                                                    const std::map<core::Channel, core::RateLimit>&)>
        open;
    std::function<void(ports::TaskQueue&)> lose_memory;
};

inline void PrintTo(const LogEngine& engine, std::ostream* out) {
    *out << engine.name;
}
inline void PrintTo(const StoreEngine& engine, std::ostream* out) {
    *out << engine.name;
}
inline void PrintTo(const QueueEngine& engine, std::ostream* out) {
    *out << engine.name;
}

}  // namespace tidings::testing
