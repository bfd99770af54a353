#pragma once

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "simulation/client.h"
#include "simulation/engines/engine.h"
#include "simulation/evidence.h"
#include "simulation/process.h"

namespace tidings::simulation {

// How a run differs from what its seed alone would make of it.
struct Less {
    std::set<std::size_t> kinds;                          // that are left out, as kKinds has them
    std::optional<std::set<std::uint64_t>> only_trouble;  // by its numbers
    std::optional<std::uint64_t> rounds;                  // at most
};

// One run: an engine, processes over it that die and start again, and everybody outside. All of it comes from
// the seed, so the same seed gives the same run.
class World {
public:
    // With `write` everything that happens is written down.
    World(std::uint64_t seed, const std::string& engine, const Less& less = {}, Trace::Write write = {});

    // Runs until nothing is left to do, and returns what was found to be wrong.
    Faults run();

    const Swarm& swarm() const { return swarm_; }
    const std::vector<Struck>& trouble() const { return weather_.struck(); }
    std::uint64_t rounds() const { return rounds_; }
    std::size_t sends() const { return journal_.sends.size(); }
    std::size_t deliveries() const;  // the sends that the provider took
    std::size_t deaths() const { return deaths_; }
    std::size_t accepted() const { return journal_.accepted.size(); }

    // How much has happened: "240 accepted, 610 sends".
    std::string summary() const;

private:
    // A place for a process, and the one that is there now.
    struct Seat {
        ProcessSettings settings;
        std::unique_ptr<Process> process;
        std::uint64_t chance = 0;  // of its processes
        std::uint64_t starts = 0;
        std::set<Service> under_way{};  // that a pause has interrupted
        bool doomed = false;            // has died meanwhile
        SteadyTime stopped_until{};
    };

    void make_seats();
    void start(Seat& seat);
    void die(Seat& seat);
    void restart(Seat& seat);
    void end(Seat& seat);
    void start_all();

    std::size_t step(Seat& seat, Service service);
    bool may_step(const Seat& seat, Service service) const;
    void step_any(Random& chance);
    Client::Serve serve();
    Seat* seat_for(const http::Request& request);
    void interlude();

    void tumult();
    void disturb();
    // Steps all services until they have nothing to do, or for a while.
    bool settle(int most = 100);
    void pass_time(Duration most);
    void calm_down();
    bool lags();
    bool has_unread(core::Topic topic);

    void witness(const core::Task& task, core::OutcomeKind outcome, SteadyTime given);
    void note_orders();
    void note_what_is_carried_out();
    bool is_being_taken_back(const core::UserId& user) const;
    void watch(const ports::Changes& changes);
    bool is_poison(const core::NotificationId& id) const;
    std::vector<core::NotificationId> newest();
    std::vector<core::Notification> all(const std::vector<core::State>& states);
    Evidence gather();

    Random random_;
    Swarm swarm_;
    VirtualClock clock_;
    Trace trace_;
    Weather weather_;
    QueueSettings queue_settings_;
    std::unique_ptr<Engine> engine_;
    std::size_t batch_max_;
    std::uint64_t rounds_;
    Journal journal_;
    Client client_;
    std::vector<Seat> seats_;
    std::size_t deaths_ = 0;
    std::vector<Seat*> running_;  // one in the pause of another
    bool failed_ = false;         // a step has returned an error, or a process is down
};

}  // namespace tidings::simulation
