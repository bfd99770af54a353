#include "adapters/kafka/cluster.h"

#include <algorithm>

#include "adapters/kafka/admin.h"
#include "adapters/kafka/message.h"

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

// It reads a record now and then, for its time. It never joins a group, but has to have the name of one to
// ask for groups' offsets: a client without one is ended by librdkafka 2.0 (a null pointer) when the group's
// coordinator has moved or is still loading, as it is after each start of a broker.
Properties properties_for(const Options& options) {
    return {{"group.id", group_name(options, Topic::events)},
            {"enable.auto.commit", "false"},
            {"auto.offset.reset", "error"},
            {"fetch.message.max.bytes", "65536"},
            {"queued.min.messages", "1"},
            {"queued.max.messages.kbytes", "64"},
            {"fetch.wait.max.ms", "100"}};
}

// A broker that is there answers in milliseconds, and who asks has others waiting behind it: an admin that is
// asked for the ledger while Kafka is away.
constexpr Duration kAnswerWithin = std::chrono::seconds{2};

int patience_of(const Client& client) {
    return to_millis(std::min(client.options().patience, kAnswerWithin));
}

// How long `times_at` waits for the next record, in milliseconds.
constexpr int kReadPatience = 2000;

// Of a partition that goes from one broker to another.
bool is_leader_moving(rd_kafka_resp_err_t code) {
    return code == RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION ||
           code == RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE ||
           code == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART ||
           code == RD_KAFKA_RESP_ERR_OFFSET_NOT_AVAILABLE || code == RD_KAFKA_RESP_ERR_FENCED_LEADER_EPOCH ||
           code == RD_KAFKA_RESP_ERR_UNKNOWN_LEADER_EPOCH;
}

}  // namespace

Result<std::unique_ptr<Cluster>> Cluster::connect(const Options& options, const ports::Clock& clock) {
    std::unique_ptr<Cluster> cluster(new Cluster(clock));
    auto client = Client::make(RD_KAFKA_CONSUMER, options, clock, properties_for(options));
    if (!client) return client.error();
    cluster->client_ = std::move(*client);
    if (auto reached = cluster->client_->reach(); !reached) return reached.error();
    return cluster;
}

Result<std::vector<std::int32_t>> Cluster::partitions(Topic topic) {
    {
        const std::lock_guard lock(mutex_);
        const auto known = known_.find(topic);
        if (known != known_.end() && clock_.steady() < known->second.until) return known->second.numbers;
    }
    auto numbers = client_->partitions(topic, std::min(client_->options().patience, kAnswerWithin));
    if (!numbers) return numbers;
    const std::lock_guard lock(mutex_);
    known_[topic] = {*numbers, clock_.steady() + kPartitionsFor};
    return numbers;
}

// Asks once for the first (RD_KAFKA_OFFSET_BEGINNING) or next (RD_KAFKA_OFFSET_END) offset of each partition.
rd_kafka_resp_err_t Cluster::ask_offsets(rd_kafka_topic_partition_list_t* list, std::int64_t of) {
    // The protocol asks for offsets by time, and has these two as times of their own.
    for (int i = 0; i < list->cnt; ++i) list->elems[i].offset = of;
    const auto code = rd_kafka_offsets_for_times(client_->get(), list, patience_of(*client_));
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR) return code;
    for (int i = 0; i < list->cnt; ++i) {
        if (list->elems[i].err != RD_KAFKA_RESP_ERR_NO_ERROR) return list->elems[i].err;
    }
    return code;
}

