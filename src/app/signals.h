#pragma once

#include <csignal>
#include <optional>

#include "base/time.h"

namespace tidings::app {

// Takes SIGTERM, SIGINT and, unless it was ignored before, SIGHUP as something to read instead of something
// that happens. To be made in the main
// thread before any other starts, because threads inherit which signals are blocked. While it lives, SIGPIPE
// and SIGXFSZ are ignored: a peer that goes away, and a file that may not grow, are errors of a write.
class Signals {
public:
    Signals();
    ~Signals();
    Signals(const Signals&) = delete;
    Signals& operator=(const Signals&) = delete;

    // The signal, or nothing after `limit` or a `nudge`.
    std::optional<int> wait_for(Duration limit);
    std::optional<int> wait();

    // Ends the wait that is going on, or the next one. Any thread.
    void nudge();

private:
    std::optional<int> wait_milliseconds(int limit);

    sigset_t before_{};
    struct sigaction pipe_before_{};
    struct sigaction size_before_{};
    int signals_ = -1;
    int nudges_ = -1;
};

}  // namespace tidings::app
