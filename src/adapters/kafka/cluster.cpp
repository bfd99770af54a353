#include "adapters/kafka/cluster.h"

#include <algorithm>

#include "adapters/kafka/admin.h"

namespace tidings::adapters::kafka {

using core::Topic;
using ports::Extent;
using ports::Partition;

namespace {

PartitionList list_of(const std::string& name, const std::vector<std::int32_t>& numbers) {
    PartitionList list(rd_kafka_topic_partition_list_new(static_cast<int>(numbers.size())));
    for (const auto number : numbers) rd_kafka_topic_partition_list_add(list.get(), name.c_str(), number);
    return list;
}

// While a partition goes from one broker to another, which takes a moment, it is asked again.
constexpr int kRepeats = 20;
constexpr Duration kRepeatAfter = std::chrono::milliseconds{50};

bool is_moving(rd_kafka_resp_err_t code) {
    return code == RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION ||
           code == RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE ||
           code == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART ||
           code == RD_KAFKA_RESP_ERR_OFFSET_NOT_AVAILABLE || code == RD_KAFKA_RESP_ERR_FENCED_LEADER_EPOCH ||
           code == RD_KAFKA_RESP_ERR_UNKNOWN_LEADER_EPOCH;
}

}  // namespace

Result<std::unique_ptr<Cluster>> Cluster::connect(const Options& options, const ports::Clock& clock) {
    std::unique_ptr<Cluster> cluster(new Cluster(clock));
    auto client = Client::make(RD_KAFKA_CONSUMER, options, clock, {});
    if (!client) return client.error();
    cluster->client_ = std::move(*client);
    const rd_kafka_metadata_t* found = nullptr;
    const auto code =
        rd_kafka_metadata(cluster->client_->get(), 0, nullptr, &found, to_millis(options.patience));
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR) {
        return cluster->client_->error("connecting", code,
                                       "no broker answers; is kafka.brokers right, and is one running?");
    }
    rd_kafka_metadata_destroy(found);
    return cluster;
}

Result<std::vector<std::int32_t>> Cluster::partitions(Topic topic) {
    {
        const std::lock_guard lock(mutex_);
        const auto known = known_.find(topic);
        if (known != known_.end() && clock_.steady() < known->second.until) return known->second.numbers;
    }
    auto numbers = client_->partitions(topic, client_->options().patience);
    if (!numbers) return numbers;
    const std::lock_guard lock(mutex_);
    known_[topic] = {*numbers, clock_.steady() + kPartitionsFor};
    return numbers;
}

// Asks once for the first (RD_KAFKA_OFFSET_BEGINNING) or next (RD_KAFKA_OFFSET_END) offset of each partition.
rd_kafka_resp_err_t Cluster::ask_offsets(rd_kafka_topic_partition_list_t* list, std::int64_t of) {
    // The protocol asks for offsets by time, and has these two as times of their own.
    for (int i = 0; i < list->cnt; ++i) list->elems[i].offset = of;
    const auto code =
        rd_kafka_offsets_for_times(client_->get(), list, to_millis(client_->options().patience));
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR) return code;
    for (int i = 0; i < list->cnt; ++i) {
        if (list->elems[i].err != RD_KAFKA_RESP_ERR_NO_ERROR) return list->elems[i].err;
    }
    return code;
}

Result<> Cluster::list_offsets(rd_kafka_topic_partition_list_t* list, std::int64_t of,
                               const std::string& name) {
    auto code = ask_offsets(list, of);
    for (int i = 0; i < kRepeats && is_moving(code); ++i) {
        rd_kafka_poll(client_->get(), to_millis(kRepeatAfter));  // which has nothing to give: a pause
        code = ask_offsets(list, of);
    }
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR) return client_->error("asking for the offsets of " + name, code);
    return {};
}

Result<std::vector<Extent>> Cluster::extents(Topic topic) {
    auto numbers = partitions(topic);
    if (!numbers) return numbers.error();
    const std::string name = client_->name_of(topic);
    const PartitionList begins = list_of(name, *numbers);
    const PartitionList ends = list_of(name, *numbers);
    // The beginnings first: they only grow, so that none is found beyond its end.
    if (auto done = list_offsets(begins.get(), RD_KAFKA_OFFSET_BEGINNING, name); !done) return done.error();
    if (auto done = list_offsets(ends.get(), RD_KAFKA_OFFSET_END, name); !done) return done.error();
    std::vector<Extent> out;
    for (int i = 0; i < begins->cnt; ++i) {
        const auto& begin = begins->elems[i];
        out.push_back({{topic, begin.partition}, begin.offset, ends->elems[i].offset});
    }
    return out;
}

Result<> Cluster::trim(Partition partition, std::int64_t before) {
    auto found = extents(partition.topic);
    if (!found) return found.error();
    const auto extent = std::ranges::find(*found, partition, &Extent::partition);
    const std::string name = client_->name_of(partition.topic);
    if (extent == found->end()) {
        return invalid(fmt::format("kafka topic {} has no partition {}", name, partition.number));
    }
    const std::int64_t begin = std::min(before, extent->end);
    if (begin <= extent->begin) return {};
    return trim_to(name, partition, begin);
}

Result<> Cluster::trim_to(const std::string& name, Partition partition, std::int64_t before) {
    const PartitionList list = list_of(name, {partition.number});
    list->elems[0].offset = before;
    const Owned<rd_kafka_DeleteRecords_t, rd_kafka_DeleteRecords_destroy> wanted(
        rd_kafka_DeleteRecords_new(list.get()));
    const std::string what = "deleting records of " + name;
    auto event = administer(*client_, RD_KAFKA_ADMIN_OP_DELETERECORDS, what,
                            [&](rd_kafka_AdminOptions_t* options, rd_kafka_queue_t* queue) {
                                auto* one = wanted.get();
                                rd_kafka_DeleteRecords(client_->get(), &one, 1, options, queue);
                            });
    if (!event) return event.error();
    const auto* done =
        rd_kafka_DeleteRecords_result_offsets(rd_kafka_event_DeleteRecords_result(event->get()));
    for (int i = 0; i < done->cnt; ++i) {
        if (done->elems[i].err != RD_KAFKA_RESP_ERR_NO_ERROR) return client_->error(what, done->elems[i].err);
    }
    return {};
}

}  // namespace tidings::adapters::kafka
