#pragma once

#include <atomic>

#include "ports/clock.h"

namespace tidings::adapters::kafka {

// What librdkafka has to say, as lines of our log. A broker that is down makes every client of a process
// repeat itself for every attempt: of one kind of line, whichever client says it, there is what Outage lets
// through. Any thread.
class LogLines {
public:
    explicit LogLines(const ports::Clock& clock) : clock_(clock) {}

    // No line from now on: for a client that outlives the clock.
    void end() { is_over_ = true; }

    // `level` is syslog's (0 emergency … 7 debug), `kind` librdkafka's word for the line ("FAIL").
    void write(int level, const char* client, const char* kind, const char* text);

private:
    const ports::Clock& clock_;
    std::atomic<bool> is_over_ = false;
};

}  // namespace tidings::adapters::kafka
