#include "contract/redis_stage.h"
#include "contract/task_queue_limits_contract.h"
#include "contract/task_queue_model_contract.h"
#include "contract/task_queue_withdrawal_contract.h"

namespace tidings::testing {
namespace {

std::vector<QueueEngine> redis_engines() {
    if (!std::getenv("TIDINGS_TEST_REDIS")) {
        std::cerr << "skipped: TIDINGS_TEST_REDIS names no Redis\n";
        return {};
    }
    return {{"redis",
             [](ManualClock& clock, std::size_t capacity, const std::map<Channel, core::RateLimit>& limits) {
                 auto options = redis_options(clock);
                 options.capacity = capacity;
                 options.limits = limits;
                 return open_empty(options, clock);
             },
             [](ports::TaskQueue&) {
                 ManualClock clock;
                 redis_connection(clock)->command({"FLUSHALL"}).value();
             }}};
}

INSTANTIATE_TEST_SUITE_P(Redis, TaskQueueContract, ::testing::ValuesIn(redis_engines()));

}  // namespace
}  // namespace tidings::testing
