#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/metrics.h"
#include "base/outage.h"
#include "ports/clock.h"
#include "ports/event_log.h"
#include "ports/provider.h"
#include "ports/task_queue.h"

namespace tidings::worker {

// A provider and the channels it serves.
struct Route {
    std::vector<core::Channel> channels;
    std::unique_ptr<ports::Provider> provider;
};

struct Options {
    Duration lease = std::chrono::seconds{15};  // renewed at an eighth of it while a task is held
    std::size_t batch_max = 500;
};

// Sends. Order of effects: take (lease) → send → outcome on the status log → acknowledge; so a crash anywhere
// leaves a lease that ends, or an outcome that is on record. Where somebody has to know after a crash
// (the event type holds what may have been sent; the message may be what ends the program), the status log
// has the beginning of the send before it begins: the lease may be lost with the process. For one thread.
//
// No send begins after its lease, by the clock of this process: whoever stood still for longer has lost it,
// and somebody else may have sent the task, or have been told that it is cancelled. Leases are renewed around
// each call that may wait for a server.
class Worker {
public:
    Worker(ports::TaskQueue& queue, ports::EventLog& log, const ports::Clock& clock,
           std::vector<Route> routes, Options options, Metrics& metrics);

    // One batch; returns how many tasks were taken and outcomes reported.
    Result<std::size_t> step();

    // Nothing is in flight and nothing waits to be reported: it may end without costing anybody a lease.
    bool idle() const;

    // From now on takes nothing new.
    void drain() { draining_ = true; }

    // Whether transfers are in flight that `step` should soon look after.
    bool busy() const;

    // How many tasks it has now, and how many it is done with. Any thread.
    std::size_t active() const { return active_; }
    std::size_t processed() const { return processed_; }

private:
    struct Sending {
        ports::Leased leased;
        ports::Provider* provider;
    };

    Result<std::size_t> take_from_all();
    Result<std::size_t> take(Route& route);
    Result<> begin(Route& route, std::vector<ports::Leased> leased, SteadyTime leased_until);
    bool keeps_apart() const;
    Result<> announce(std::span<const ports::Leased> leased);
    Result<> append(std::span<const ports::NewRecord> records);
    void judge(Route& route, std::vector<ports::Leased> leased, SteadyTime leased_until);
    SteadyTime begin_by(const ports::Leased& leased) const;
    void collect(Route& route);
    Result<> give_back();
    void finish(Sending sending, Time started, Time finished, core::Outcome outcome);
    void tell_refusal(const Sending& sending, const core::Outcome& outcome);
    Result<std::size_t> report();
    Result<> renew();
    Result<> set_unreadable_aside();

    ports::TaskQueue& queue_;
    ports::EventLog& log_;
    const ports::Clock& clock_;
    std::vector<Route> routes_;
    Options options_;
    Metrics& metrics_;

    std::uint64_t next_tag_ = 1;
    std::unordered_map<std::uint64_t, Sending> sending_;
    std::vector<ports::Leased> unsent_;       // to go back to the queue
    std::vector<ports::NewRecord> outcomes_;  // not on the log yet
    std::vector<ports::Leased> finished_;     // the tasks they belong to
    std::map<std::string, Outage> refusals_;  // by provider and outcome
    SteadyTime oldest_outcome_{};
    SteadyTime renew_at_{};
    SteadyTime look_at_{};      // for messages that are no tasks
    SteadyTime apart_until_{};  // for suspects, see core/task.h
    bool made_room_ = false;    // one has gone back, so that what was under way could end
    bool draining_ = false;
    std::atomic<std::size_t> active_{0};
    std::atomic<std::size_t> processed_{0};
};

}  // namespace tidings::worker
