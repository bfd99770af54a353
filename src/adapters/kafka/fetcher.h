#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "adapters/kafka/client.h"
#include "adapters/kafka/wakes.h"
#include "ports/event_log.h"
#include "ports/single_partition_reader.h"

namespace tidings::adapters::kafka {

// Reads the partitions it is told to, each from where it is told to, without a consumer group. Not for
// several threads; `wakes` are called from librdkafka's.
class Fetcher {
public:
    // `partitions`: how many it may come to read, about; they share the memory for what is read ahead.
    static Result<std::unique_ptr<Fetcher>> start(const Options& options, const ports::Clock& clock,
                                                  std::shared_ptr<Wakes> wakes,
                                                  const std::vector<core::Topic>& topics,
                                                  std::size_t partitions);

    // What there is; waits at most `patience`.
    Result<std::vector<ports::Partition>> partitions(Duration patience) const;

    // A partition that it has already stays as it is.
    void add(ports::Partition partition);
    void remove(ports::Partition partition);
    void remove_all(core::Topic topic);

    // As LogReader's.
    Result<std::vector<ports::Record>> poll(std::size_t max);
    std::vector<ports::Partition> unpositioned() const;
    Result<> seek(ports::Partition partition, std::int64_t offset);
    void unposition();

private:
    using Gathered = ports::SinglePartitionReader::Poll;

    struct Line {
        ports::Partition partition;
        Queue queue;                       // of what is being fetched, or was last
        std::optional<std::int64_t> next;  // what comes next is here or above; nothing: unpositioned
        bool is_fetching = false;
        std::int64_t bytes = 0;  // taken since the queue was last empty
        SteadyTime look_again;   // where `next` is not in the log
    };
    struct TopicLines {
        core::Topic topic;
        TopicHandle handle;
        std::vector<Line> lines;
        std::size_t turn = 0;  // where the next poll begins, so that no partition waits behind a busy one
    };

    Fetcher(std::shared_ptr<Wakes> wakes, const ports::Clock& clock)
        : wakes_(std::move(wakes)), clock_(clock) {}

    TopicLines* lines_of(core::Topic topic);
    Line* line_of(ports::Partition partition);
    Result<> fetch_from(TopicLines& topic, Line& line, std::int64_t offset);
    void open_queue(Line& line);
    void stop(TopicLines& topic, Line& line);
    void take_turns(TopicLines& topic, Gathered& gathered);
    void take(TopicLines& topic, Line& line, Gathered& gathered);
    bool take_message(Line& line, const rd_kafka_message_t& message, Gathered& gathered);
    void fill_again(TopicLines& topic, Line& line);
    void find_place(TopicLines& topic, Line& line);
    Result<> still_reachable();

    std::shared_ptr<Wakes> wakes_;
    const ports::Clock& clock_;
    std::unique_ptr<Client> client_;
    std::vector<TopicLines> topics_;
    std::int64_t prefetch_bytes_ = 0;
    std::optional<Error> trouble_;  // what the last poll has met
    std::optional<Error> outage_;   // since no broker answers
    SteadyTime probe_at_;
};

}  // namespace tidings::adapters::kafka
