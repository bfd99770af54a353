#pragma once

#include "adapters/memory/memory_task_queue.h"
#include "base/metrics.h"
#include "http/router.h"
#include "services/admin/admin.h"
#include "services/gateway/gateway.h"
#include "services/notifier/notifier.h"
#include "services/worker/worker.h"
#include "simulation/engine.h"
#include "simulation/faulty_log.h"
#include "simulation/faulty_queue.h"
#include "simulation/faulty_store.h"
#include "simulation/scripted_provider.h"
#include "simulation/swarm.h"
#include "simulation/virtual_clock.h"
#include "simulation/weather.h"

namespace tidings::simulation {

// What a process is started with.
struct Settings {
    std::size_t queue_max = 10'000;
    std::size_t batch_max = 500;
    std::map<core::Channel, core::RateLimit> limits;
};

// One run of the program, from its start to its death: all services over the engine, and the queue, which
// dies with it.
class Process {
public:
    // `fair` ends the bad answers of providers; `random` lives on through all processes.
    Process(Engine& engine, const VirtualClock& clock, Weather& weather, Trace& trace, const Swarm& swarm,
            const bool& fair, const Settings& settings, Random& random, FaultyStore::Watch watch,
            ScriptedProvider::Witness witness);

    // A request comes in.
    void serve(http::Request request, http::Responder responder) {
        router_(std::move(request), std::move(responder));
    }

    enum class Service { gateway, tracker, decider, worker, admin };
    Result<std::size_t> step(Service service);

    bool sending() const { return worker_.busy(); }

    // The ledger, whatever the weather.
    Result<core::Ledger> ledger(bool recount);

    // What is beyond its bounds, as sentences.
    std::vector<std::string> excesses();

private:
    std::vector<worker::Route> routes(const VirtualClock& clock, const Swarm& swarm, const bool& fair,
                                      Random& random, const ScriptedProvider::Witness& witness);

    Engine& engine_;
    const VirtualClock& clock_;
    Trace& trace_;
    adapters::MemoryTaskQueue plain_queue_;
    FaultyLog log_;
    FaultyStore store_;
    FaultyQueue queue_;
    Metrics metrics_;
    catalog::CatalogView catalog_;
    http::Router router_;
    web::Access access_;
    gateway::Gateway gateway_;
    notifier::Notifier notifier_;
    std::vector<const ScriptedProvider*> providers_;
    worker::Worker worker_;
    admin::Admin admin_;
};

}  // namespace tidings::simulation
