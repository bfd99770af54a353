#pragma once

#include <functional>

#include "adapters/kafka/client.h"

namespace tidings::adapters::kafka {

using AdminOptions = Owned<rd_kafka_AdminOptions_t, rd_kafka_AdminOptions_destroy>;

// Has `order` give librdkafka one of its admin orders, and waits for the answer: at most Options::patience,
// and a second more where librdkafka itself is late. `what` says in errors what was asked.
Result<Event> administer(const Client& client, rd_kafka_admin_op_t op, std::string_view what,
                         const std::function<void(rd_kafka_AdminOptions_t*, rd_kafka_queue_t*)>& order);

}  // namespace tidings::adapters::kafka
