#pragma once

#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "adapters/redis/connection.h"
#include "adapters/redis/control.h"
#include "adapters/redis/stop_signal.h"
#include "ports/clock.h"

namespace tidings::adapters::redis {

struct PresenceOptions {
    Address address;
    Timeouts timeouts;
    Names names;
    std::string unique;   // no other worker's
    std::string version;  // of this program
    std::vector<core::Channel> channels;
    std::function<WorkerCounts()> counts;  // called in the thread of the presence
};

// Shows a worker of tidings to Celery's tools, as `tidings-<unique>@<host>`: a heartbeat every two seconds,
// and answers to what they ask. It does so in a thread of its own, with two connections of its own; where
// Redis is away it tries again every few seconds. Nothing else of the program depends on it.
//
// Celery's own workers also note a binding for the questions, which nobody reads (they go to whoever is
// subscribed), and which a killed worker would leave behind for ever: so there is none.
class CeleryPresence {
public:
    CeleryPresence(PresenceOptions options, const ports::Clock& clock);
    ~CeleryPresence();  // says `worker-offline`, where Redis answers, and ends the thread
    CeleryPresence(const CeleryPresence&) = delete;
    CeleryPresence& operator=(const CeleryPresence&) = delete;

    const std::string& hostname() const { return facts_.hostname; }

private:
    void run();
    Result<> appear();
    Result<> serve();
    void disappear();
    Result<> say(std::string_view type);
    Result<> hear(std::string_view message);
    Result<> reply(const Question& question);

    const PresenceOptions options_;
    const ports::Clock& clock_;
    WorkerFacts facts_;
    std::unique_ptr<Connection> speaks_;  // these are used by the thread alone
    std::unique_ptr<Connection> listens_;
    SteadyTime next_beat_;
    std::int64_t tick_ = 0;
    StopSignal stop_;
    std::thread thread_;
};

}  // namespace tidings::adapters::redis
