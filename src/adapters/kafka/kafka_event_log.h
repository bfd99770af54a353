#pragma once

#include <memory>

#include "adapters/kafka/cluster.h"
#include "adapters/kafka/group_lag.h"
#include "adapters/kafka/member.h"
#include "adapters/kafka/options.h"
#include "adapters/kafka/producer.h"
#include "adapters/kafka/wakes.h"
#include "ports/event_log.h"

namespace tidings::adapters::kafka {

// The log of the cluster engine: Kafka topics, by librdkafka.
//
// Durability: `append` succeeds when every in-sync replica has the records (acks=all); what that is worth is
//   the topics' affair (topics.h). Appended again by the caller, a record may stand there twice.
// Readers: offsets and partitions are Kafka's. Below the beginning of a partition a reader reads on from
//   there.
// Wakes: come from librdkafka's threads, under a lock of the reader's: they may append, and must not read.
// Poll: waits at most a second where an offset is not in the log, and less where no broker answers.
class KafkaEventLog final : public ports::EventLog {
public:
    // Errc::unavailable where no broker answers, Errc::invalid where an option is wrong, or a topic is
    // missing or laid out otherwise; the text says what mends it.
    static Result<std::unique_ptr<KafkaEventLog>> open(const Options& options, const ports::Clock& clock);

    Result<> append(std::span<const ports::NewRecord> records) override;
    Result<std::unique_ptr<ports::LogReader>> reader(std::vector<core::Topic> topics,
                                                     ports::Reading reading) override;
    Result<std::vector<ports::Extent>> extents(core::Topic topic) override;
    void on_append(core::Topic topic, std::function<void()> wake) override;
    Result<> trim(ports::Partition partition, std::int64_t before) override;

    // What the brokers call a topic.
    std::string name_of(core::Topic topic) const { return topic_name(options_, topic); }

    // How far the shared readers of these topics are behind, in whatever process: see group_lag.h.
    Result<Lag> lag(const std::vector<core::Topic>& topics) { return lag_.of(topics); }

    // Whether there are shared readers here, and their groups have told each what it has, be it nothing.
    bool has_joined() const { return standing_->joined > 0 && standing_->joining == 0; }

private:
    KafkaEventLog(const Options& options, const ports::Clock& clock, std::unique_ptr<Cluster> cluster);

    const Options options_;
    const ports::Clock& clock_;
    std::unique_ptr<Cluster> cluster_;
    GroupLag lag_;
    Producer producer_;
    std::shared_ptr<Wakes> wakes_ = std::make_shared<Wakes>();
    std::shared_ptr<Standing> standing_ = std::make_shared<Standing>();
};

}  // namespace tidings::adapters::kafka
