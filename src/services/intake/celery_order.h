#pragma once

#include <vector>

#include "base/json.h"
#include "services/catalog/catalog.h"

namespace tidings::intake {

// A stock Celery producer's order `tidings.notify(type, user, data, …)`: the arguments, in this order or by
// their names; `users`, `priority`, `channels` (a list, or a text with commas), `send_at` and `expires_at` by
// name, as in the short form.
struct CeleryOrder {
    std::string id;  // the task's, which becomes the event's
    json::array args;
    json::object kwargs;
    std::string traceparent;
};

// The order as events of the source `celery`, one record for each user; as a producer without a gateway would
// write them, so that whoever reads them holds them against the schema, and an order that makes no sense
// becomes a dead letter. The catalog says which topic the type's priority belongs to.
std::vector<ports::NewRecord> records_of(const CeleryOrder& order, const catalog::Catalog& catalog);

}  // namespace tidings::intake
