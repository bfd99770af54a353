#include "simulation/process.h"

#include <fmt/format.h>

namespace tidings::simulation {
namespace {

constexpr core::RateLimit kKeyRate{1'000'000, std::chrono::seconds{1}};

notifier::Options notifier_options(const Settings& settings) {
    notifier::Options options;
    options.batch_max = settings.batch_max;
    return options;
}

}  // namespace

Process::Process(Engine& engine, const VirtualClock& clock, Weather& weather, Trace& trace,
                 const Swarm& swarm, const bool& fair, const Settings& settings, Random& random,
                 FaultyStore::Watch watch, ScriptedProvider::Witness witness)
    : engine_(engine),
      clock_(clock),
      trace_(trace),
      plain_queue_(clock, settings.queue_max, settings.limits),
      log_(engine.log(), weather, trace),
      store_(engine.store(), weather, std::move(watch)),
      queue_(plain_queue_, weather, trace),
      catalog_(log_),
      access_(catalog_, clock, kKeyRate),
      gateway_(
          log_, clock, catalog_, web::UnsubscribeTokens(Secret("key"), "http://localhost"), [] { return 0; },
          {}, Random(random.next()), metrics_),
      notifier_({log_, store_, engine.queries(), queue_, clock, catalog_}, notifier_options(settings),
                Random(random.next())),
      worker_(queue_, log_, clock, routes(clock, swarm, fair, random, witness), {}, metrics_),
      admin_({log_, store_, engine.queries(), queue_, clock, catalog_}, {}, Random(random.next())) {
    gateway_.add_routes(router_, access_);
    admin_.add_routes(router_, access_);
}

std::vector<worker::Route> Process::routes(const VirtualClock& clock, const Swarm& swarm, const bool& fair,
                                           Random& random, const ScriptedProvider::Witness& witness) {
    const auto make = [&](std::string name) {
        auto provider =
            std::make_unique<ScriptedProvider>(std::move(name), swarm, fair, clock, random, witness);
        providers_.push_back(provider.get());
        return provider;
    };
    std::vector<worker::Route> made;
    made.push_back({{core::Channel::email, core::Channel::sms}, make("letters")});
    made.push_back({{core::Channel::push}, make("pushes")});
    return made;
}

Result<std::size_t> Process::step(Service service) {
    switch (service) {
        case Service::gateway:
            trace_.enter("gateway");
            return gateway_.step();
        case Service::tracker:
            trace_.enter("tracker");
            return notifier_.track();
        case Service::decider:
            trace_.enter("decider");
            return notifier_.decide();
        case Service::worker:
            trace_.enter("worker");
            return worker_.step();
        case Service::admin:
            trace_.enter("admin");
            return admin_.step();
    }
    return std::size_t{0};
}

Result<core::Ledger> Process::ledger(bool recount) {
    return admin::Admin::ledger(
        {engine_.log(), engine_.store(), engine_.queries(), plain_queue_, clock_, catalog_}, {}, recount);
}

std::vector<std::string> Process::excesses() {
    std::vector<std::string> out;
    const auto depths = plain_queue_.depths().value();
    // Released tasks go back in front of a full lane: as many as a provider had room for.
    for (const auto& depth : depths) {
        if (depth.waiting > plain_queue_.capacity() + ScriptedProvider::kRoom) {
            out.push_back(
                fmt::format("{} tasks wait in a lane that holds {}", depth.waiting, plain_queue_.capacity()));
        }
    }
    for (const auto* provider : providers_) {
        if (provider->in_flight() > ScriptedProvider::kRoom)
            out.push_back("a provider was given more than it has room for");
    }
    return out;
}

}  // namespace tidings::simulation
