#pragma once

#include "ports/clock.h"
#include "ports/event_log.h"
#include "ports/store.h"
#include "ports/task_queue.h"
#include "services/notifier/options.h"
#include "services/notifier/tracker.h"
#include "services/notifier/withdrawal.h"

namespace tidings::notifier {

// What a start makes of what was `queued`, for the embedded queue starts empty. For one thread.
//
// It begins once all outcomes that were reported before the end are known, so that nothing is sent again
// whose send is on record; those sends count against the rate limits again. A send that a worker had
// announced has ended unreported. Of the others nobody knows: they are decided again, and announced from then
// on (core/task.h).
class Recovery {
public:
    Recovery(ports::EventLog& log, ports::Store& store, ports::TaskQueue& queue, const ports::Clock& clock,
             Tracker& tracker, Withdrawal& withdrawal, const Options& options)
        : log_(log),
          store_(store),
          queue_(queue),
          clock_(clock),
          tracker_(tracker),
          withdrawal_(withdrawal),
          options_(options) {}

    bool done() const { return done_; }

    // One batch; returns how many notifications it looked at.
    Result<std::size_t> step();

private:
    Result<> fill_windows();
    Result<> tell_unreported(std::span<const core::Notification> begun);

    ports::EventLog& log_;
    ports::Store& store_;
    ports::TaskQueue& queue_;
    const ports::Clock& clock_;
    Tracker& tracker_;
    Withdrawal& withdrawal_;
    const Options& options_;
    bool windows_filled_ = false;
    bool done_ = false;
    core::NotificationId after_;
};

}  // namespace tidings::notifier
