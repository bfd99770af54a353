#pragma once

#include <librdkafka/rdkafka.h>

#include "ports/event_log.h"

namespace tidings::adapters::kafka {

// A message as a record. Missing keys and values are empty, and so are headers without a value.
ports::Record record_of(ports::Partition partition, const rd_kafka_message_t& message);

// When it was made (or appended, where the topic is set so). What no date can be becomes the nearest one.
Time time_of(const rd_kafka_message_t& message);

}  // namespace tidings::adapters::kafka
