#include "simulation/process.h"

#include <fmt/format.h>

namespace tidings::simulation {
namespace {

constexpr core::RateLimit kKeyRate{1'000'000, std::chrono::seconds{1}};

}  // namespace

Process::Process(const Surroundings& around, const VirtualClock& clock, const ProcessSettings& settings,
                 Random random)
    : name_(settings.name),
      clock_(clock, settings.skew),
      trace_(around.trace),
      queries_(around.engine.queries()),
      plain_queue_(around.engine.queue()),
      log_(around.engine.log(), around.weather, around.trace),
      store_(around.engine.store(), around.weather, around.watch),
      queue_(plain_queue_, clock, around.weather, around.trace, around.unheard),
      catalog_(log_),
      access_(catalog_, clock_, kKeyRate) {
    if (settings.services.contains(Service::gateway)) make_gateway(random);
    if (settings.services.contains(Service::decider)) {
        make_notifier(settings, around.engine.is_shared(), random);
    }
    if (settings.services.contains(Service::worker)) make_worker(around, random);
    if (settings.services.contains(Service::admin)) make_admin(random);
}

void Process::make_gateway(Random& random) {
    gateway_ = std::make_unique<gateway::Gateway>(
        log_, clock_, catalog_, web::UnsubscribeTokens(Secret("key"), "http://localhost"), [] { return 0; },
        gateway::Options{}, Random(random.next()), metrics_);
    gateway_->add_routes(router_, access_);
}

void Process::make_notifier(const ProcessSettings& settings, bool shared, Random& random) {
    notifier::Options options;
    options.batch_max = settings.batch_max;
    options.shares_store = shared;
    notifier_ = std::make_unique<notifier::Notifier>(
        notifier::Parts{log_, store_, queries_, queue_, clock_, catalog_}, std::move(options),
        Random(random.next()));
}

void Process::make_worker(const Surroundings& around, Random& random) {
    const auto make = [&](std::string name) {
        auto provider = std::make_unique<ScriptedProvider>(
            std::move(name), around.weather, clock_, Random(random.next()),
            [this, witness = around.witness](const core::Task& task, core::OutcomeKind outcome) {
                witness(task, outcome, queue_.given(task.id));
            },
            around.is_poison);
        providers_.push_back(provider.get());
        return provider;
    };
    std::vector<worker::Route> routes;
    routes.push_back({{core::Channel::email, core::Channel::sms}, make("letters")});
    routes.push_back({{core::Channel::push}, make("pushes")});
    worker_ = std::make_unique<worker::Worker>(queue_, log_, clock_, std::move(routes), worker::Options{},
                                               metrics_);
}

void Process::make_admin(Random& random) {
    admin_ = std::make_unique<admin::Admin>(admin::Parts{log_, store_, queries_, queue_, clock_, catalog_},
                                            admin::Options{}, Random(random.next()));
    admin_->add_routes(router_, access_);
}

bool Process::has(Service service) const {
    switch (service) {
        case Service::gateway:
            return gateway_ != nullptr;
        case Service::tracker:
        case Service::decider:
            return notifier_ != nullptr;
        case Service::worker:
            return worker_ != nullptr;
        case Service::admin:
            return admin_ != nullptr;
    }
    return false;
}

Result<std::size_t> Process::step(Service service) {
    trace_.enter(name_ + " " + std::string(kServiceNames[static_cast<std::size_t>(service)]));
    auto stepped = run(service);
    trace_.enter("outside");
    return stepped;
}

Result<std::size_t> Process::run(Service service) {
    switch (service) {
        case Service::gateway:
            return gateway_->step();
        case Service::tracker:
            return notifier_->track();
        case Service::decider:
            return notifier_->decide();
        case Service::worker:
            return worker_->step();
        case Service::admin:
            return admin_->step();
    }
    return std::size_t{0};
}

void Process::drain() {
    if (worker_) worker_->drain();
}

std::vector<std::string> Process::excesses() {
    std::vector<std::string> out;
    if (queue_.has_overflown()) out.push_back("a lane was given more than it holds");
    for (const auto* provider : providers_) {
        if (provider->in_flight() > ScriptedProvider::kRoom)
            out.push_back("a provider was given more than it has room for");
    }
    return out;
}

}  // namespace tidings::simulation
