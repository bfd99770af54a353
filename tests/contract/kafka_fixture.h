#pragma once

#include <cstdlib>
#include <memory>
#include <string>

#include "adapters/kafka/options.h"
#include "adapters/kafka/topics.h"
#include "base/hash.h"
#include "ports/clock.h"

// Topics of a test's own on the real Kafka of TIDINGS_TEST_KAFKA.
namespace tidings::testing {

// host:port, or nothing where there is no Kafka to test with.
inline const char* kafka_address() {
    return std::getenv("TIDINGS_TEST_KAFKA");
}

// A random prefix, and topics under it for as long as it lives.
class KafkaTopics {
public:
    explicit KafkaTopics(const ports::Clock& clock, std::int32_t partitions = 3);
    ~KafkaTopics();

    const adapters::kafka::Options& options() const { return options_; }

private:
    const ports::Clock& clock_;
    adapters::kafka::Options options_;
};

}  // namespace tidings::testing
