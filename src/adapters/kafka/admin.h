#pragma once

#include <functional>

#include "adapters/kafka/client.h"

namespace tidings::adapters::kafka {

using AdminOptions = Owned<rd_kafka_AdminOptions_t, rd_kafka_AdminOptions_destroy>;

// Gives librdkafka one of its admin orders, with these options and for this queue.
using Order = std::function<void(const rd_kafka_AdminOptions_t*, rd_kafka_queue_t*)>;

// Gives an order, perhaps several times, and waits for its answer: at most Options::patience each time, and a
// second more where librdkafka itself is late. `what` says in errors what was asked.
Result<Event> administer(const Client& client, rd_kafka_admin_op_t op, std::string_view what,
                         const Order& order);

}  // namespace tidings::adapters::kafka
