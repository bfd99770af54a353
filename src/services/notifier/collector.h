#pragma once

#include <vector>

#include "ports/clock.h"
#include "ports/event_log.h"
#include "ports/store.h"
#include "ports/task_queue.h"
#include "services/notifier/tracker.h"

namespace tidings::notifier {

// Looks after tasks whose lease has ended: they were perhaps sent, so that becomes their outcome. For one
// thread.
class Collector {
public:
    Collector(ports::EventLog& log, ports::Store& store, ports::TaskQueue& queue, const ports::Clock& clock,
              Tracker& tracker)
        : log_(log), store_(store), queue_(queue), clock_(clock), tracker_(tracker) {}

    // One batch; returns how many tasks it was done with.
    Result<std::size_t> step();

private:
    Result<> look();
    Result<std::vector<ports::NewRecord>> outcomes_of(std::span<const ports::Leased> ended);

    ports::EventLog& log_;
    ports::Store& store_;
    ports::TaskQueue& queue_;
    const ports::Clock& clock_;
    Tracker& tracker_;
    std::vector<ports::Leased> ended_;  // those that are looked at once the log is folded up to `until_`
    std::vector<ports::Extent> until_;
};

}  // namespace tidings::notifier
