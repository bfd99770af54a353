#include "app/celery.h"

#include "app/cluster_options.h"
#include "core/words.h"

namespace tidings::app {

Result<std::unique_ptr<Celery>> Celery::make(const Settings& settings, ports::EventLog& log,
                                             catalog::CatalogView& catalog, const ports::Clock& clock,
                                             std::function<adapters::redis::WorkerCounts()> counts) {
    const auto queue = queue_options(settings);
    if (!queue) return queue.error();
    adapters::redis::PresenceOptions presence{queue->address,   queue->timeouts, queue->names,
                                              process_name(),   TIDINGS_VERSION, {},
                                              std::move(counts)};
    for (const auto& word : settings.words("worker.channels")) {
        const auto channel = core::parse_channel(word).value();
        if (!queue->foreign_channels.contains(channel)) presence.channels.push_back(channel);
    }
    const adapters::redis::IntakeOptions intake{queue->address, queue->timeouts, queue->names};
    return std::unique_ptr<Celery>(new Celery(log, catalog, intake, std::move(presence), clock));
}

Celery::Celery(ports::EventLog& log, catalog::CatalogView& catalog,
               const adapters::redis::IntakeOptions& intake, adapters::redis::PresenceOptions presence,
               const ports::Clock& clock)
    : intake_(intake, clock), orders_(intake_, log, catalog), presence_(std::move(presence), clock) {}

}  // namespace tidings::app
