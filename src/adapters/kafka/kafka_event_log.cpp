#include "adapters/kafka/kafka_event_log.h"

#include "adapters/kafka/reader.h"
#include "adapters/kafka/topics.h"

namespace tidings::adapters::kafka {

using core::Topic;
using ports::Partition;

KafkaEventLog::KafkaEventLog(const Options& options, const ports::Clock& clock,
                             std::unique_ptr<Cluster> cluster)
    : options_(options),
      clock_(clock),
      cluster_(std::move(cluster)),
      lag_(*cluster_),
      producer_(options, clock) {}

Result<std::unique_ptr<KafkaEventLog>> KafkaEventLog::open(const Options& options,
                                                           const ports::Clock& clock) {
    auto cluster = Cluster::connect(options, clock);
    if (!cluster) return cluster.error();
    if (auto fit = check_topics((*cluster)->client()); !fit) return fit.error();
    std::unique_ptr<KafkaEventLog> log(new KafkaEventLog(options, clock, std::move(*cluster)));
    if (auto producer = log->producer_.session(); !producer) return producer.error();
    return log;
}

Result<> KafkaEventLog::append(std::span<const ports::NewRecord> records) {
    return producer_.append(records);
}

Result<std::unique_ptr<ports::LogReader>> KafkaEventLog::reader(std::vector<Topic> topics,
                                                                ports::Reading reading) {
    using Made = std::unique_ptr<ports::LogReader>;
    if (topics.empty()) return Made(std::make_unique<EmptyReader>());
    std::vector<Partition> partitions;
    for (const auto topic : topics) {
        auto numbers = cluster_->partitions(topic);
        if (!numbers) return numbers.error();
        for (const auto number : *numbers) partitions.push_back({topic, number});
    }
    auto fetcher = Fetcher::start(options_, clock_, wakes_, topics, partitions.size());
    if (!fetcher) return fetcher.error();
    if (reading == ports::Reading::alone) {
        return Made(std::make_unique<LoneReader>(std::move(*fetcher), clock_, partitions));
    }
    auto shared =
        std::make_unique<SharedReader>(options_, clock_, wakes_, standing_, topics, std::move(*fetcher));
    if (auto joined = shared->join(); !joined) return joined.error();
    return Made(std::move(shared));
}

Result<std::vector<ports::Extent>> KafkaEventLog::extents(Topic topic) {
    return cluster_->extents(topic);
}

void KafkaEventLog::on_append(Topic topic, std::function<void()> wake) {
    wakes_->of(topic).add(std::move(wake));
}

Result<> KafkaEventLog::trim(Partition partition, std::int64_t before) {
    return cluster_->trim(partition, before);
}

}  // namespace tidings::adapters::kafka
