#pragma once

#include <string>

#include "adapters/kafka/client.h"

namespace tidings::adapters::kafka {

// What topics are made with. All of them: no unclean election of leaders, retention by time only, records up
// to kRecordBytesMax. The catalog has one partition, is compacted and keeps its newest records for ever.
struct TopicSettings {
    // Of events, events.critical and status: how many processes can share their work. It can be raised later
    // with Kafka's tools, which costs the order of each key at that moment. `commands` and `dead`, of which
    // there are few, have one each.
    std::int32_t partitions = 12;
    Duration retention = std::chrono::days{7};
    Duration retention_dead = std::chrono::days{30};
    // Copies of each record: 0 means three, or as many as there are brokers. An append needs all but one.
    std::int32_t replication = 0;
    // Every append is on the brokers' disks before it is acknowledged: for a cluster whose brokers may all
    // lose power at once, such as one of one broker.
    bool flush = false;
};

// Makes the topics that are missing, and gives those that are there what check_topics asks for, the retention
// where they have a shorter one, and `flush`. Safe to repeat. Returns a sentence that says what was done.
Result<std::string> make_topics(const Options& options, const TopicSettings& settings,
                                const ports::Clock& clock);

// Whether every topic is there and laid out as the program relies on. Else Errc::invalid with the command
// that mends it: after five seconds, for which brokers may not know of topics that have just been made.
// Errc::unavailable where a topic has no leader now.
Result<> check_topics(const Client& client);

}  // namespace tidings::adapters::kafka
