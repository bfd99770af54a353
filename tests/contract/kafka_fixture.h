#pragma once

#include <chrono>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include <gtest/gtest.h>

#include "adapters/kafka/options.h"
#include "adapters/kafka/topics.h"
#include "adapters/system/system_clock.h"
#include "base/hash.h"

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
    KafkaTopics(const ports::Clock& clock, const adapters::kafka::TopicSettings& settings,
                std::string prefix);
    ~KafkaTopics();

    const adapters::kafka::Options& options() const { return options_; }

    void grow(core::Topic topic, std::int32_t partitions) const;

    // How many members the brokers count in the topic's consumer group.
    int members(core::Topic topic) const;

private:
    const ports::Clock& clock_;
    adapters::kafka::Options options_;
};

// Of tests about more than the port: real time, and three partitions of each topic that is divided.
class KafkaTest : public ::testing::Test {
protected:
    static constexpr std::int32_t kPartitions = 3;

    void SetUp() override {
        if (kafka_address() == nullptr) GTEST_SKIP() << "TIDINGS_TEST_KAFKA names no Kafka";
        topics_.emplace(clock_, kPartitions);
    }

    const KafkaTopics& topics() const { return *topics_; }

    // Calls `done` until it says so, or for too long.
    template <class Done>
    static void wait_until(const Done& done, Duration limit = std::chrono::seconds{30}) {
        const auto deadline = std::chrono::steady_clock::now() + limit;
        while (!done()) {
            ASSERT_LT(std::chrono::steady_clock::now(), deadline) << "waited for in vain";
            std::this_thread::yield();
        }
    }

    adapters::SystemClock clock_;
    std::optional<KafkaTopics> topics_;
};

}  // namespace tidings::testing
