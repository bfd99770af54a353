#include "adapters/memory/memory_event_log.h"
#include "adapters/memory/memory_store.h"
#include "adapters/memory/memory_task_queue.h"
#include "contract/event_log_contract.h"
#include "contract/store_contract.h"
#include "contract/store_people_contract.h"
#include "contract/store_queries_contract.h"
#include "contract/store_races_contract.h"
#include "contract/store_retention_contract.h"
#include "contract/store_waiting_contract.h"
#include "contract/task_queue_limits_contract.h"
#include "contract/task_queue_model_contract.h"
#include "contract/task_queue_withdrawal_contract.h"

namespace tidings::testing {
namespace {

class OpenedMemoryLog final : public Opened<ports::EventLog> {
public:
    explicit OpenedMemoryLog(const ports::Clock& clock) : log_(clock) {}
    ports::EventLog& port() override { return log_; }

private:
    adapters::MemoryEventLog log_;
};

class OpenedMemoryStore final : public OpenedStore {
public:
    StoreFaces faces() override { return {store_, store_}; }

private:
    adapters::MemoryStore store_;
};

const LogEngine kLog{"memory", false,
                     [](const ports::Clock& clock) { return std::make_unique<OpenedMemoryLog>(clock); }};
const StoreEngine kStore{"memory", false, [] { return std::make_unique<OpenedMemoryStore>(); }};
const QueueEngine kQueue{
    "memory",
    [](ManualClock& clock, std::size_t capacity, const std::map<core::Channel, core::RateLimit>& limits) {
        return std::make_unique<adapters::MemoryTaskQueue>(clock, capacity, limits);
    },
    [](ports::TaskQueue& queue) { static_cast<adapters::MemoryTaskQueue&>(queue).lose_memory(); }};

INSTANTIATE_TEST_SUITE_P(Memory, EventLogContract, ::testing::Values(kLog));
INSTANTIATE_TEST_SUITE_P(Memory, StoreContract, ::testing::Values(kStore));
INSTANTIATE_TEST_SUITE_P(Memory, StoreRetention, ::testing::Values(kStore));
INSTANTIATE_TEST_SUITE_P(Memory, StoreRaces, ::testing::Values(kStore));
INSTANTIATE_TEST_SUITE_P(Memory, StoreQueriesContract, ::testing::Values(kStore));
INSTANTIATE_TEST_SUITE_P(Memory, TaskQueueContract, ::testing::Values(kQueue));

}  // namespace
}  // namespace tidings::testing
