#pragma once

#include <librdkafka/rdkafka.h>

#include "ports/event_log.h"

namespace tidings::adapters::kafka {

// A message as a record. Missing keys and values are empty, and so are headers without a value.
ports::Record record_of(ports::Partition partition, const rd_kafka_message_t& message);

}  // namespace tidings::adapters::kafka
