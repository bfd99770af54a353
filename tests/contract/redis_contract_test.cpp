#include <cstdlib>

#include "adapters/redis/redis_task_queue.h"
#include "contract/task_queue_model_contract.h"

// Needs a Redis of its own, which it empties: TIDINGS_TEST_REDIS=redis://127.0.0.1:6390.
namespace tidings::testing {
namespace {

using adapters::redis::RedisTaskQueue;

adapters::redis::QueueOptions redis_options(ManualClock& clock, std::size_t capacity,
                                            const std::map<Channel, core::RateLimit>& limits) {
    adapters::redis::QueueOptions options;
    options.address = adapters::redis::parse_url(std::getenv("TIDINGS_TEST_REDIS")).value();
    options.capacity = capacity;
    options.limits = limits;
    options.process = "test";
    options.now = [&clock] { return to_micros(clock.now()); };
    return options;
}

// Empty, and with an epoch.
std::unique_ptr<ports::TaskQueue> open_empty_redis(ManualClock& clock, std::size_t capacity,
                                                   const std::map<Channel, core::RateLimit>& limits) {
    const auto options = redis_options(clock, capacity, limits);
    auto connection = adapters::redis::Connection::open(options.address, options.timeouts).value();
    connection->command({"FLUSHALL"}).value();
    auto queue = std::make_unique<RedisTaskQueue>(options, clock);
    queue->begin_refill().value();
    queue->end_refill().value();
    return queue;
}

std::vector<QueueEngine> redis_engines() {
    if (!std::getenv("TIDINGS_TEST_REDIS")) {
        std::cerr << "skipped: TIDINGS_TEST_REDIS names no Redis\n";
        return {};
    }
    return {{"redis", open_empty_redis}};
}

INSTANTIATE_TEST_SUITE_P(Redis, TaskQueueContract, ::testing::ValuesIn(redis_engines()));

}  // namespace
}  // namespace tidings::testing
