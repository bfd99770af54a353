#pragma once

#include <atomic>
#include <map>
#include <mutex>
#include <string>

#include "ports/clock.h"

namespace tidings::adapters::kafka {

// What librdkafka has to say, as lines of our log. A broker that is down makes it repeat itself for every
// attempt: of one kind of line there is one in kEvery, with the number of those left out before it. Any
// thread.
class LogLines {
public:
    static constexpr Duration kEvery = std::chrono::seconds{10};

    explicit LogLines(const ports::Clock& clock) : clock_(clock) {}

    // No line from now on: for a client that outlives the clock.
    void end() { is_over_ = true; }

    // `level` is syslog's (0 emergency … 7 debug), `kind` librdkafka's word for the line ("FAIL").
    void write(int level, const char* client, const char* kind, const char* text);

private:
    struct Kind {
        SteadyTime last;
        std::int64_t left_out = 0;
    };

    const ports::Clock& clock_;
    std::atomic<bool> is_over_ = false;
    std::mutex mutex_;
    std::map<std::string, Kind, std::less<>> kinds_;  // librdkafka has some dozens
};

}  // namespace tidings::adapters::kafka
