#pragma once

#include <functional>
#include <memory>

#include "adapters/redis/celery_intake.h"
#include "adapters/redis/celery_presence.h"
#include "app/settings.h"
#include "services/intake/orders.h"

namespace tidings::app {

// What a worker is to Celery beside being one: seen by its tools, and taking the orders of its producers. For
// one thread.
class Celery {
public:
    // Errc::invalid where `redis.url` cannot be read. `counts` is called from another thread.
    static Result<std::unique_ptr<Celery>> make(const Settings& settings, ports::EventLog& log,
                                                catalog::CatalogView& catalog, const ports::Clock& clock,
                                                std::function<adapters::redis::WorkerCounts()> counts);

    // Takes orders; returns how many.
    Result<std::size_t> step() { return orders_.step(); }

private:
    Celery(ports::EventLog& log, catalog::CatalogView& catalog, const adapters::redis::IntakeOptions& intake,
           adapters::redis::PresenceOptions presence, const ports::Clock& clock);

    adapters::redis::CeleryIntake intake_;
    intake::Orders orders_;
    adapters::redis::CeleryPresence presence_;
};

}  // namespace tidings::app
