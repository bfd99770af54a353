#include "adapters/kafka/fetcher.h"

#include <algorithm>

#include "adapters/kafka/message.h"
#include "base/log.h"

namespace tidings::adapters::kafka {

using ports::Partition;
using ports::Record;

namespace {

// What all partitions of a reader may hold ready, and the bounds of one partition's part. In memory it is
// about twice as much; one fetch may exceed it.
constexpr std::int64_t kPrefetchBytes = 8 << 20;
constexpr std::int64_t kPrefetchBytesMin = 512 << 10;
constexpr std::int64_t kPrefetchBytesMax = 4 << 20;
constexpr std::int64_t kFetchBytes = 256 << 10;  // of one partition in one answer

constexpr Duration kLookAgain = std::chrono::seconds{1};
constexpr Duration kPlacePatience = std::chrono::seconds{1};
constexpr Duration kProbePatience = std::chrono::milliseconds{100};

Properties fetch_properties(std::int64_t prefetch_bytes) {
    return {{"enable.auto.commit", "false"},
            {"auto.offset.reset", "error"},  // no silent jump: find_place decides
            {"queued.max.messages.kbytes", std::to_string(prefetch_bytes / 1024)},
            {"fetch.message.max.bytes", std::to_string(kFetchBytes)},
            {"fetch.max.bytes", std::to_string(kRecordBytesMax)},
            {"fetch.error.backoff.ms", "100"},
            // A partition that is started waits for the fetch under way, which waits so long for the others.
            {"fetch.wait.max.ms", "100"}};
}

// After this, no wake comes from it any more.
void free_queue(Queue& queue) {
    if (queue) rd_kafka_queue_cb_event_enable(queue.get(), nullptr, nullptr);
    queue.reset();
}

}  // namespace

Result<std::unique_ptr<Fetcher>> Fetcher::start(const Options& options, const ports::Clock& clock,
                                                std::shared_ptr<Wakes> wakes,
                                                const std::vector<core::Topic>& topics,
                                                std::size_t partitions) {
    std::unique_ptr<Fetcher> fetcher(new Fetcher(std::move(wakes), clock));
    fetcher->prefetch_bytes_ =
        std::clamp(kPrefetchBytes / static_cast<std::int64_t>(std::max<std::size_t>(partitions, 1)),
                   kPrefetchBytesMin, kPrefetchBytesMax);
    ClientHooks hooks;
    hooks.error = [raw = fetcher.get()](rd_kafka_resp_err_t code, const char* reason) {
        if (code == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN || code == RD_KAFKA_RESP_ERR__AUTHENTICATION ||
            code == RD_KAFKA_RESP_ERR__SSL) {
            raw->outage_ = raw->client_->error("reading", code, reason);
        }
    };
    auto client = Client::make(RD_KAFKA_CONSUMER, options, clock, fetch_properties(fetcher->prefetch_bytes_),
                               std::move(hooks));
    if (!client) return client.error();
    fetcher->client_ = std::move(*client);
    for (const auto topic : topics) {
        const std::string name = topic_name(options, topic);
        TopicHandle handle(rd_kafka_topic_new(fetcher->client_->get(), name.c_str(), nullptr));
        if (!handle) return fetcher->client_->error(name, rd_kafka_last_error());
        fetcher->topics_.push_back({topic, std::move(handle), {}});
    }
    return fetcher;
}

Result<std::vector<Partition>> Fetcher::partitions(Duration patience) const {
    std::vector<Partition> out;
    for (const auto& topic : topics_) {
        auto numbers = client_->partitions(topic.topic, patience);
        if (!numbers) return numbers.error();
        for (const auto number : *numbers) out.push_back({topic.topic, number});
    }
    return out;
}

Fetcher::TopicLines* Fetcher::lines_of(core::Topic topic) {
    const auto found = std::ranges::find(topics_, topic, &TopicLines::topic);
    return found == topics_.end() ? nullptr : &*found;
}

Fetcher::Line* Fetcher::line_of(Partition partition) {
    TopicLines* const topic = lines_of(partition.topic);
    if (topic == nullptr) return nullptr;
    const auto found = std::ranges::find(topic->lines, partition, &Line::partition);
    return found == topic->lines.end() ? nullptr : &*found;
}

void Fetcher::add(Partition partition) {
    TopicLines* const topic = lines_of(partition.topic);
    if (topic == nullptr || line_of(partition) != nullptr) return;
    topic->lines.push_back({partition, {}, {}, false, 0, {}});
}

void Fetcher::remove(Partition partition) {
    TopicLines* const topic = lines_of(partition.topic);
    Line* const line = line_of(partition);
    if (line == nullptr) return;
    stop(*topic, *line);
    free_queue(line->queue);
    topic->lines.erase(topic->lines.begin() + (line - topic->lines.data()));
}

void Fetcher::remove_all(core::Topic topic) {
    TopicLines* const found = lines_of(topic);
    while (found != nullptr && !found->lines.empty()) remove(found->lines.back().partition);
}

std::vector<Partition> Fetcher::unpositioned() const {
    std::vector<Partition> out;
    for (const auto& topic : topics_) {
        for (const auto& line : topic.lines) {
            if (!line.next) out.push_back(line.partition);
        }
    }
    return out;
}

Result<> Fetcher::seek(Partition partition, std::int64_t offset) {
    Line* const line = line_of(partition);
    if (line == nullptr) return invalid("this reader does not have the partition");
    if (offset < 0) return invalid("offsets begin at 0");
    return fetch_from(*lines_of(partition.topic), *line, offset);
}

void Fetcher::unposition() {
    for (auto& topic : topics_) {
        for (auto& line : topic.lines) {
            stop(topic, line);
            line.next.reset();
        }
    }
}

Result<> Fetcher::fetch_from(TopicLines& topic, Line& line, std::int64_t offset) {
    stop(topic, line);
    line.next = offset;
    if (rd_kafka_consume_start(topic.handle.get(), line.partition.number, offset) != 0) {
        line.next.reset();
        return client_->error("reading " + client_->name_of(topic.topic), rd_kafka_last_error());
    }
    line.is_fetching = true;
    open_queue(line);
    return {};
}

// Anew after each start: a partition that was stopped before librdkafka had found it in the cluster is
// another object when it is started again, with another queue.
void Fetcher::open_queue(Line& line) {
    free_queue(line.queue);
    const std::string name = client_->name_of(line.partition.topic);
    line.queue.reset(rd_kafka_queue_get_partition(client_->get(), name.c_str(), line.partition.number));
    rd_kafka_queue_cb_event_enable(line.queue.get(), &Wakes::Line::on_event,
                                   &wakes_->of(line.partition.topic));
    // What has come before the queue could call would be told by nobody.
    if (rd_kafka_queue_length(line.queue.get()) > 0) {
        Wakes::Line::on_event(client_->get(), &wakes_->of(line.partition.topic));
    }
}

void Fetcher::stop(TopicLines& topic, Line& line) {
    if (line.is_fetching) rd_kafka_consume_stop(topic.handle.get(), line.partition.number);
    line.is_fetching = false;
    line.bytes = 0;
}

Result<std::vector<Record>> Fetcher::poll(std::size_t max) {
    Gathered gathered(max);
    trouble_.reset();
    rd_kafka_poll(client_->get(), 0);
    for (auto& topic : topics_) take_turns(topic, gathered);
    auto records = gathered.take();
    if (!records.empty()) {
        outage_.reset();
        return records;
    }
    if (outage_) {
        if (auto reachable = still_reachable(); !reachable) return reachable.error();
    }
    if (trouble_) return *trouble_;
    return records;
}

void Fetcher::take_turns(TopicLines& topic, Gathered& gathered) {
    const std::size_t count = topic.lines.size();
    const std::size_t first = topic.turn;
    for (std::size_t i = 0; i < count && gathered.left() > 0; ++i) {
        const std::size_t at = (first + i) % count;
        Line& line = topic.lines[at];
        if (!line.next) continue;
        const std::size_t before = gathered.left();
        if (line.is_fetching) {
            take(topic, line, gathered);
        } else {
            find_place(topic, line);
        }
        if (gathered.left() != before) topic.turn = at + 1;
    }
}

void Fetcher::take(TopicLines& topic, Line& line, Gathered& gathered) {
    while (gathered.left() > 0) {
        const Message message(rd_kafka_consume_queue(line.queue.get(), 0));
        if (!message) return fill_again(topic, line);
        if (!take_message(line, *message, gathered)) return find_place(topic, line);
    }
}

// False where the partition has nothing at `next`, and so is not fetched any more.
bool Fetcher::take_message(Line& line, const rd_kafka_message_t& message, Gathered& gathered) {
    if (message.err == RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET) return false;
    if (message.err != RD_KAFKA_RESP_ERR_NO_ERROR) {
        trouble_ = client_->error("reading " + client_->name_of(line.partition.topic), message.err);
        return true;
    }
    line.bytes += static_cast<std::int64_t>(message.len + message.key_len);
    line.next = message.offset + 1;
    gathered.add(record_of(line.partition, message));
    return true;
}

// A partition that held as much as it may is fetched no further, and librdkafka 2.0 notices only after a
// second that there is room again. A seek to where the partition stands makes it look at once.
void Fetcher::fill_again(TopicLines& topic, Line& line) {
    if (line.bytes >= prefetch_bytes_ / 2) {
        rd_kafka_seek(topic.handle.get(), line.partition.number, *line.next, 0);
    }
    line.bytes = 0;
}

// Below the beginning it reads on from there. Where the log ends before, it is another one: the caller, who
// has the offsets, is asked anew.
void Fetcher::find_place(TopicLines& topic, Line& line) {
    const std::int64_t next = *line.next;
    if (line.is_fetching) {
        stop(topic, line);
        line.look_again = {};
    }
    if (clock_.steady() < line.look_again) return;
    line.look_again = clock_.steady() + kLookAgain;
    std::int64_t begin = 0;
    std::int64_t end = 0;
    const std::string name = client_->name_of(topic.topic);
    const auto code = rd_kafka_query_watermark_offsets(client_->get(), name.c_str(), line.partition.number,
                                                       &begin, &end, to_millis(kPlacePatience));
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR) {
        trouble_ = client_->error("asking where " + name + " begins", code);
    } else if (next > end) {
        line.next.reset();
        log::warning("kafka partition ends before the offset to read from",
                     {{"topic", name}, {"partition", line.partition.number}, {"offset", next}, {"end", end}});
    } else if (auto started = fetch_from(topic, line, std::max(next, begin)); !started) {
        trouble_ = started.error();
        line.next = next;
    }
}

Result<> Fetcher::still_reachable() {
    const SteadyTime now = clock_.steady();
    if (now < probe_at_) return *outage_;
    probe_at_ = now + kLookAgain;
    const rd_kafka_metadata_t* found = nullptr;
    const auto code =
        rd_kafka_metadata(client_->get(), 0, topics_.front().handle.get(), &found, to_millis(kProbePatience));
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR) return *outage_;
    rd_kafka_metadata_destroy(found);
    outage_.reset();
    return {};
}

}  // namespace tidings::adapters::kafka
