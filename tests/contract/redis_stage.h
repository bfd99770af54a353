#pragma once

#include <cstdlib>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/redis/redis_task_queue.h"
#include "contract/task_queue_stage.h"

// What the tests of the queue on Redis share. They need a Redis of their own, which they empty:
// TIDINGS_TEST_REDIS=redis://127.0.0.1:6390.
namespace tidings::testing {

using adapters::redis::RedisTaskQueue;

inline adapters::redis::QueueOptions redis_options(ManualClock& clock, std::string process = "test") {
    adapters::redis::QueueOptions options;
    options.address = adapters::redis::parse_url(std::getenv("TIDINGS_TEST_REDIS")).value();
    options.capacity = kQueueCapacity;
    options.process = std::move(process);
    options.now = [&clock] { return to_micros(clock.now()); };
    options.silence = std::chrono::years{1};
    return options;
}

inline std::unique_ptr<adapters::redis::Connection> redis_connection(ManualClock& clock) {
    const auto options = redis_options(clock);
    return adapters::redis::Connection::open(options.address, options.timeouts).value();
}

// With an epoch, on a Redis that holds nothing else.
inline std::unique_ptr<RedisTaskQueue> open_empty(const adapters::redis::QueueOptions& options,
                                                  ManualClock& clock) {
    redis_connection(clock)->command({"FLUSHALL"}).value();
    auto queue = std::make_unique<RedisTaskQueue>(options, clock);
    queue->begin_refill().value();
    queue->end_refill().value();
    return queue;
}

}  // namespace tidings::testing
