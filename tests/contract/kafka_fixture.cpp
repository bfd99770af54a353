#include "contract/kafka_fixture.h"

#include "adapters/kafka/admin.h"
#include "base/assert.h"

namespace tidings::testing {

namespace kafka = adapters::kafka;

namespace {

kafka::TopicSettings lasting(std::int32_t partitions) {
    kafka::TopicSettings settings;
    settings.partitions = partitions;
    // The clocks of tests stand in the past, and Kafka deletes by the records' own time.
    settings.retention = settings.retention_dead = std::chrono::days{3650};
    return settings;
}

}  // namespace

KafkaTopics::KafkaTopics(const ports::Clock& clock, std::int32_t partitions)
    : KafkaTopics(clock, lasting(partitions), "t" + to_hex(random_bytes(6)) + ".") {}

KafkaTopics::KafkaTopics(const ports::Clock& clock, const kafka::TopicSettings& settings, std::string prefix)
    : clock_(clock) {
    const char* const address = kafka_address();
    TIDINGS_ASSERT(address != nullptr);
    options_.brokers = address;
    options_.topic_prefix = std::move(prefix);
    kafka::make_topics(options_, settings, clock).value();
}

KafkaTopics::~KafkaTopics() {
    const auto client = kafka::Client::make(RD_KAFKA_CONSUMER, options_, clock_, {}).value();
    std::vector<kafka::Owned<rd_kafka_DeleteTopic_t, rd_kafka_DeleteTopic_destroy>> owned;
    std::vector<rd_kafka_DeleteTopic_t*> topics;
    for (const auto topic : core::kTopics) {
        owned.emplace_back(rd_kafka_DeleteTopic_new(client->name_of(topic).c_str()));
        topics.push_back(owned.back().get());
    }
    (void)kafka::administer(*client, RD_KAFKA_ADMIN_OP_DELETETOPICS, "deleting topics",
                            [&](const rd_kafka_AdminOptions_t* options, rd_kafka_queue_t* queue) {
                                rd_kafka_DeleteTopics(client->get(), topics.data(), topics.size(), options,
                                                      queue);
                            });
}

void KafkaTopics::grow(core::Topic topic, std::int32_t partitions) const {
    const auto client = kafka::Client::make(RD_KAFKA_CONSUMER, options_, clock_, {}).value();
    char reason[256];
    const kafka::Owned<rd_kafka_NewPartitions_t, rd_kafka_NewPartitions_destroy> more(
        rd_kafka_NewPartitions_new(client->name_of(topic).c_str(), static_cast<std::size_t>(partitions),
                                   reason, sizeof reason));
    kafka::administer(*client, RD_KAFKA_ADMIN_OP_CREATEPARTITIONS, "adding partitions",
                      [&](const rd_kafka_AdminOptions_t* options, rd_kafka_queue_t* queue) {
                          auto* one = more.get();
                          rd_kafka_CreatePartitions(client->get(), &one, 1, options, queue);
                      })
        .value();
}

int KafkaTopics::members(core::Topic topic) const {
    const auto client = kafka::Client::make(RD_KAFKA_CONSUMER, options_, clock_, {}).value();
    const rd_kafka_group_list* found = nullptr;
    const auto code =
        rd_kafka_list_groups(client->get(), group_name(options_, topic).c_str(), &found, 10'000);
    TIDINGS_ASSERT(code == RD_KAFKA_RESP_ERR_NO_ERROR && found->group_cnt == 1);
    const int count = found->groups[0].member_cnt;
    rd_kafka_group_list_destroy(found);
    return count;
}

}  // namespace tidings::testing
