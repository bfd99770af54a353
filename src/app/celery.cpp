#include "app/celery.h"

#include <iterator>

#include "app/cluster_options.h"
#include "core/words.h"
#include "services/intake/celery_order.h"

namespace tidings::app {
namespace {

constexpr std::size_t kOrdersMax = 100;
constexpr Duration kLease = std::chrono::seconds{15};

}  // namespace

Result<std::unique_ptr<Celery>> Celery::make(const Settings& settings, ports::EventLog& log,
                                             catalog::CatalogView& catalog, const ports::Clock& clock,
                                             std::function<adapters::redis::WorkerCounts()> counts) {
    const auto queue = queue_options(settings);
    if (!queue) return queue.error();
    adapters::redis::PresenceOptions presence{queue->address,   queue->timeouts, queue->names,
                                              process_name(),   TIDINGS_VERSION, {},
                                              std::move(counts)};
    for (const auto& word : settings.words("worker.channels")) {
        presence.channels.push_back(core::parse_channel(word).value());
    }
    const adapters::redis::IntakeOptions intake{queue->address, queue->timeouts, queue->names};
    return std::unique_ptr<Celery>(new Celery(log, catalog, intake, std::move(presence), clock));
}

Celery::Celery(ports::EventLog& log, catalog::CatalogView& catalog,
               const adapters::redis::IntakeOptions& intake, adapters::redis::PresenceOptions presence,
               const ports::Clock& clock)
    : log_(log), catalog_(catalog), intake_(intake, clock), presence_(std::move(presence), clock) {}

Result<std::size_t> Celery::step() {
    const auto orders = intake_.take(kOrdersMax, kLease);
    if (!orders) return orders.error();
    if (orders->empty()) return std::size_t{0};
    if (const auto refreshed = catalog_.refresh(); !refreshed) return refreshed.error();
    const auto catalog = catalog_.current();
    std::vector<ports::NewRecord> records;
    for (const auto& order : *orders) {
        auto made = intake::records_of({order.id, order.args, order.kwargs, order.traceparent}, *catalog);
        std::move(made.begin(), made.end(), std::back_inserter(records));
    }
    if (const auto told = log_.append(records); !told) return told.error();
    if (const auto done = intake_.acknowledge(*orders); !done) return done.error();
    return orders->size();
}

}  // namespace tidings::app
