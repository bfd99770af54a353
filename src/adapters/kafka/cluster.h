#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "adapters/kafka/client.h"
#include "ports/event_log.h"

namespace tidings::adapters::kafka {

// Questions to the cluster, each of which waits at most Options::patience. Any thread.
class Cluster {
public:
    // Waits for a first broker: Errc::unavailable names those that did not answer.
    static Result<std::unique_ptr<Cluster>> connect(const Options& options, const ports::Clock& clock);

    const Client& client() const { return *client_; }

    // Known for kPartitionsFor, then asked for again.
    Result<std::vector<std::int32_t>> partitions(core::Topic topic);

    // Two requests to each broker.
    Result<std::vector<ports::Extent>> extents(core::Topic topic);

    // As EventLog::trim.
    Result<> trim(ports::Partition partition, std::int64_t before);

    // What the shared readers of a topic have told to be done with (LogReader::tell_done), of the partitions
    // of which they have told something.
    Result<std::map<ports::Partition, std::int64_t>> committed(core::Topic topic);

    // When the records at these offsets were appended, where they could be read in time.
    Result<std::map<ports::Partition, Time>> times_at(
        const std::map<ports::Partition, std::int64_t>& offsets);

private:
    static constexpr Duration kPartitionsFor = std::chrono::seconds{30};

    struct Known {
        std::vector<std::int32_t> numbers;
        SteadyTime until;
    };

    explicit Cluster(const ports::Clock& clock) : clock_(clock) {}

    rd_kafka_resp_err_t ask_offsets(rd_kafka_topic_partition_list_t* list, std::int64_t of);
    Result<> list_offsets(rd_kafka_topic_partition_list_t* list, std::int64_t of, const std::string& name);
    Result<PartitionList> ask_committed(const std::string& group,
                                        const rd_kafka_topic_partition_list_t* list);
    Result<> trim_to(const std::string& name, ports::Partition partition, std::int64_t before);

    const ports::Clock& clock_;
    std::unique_ptr<Client> client_;
    std::mutex mutex_;
    std::map<core::Topic, Known> known_;
    std::mutex reading_;  // a partition is read by one at a time
};

}  // namespace tidings::adapters::kafka
