#pragma once

#include "ports/clock.h"
#include "ports/event_log.h"
#include "ports/store.h"
#include "ports/task_queue.h"
#include "services/notifier/options.h"
#include "services/notifier/tracker.h"
#include "services/notifier/withdrawal.h"

namespace tidings::notifier {

// What becomes of what was `queued` when the queue has lost its memory: the embedded one at each start, Redis
// after an accident. For one thread.
//
// It begins once no worker can have a task of before any more and all outcomes that they reported are known,
// so that nothing is sent again whose send is on record; those sends count against the rate limits again. A
// send that a worker had announced has ended unreported. Of the others nobody knows: they are decided again,
// and announced from then on (core/task.h).
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

    // Asks the queue whether it needs this; to be called about every second.
    Result<> look();

    // Whether this process is refilling the queue.
    bool under_way() const { return under_way_; }

    // Whether the queue lacks its memory, as the last look found it: whoever fills it sees to all that is
    // `queued`, and nothing else can be pushed.
    bool is_needed() const { return needed_; }

    // One batch, while it is under way; returns how many notifications it looked at.
    Result<std::size_t> step();

private:
    Result<> claim();
    Result<bool> may_begin();
    Result<std::size_t> refill();
    Result<std::size_t> end();
    Result<> take_up(std::span<const core::Notification> queued);
    Result<> fill_windows();
    Result<> tell_unreported(std::span<const core::Notification> begun);

    ports::EventLog& log_;
    ports::Store& store_;
    ports::TaskQueue& queue_;
    const ports::Clock& clock_;
    Tracker& tracker_;
    Withdrawal& withdrawal_;
    const Options& options_;
    bool needed_ = false;
    bool under_way_ = false;
    SteadyTime claim_at_{};                // when to renew the claim
    SteadyTime begins_at_{};               // when nobody has a task of before any more
    std::vector<ports::Extent> reported_;  // how far the status log reached then
    bool windows_filled_ = false;
    core::NotificationId after_;
    Tracker::Goal goal_;
};

}  // namespace tidings::notifier
