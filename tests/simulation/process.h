#pragma once

#include <memory>
#include <set>

#include "base/metrics.h"
#include "http/router.h"
#include "services/admin/admin.h"
#include "services/gateway/gateway.h"
#include "services/notifier/notifier.h"
#include "services/worker/worker.h"
#include "simulation/engines/engine.h"
#include "simulation/engines/virtual_clock.h"
#include "simulation/trouble/faulty_log.h"
#include "simulation/trouble/faulty_queue.h"
#include "simulation/trouble/faulty_store.h"
#include "simulation/trouble/scripted_provider.h"
#include "simulation/trouble/weather.h"

namespace tidings::simulation {

// What has a thread of its own in the program.
enum class Service { gateway, tracker, decider, worker, admin };
inline constexpr std::array<std::string_view, 5> kServiceNames{"gateway", "tracker", "decider", "worker",
                                                               "admin"};

// Everybody outside of a process whom it touches.
struct Surroundings {
    Engine& engine;
    Weather& weather;
    Trace& trace;
    FaultyStore::Watch watch;
    // Sees each message that goes out, and when the queue gave its task.
    std::function<void(const core::Task&, core::OutcomeKind, SteadyTime given)> witness;
    std::function<bool(const core::Task&)> is_poison;
    FaultyQueue::Unheard unheard;
};

struct ProcessSettings {
    std::string name;
    std::set<Service> services;
    Duration skew{};
    std::size_t batch_max = 500;
};

// One run of the program, from its start to its death: the services of its roles over the engine.
class Process {
public:
    Process(const Surroundings& around, const VirtualClock& clock, const ProcessSettings& settings,
            Random random);

    // A request comes in.
    void serve(http::Request request, http::Responder responder) {
        router_(std::move(request), std::move(responder));
    }

    bool has(Service service) const;
    Result<std::size_t> step(Service service);

    bool sending() const { return worker_ && worker_->busy(); }

    // It is told to end: it takes nothing new, and is done once nothing of it is under way.
    void drain();
    bool is_drained() const { return !worker_ || worker_->idle(); }

    // What is beyond its bounds, as sentences.
    std::vector<std::string> excesses();

private:
    void make_gateway(Random& random);
    void make_notifier(const ProcessSettings& settings, bool shared, Random& random);
    void make_worker(const Surroundings& around, Random& random);
    void make_admin(Random& random);
    Result<std::size_t> run(Service service);

    std::string name_;
    SkewedClock clock_;
    Trace& trace_;
    ports::StoreQueries& queries_;
    std::shared_ptr<ports::TaskQueue> plain_queue_;
    FaultyLog log_;
    FaultyStore store_;
    FaultyQueue queue_;
    Metrics metrics_;
    catalog::CatalogView catalog_;
    http::Router router_;
    web::Access access_;
    std::unique_ptr<gateway::Gateway> gateway_;
    std::unique_ptr<notifier::Notifier> notifier_;
    std::vector<const ScriptedProvider*> providers_;
    std::unique_ptr<worker::Worker> worker_;
    std::unique_ptr<admin::Admin> admin_;
};

}  // namespace tidings::simulation
