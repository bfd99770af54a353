#pragma once

#include <string>

#include "adapters/kafka/options.h"
#include "adapters/postgres/options.h"
#include "adapters/redis/redis_task_queue.h"
#include "app/settings.h"
#include "base/result.h"

namespace tidings::app {

// The settings of each server, as its adapter takes them.
adapters::kafka::Options kafka_options(const Settings& settings);
adapters::postgres::Options postgres_options(const Settings& settings);
Result<adapters::redis::QueueOptions> queue_options(const Settings& settings);

// Names this process among all that share the servers: no other one, and no later one, has it.
const std::string& process_name();

}  // namespace tidings::app
