#pragma once

#include <vector>

#include "ports/event_log.h"
#include "ports/order_queue.h"
#include "services/catalog/catalog.h"

namespace tidings::intake {

// A stock Celery producer's order `tidings.notify(type, user, data, …)`: the arguments, in this order or by
// their names; `users`, `priority`, `channels` (a list, or a text with commas), `send_at` and `expires_at` by
// name, as in the short form. The task's id becomes the event's.
//
// The order as events of the source `celery`, one record for each user; as a producer without a gateway would
// write them, so that whoever reads them holds them against the schema, and an order that makes no sense
// becomes a dead letter. The catalog says which topic the type's priority belongs to.
//
// Errc::invalid says which limit of POST /v1/events the order breaks, or that it names its users twice.
Result<std::vector<ports::NewRecord>> records_of(const ports::Order& order, const catalog::Catalog& catalog);

}  // namespace tidings::intake
