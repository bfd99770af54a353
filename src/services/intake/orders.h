#pragma once

#include "ports/event_log.h"
#include "ports/order_queue.h"
#include "services/catalog/catalog.h"

namespace tidings::intake {

// Puts the orders of other systems' producers on the event log. Order of effects: take (lease) → on the log →
// acknowledged; so what a crash interrupts is given again, and known by its id where the log has it already.
// What breaks the limits of POST /v1/events is refused. For one thread.
class Orders {
public:
    Orders(ports::OrderQueue& queue, ports::EventLog& log, catalog::CatalogView& catalog)
        : queue_(queue), log_(log), catalog_(catalog) {}

    // One batch; returns how many orders it was done with.
    Result<std::size_t> step();

private:
    Result<> put(std::span<const ports::Order> orders);
    Result<> tell(std::span<const ports::Order> orders);

    ports::OrderQueue& queue_;
    ports::EventLog& log_;
    catalog::CatalogView& catalog_;
    std::vector<ports::NewRecord> records_;  // of the orders that are not on the log yet
    std::size_t bytes_ = 0;                  // of their values
};

}  // namespace tidings::intake
