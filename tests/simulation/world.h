#pragma once

#include <memory>
#include <string>

#include "simulation/client.h"
#include "simulation/engine.h"
#include "simulation/evidence.h"
#include "simulation/process.h"

namespace tidings::simulation {

// One run: an engine, a process over it that dies and starts again, and everybody outside. All of it comes
// from the seed, so the same seed gives the same run.
class World {
public:
    // With `traced` everything that happens is written to standard output.
    World(std::uint64_t seed, const std::string& engine, bool traced = false);

    // Runs until nothing is left to do, and returns what was found to be wrong.
    Faults run();

    const Swarm& swarm() const { return swarm_; }

    // How much has happened: "240 accepted, 610 sends".
    std::string summary() const;

private:
    void publish_catalog();
    void start();
    void die();

    // Runs something of the process; where that dies of it, it is gone.
    template <class Action>
    void alive(Action action);
    std::size_t step(Process::Service service);
    Client::Serve serve();

    void tumult();
    // Steps all services until they have nothing to do, or for a while.
    bool settle();
    void pass_time(Duration most);
    void calm_down();

    void witness(const core::Task& task, core::OutcomeKind outcome);
    void watch(const ports::Changes& changes);
    void tell(const ports::Changes& changes);
    std::vector<core::NotificationId> newest();
    std::vector<core::Notification> all(const std::vector<core::State>& states);
    Evidence gather();

    Random random_;
    Swarm swarm_;
    VirtualClock clock_;
    Trace trace_;
    Weather weather_;
    std::unique_ptr<Engine> engine_;
    Settings settings_;
    Random services_random_;
    Journal journal_;
    Client client_;
    int deaths_ = 0;
    bool fair_ = false;
    bool failed_ = false;  // a step has returned an error, or the process is down
    std::unique_ptr<Process> process_;
};

}  // namespace tidings::simulation
