#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "core/outcome.h"
#include "core/task.h"

namespace tidings::ports {

// One message to send. `tag` is the caller's, to know the report by.
struct Delivery {
    std::uint64_t tag = 0;
    core::Task task;
    SteadyTime begin_by = SteadyTime::max();      // the last moment at which its sending may begin
    SteadyTime leased_until = SteadyTime::max();  // that, too; `lease_until` moves it
};

struct Report {
    std::uint64_t tag = 0;
    Time started_at;
    Time finished_at;
    core::Outcome outcome;
};

// Sends messages to the world.
//
// Delivery: each message is reported exactly once, at the latest when the provider's own timeout has passed.
//   `unknown` is reported whenever the message may have been taken and no answer came; `retry` only when it
//   surely was not; `stale` when it did not come to its turn by `begin_by`, or while it was leased: nothing
//   of it went out then, and its rate permit is unused. What is under way when its lease ends goes on only
//   where it may have been taken already; else it is given up as `throttled`. For somebody else may send it
//   now, or it was cancelled.
// Idempotence: a provider that takes an idempotency key is given the notification's id.
// Threads: one thread, but for `name`.
// Blocking: no method waits. `advance` moves transfers on; it is to be called again within a few milliseconds
//   while any is in flight.
class Provider {
public:
    virtual ~Provider() = default;

    // The word for it in attempts, settings and metrics: "smtp".
    virtual std::string_view name() const = 0;

    // How many more messages may be begun now.
    virtual std::size_t room() const = 0;

    // Starts sending; at most room() of them.
    virtual void begin(std::vector<Delivery> deliveries) = 0;

    // Until when a message in flight is leased now: for longer, or, where that has passed, no more. Of one
    // that is not in flight it means nothing.
    virtual void lease_until(std::uint64_t tag, SteadyTime until) = 0;

    // Moves transfers on and appends a report for each that has ended.
    virtual void advance(std::vector<Report>& reports) = 0;

    // How many were begun and not yet reported.
    virtual std::size_t in_flight() const = 0;
};

}  // namespace tidings::ports
