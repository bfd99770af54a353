#include <iostream>

#include "adapters/kafka/kafka_event_log.h"
#include "contract/event_log_contract.h"
#include "contract/kafka_fixture.h"

namespace tidings::testing {
namespace {

class OpenedKafkaLog final : public Opened<ports::EventLog> {
public:
    explicit OpenedKafkaLog(const ports::Clock& clock) : clock_(clock), topics_(clock) { reopen(); }
    ports::EventLog& port() override { return *log_; }
    void reopen() override {
        log_.reset();
        log_ = adapters::kafka::KafkaEventLog::open(topics_.options(), clock_).value();
    }

private:
    const ports::Clock& clock_;
    KafkaTopics topics_;
    std::unique_ptr<adapters::kafka::KafkaEventLog> log_;
};

const LogEngine kLog{
    "kafka", true, [](const ports::Clock& clock) { return std::make_unique<OpenedKafkaLog>(clock); }, false};

INSTANTIATE_TEST_SUITE_P(Kafka, EventLogContract, ::testing::Values(kLog));

}  // namespace
}  // namespace tidings::testing