Result<> Cluster::list_offsets(rd_kafka_topic_partition_list_t* list, std::int64_t of,
                               const std::string& name) {
    auto code = ask_offsets(list, of);
    for (int i = 0; i < kRepeats && is_leader_moving(code); ++i) {
        rd_kafka_poll(client_->get(), to_millis(kRepeatAfter));  // which has nothing to give: a pause
        code = ask_offsets(list, of);
    }
    // What librdkafka says of a partition whose broker is away. It is there: Kafka's metadata named it.
    if (code == RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION) code = RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE;
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

Result<std::map<Partition, std::int64_t>> Cluster::committed(Topic topic) {
    auto numbers = partitions(topic);
    if (!numbers) return numbers.error();
    const std::string group = group_name(client_->options(), topic);
    auto found = ask_committed(group, list_of(client_->name_of(topic), *numbers).get());
    if (!found) return found.error();
    std::map<Partition, std::int64_t> out;
    for (int i = 0; i < (*found)->cnt; ++i) {
        const auto& partition = (*found)->elems[i];
        if (partition.err != RD_KAFKA_RESP_ERR_NO_ERROR) {
            return client_->error("the offsets of group " + group, partition.err);
        }
        if (partition.offset >= 0) out[{topic, partition.partition}] = partition.offset;
    }
    return out;
}

Result<PartitionList> Cluster::ask_committed(const std::string& group,
                                             const rd_kafka_topic_partition_list_t* list) {
    const Owned<rd_kafka_ListConsumerGroupOffsets_t, rd_kafka_ListConsumerGroupOffsets_destroy> wanted(
        rd_kafka_ListConsumerGroupOffsets_new(group.c_str(), list));
    const std::string what = "asking for the offsets of group " + group;
    auto event = administer(*client_, RD_KAFKA_ADMIN_OP_LISTCONSUMERGROUPOFFSETS, what,
                            [&](const rd_kafka_AdminOptions_t* options, rd_kafka_queue_t* queue) {
                                auto* one = wanted.get();
                                rd_kafka_ListConsumerGroupOffsets(client_->get(), &one, 1, options, queue);
                            });
    if (!event) return event.error();
    std::size_t count = 0;
    const auto* const* groups = rd_kafka_ListConsumerGroupOffsets_result_groups(
        rd_kafka_event_ListConsumerGroupOffsets_result(event->get()), &count);
    if (count != 1) return internal_error("kafka answered for another group");
    if (const auto* failed = rd_kafka_group_result_error(groups[0])) {
        return client_->error(what, rd_kafka_error_code(failed), rd_kafka_error_string(failed));
    }
    return PartitionList(rd_kafka_topic_partition_list_copy(rd_kafka_group_result_partitions(groups[0])));
}

Result<std::map<Partition, Time>> Cluster::times_at(const std::map<Partition, std::int64_t>& offsets) {
    std::map<Partition, Time> out;
    const Queue queue(rd_kafka_queue_new(client_->get()));
    std::vector<TopicHandle> handles;
    const std::lock_guard lock(reading_);
    for (const auto& [partition, offset] : offsets) {
        const std::string name = client_->name_of(partition.topic);
        handles.emplace_back(rd_kafka_topic_new(client_->get(), name.c_str(), nullptr));
        rd_kafka_consume_start_queue(handles.back().get(), partition.number, offset, queue.get());
    }
    const SteadyTime until = clock_.steady() + client_->options().patience;
    while (out.size() < offsets.size() && clock_.steady() < until) {
        const Message message(rd_kafka_consume_queue(queue.get(), kReadPatience));
        if (!message) break;
        if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR || message->rkt == nullptr) break;
        const auto partition = std::ranges::find_if(offsets, [&](const auto& wanted) {
            return wanted.first.number == message->partition &&
                   client_->name_of(wanted.first.topic) == rd_kafka_topic_name(message->rkt);
        });
        if (partition != offsets.end()) out.try_emplace(partition->first, time_of(*message));
    }
    std::size_t i = 0;
    for (const auto& [partition, offset] : offsets) {
        rd_kafka_consume_stop(handles[i++].get(), partition.number);
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
                            [&](const rd_kafka_AdminOptions_t* options, rd_kafka_queue_t* queue) {
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
