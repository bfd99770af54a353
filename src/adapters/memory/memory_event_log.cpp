#include "adapters/memory/memory_event_log.h"

#include <algorithm>

#include "core/words.h"
#include "ports/single_partition_reader.h"

namespace tidings::adapters {

using core::Topic;
using ports::Partition;
using ports::Record;

class MemoryEventLog::Reader final : public ports::SinglePartitionReader {
public:
    Reader(MemoryEventLog& log, std::vector<Topic> topics)
        : SinglePartitionReader(std::move(topics)), log_(log) {}

    Result<std::vector<Record>> poll(std::size_t max) override {
        return read_in_order(max, [this](auto&&... read) { log_.read(read...); });
    }

private:
    MemoryEventLog& log_;
};

Result<> MemoryEventLog::append(std::span<const ports::NewRecord> records) {
    std::vector<std::function<void()>> wakes;
    {
        const std::lock_guard lock(mutex_);
        const Time now = clock_.now();
        std::array<bool, core::kTopics.size()> grown{};
        for (const auto& record : records) {
            Line& line = lines_[core::index(record.topic)];
            line.records.push_back(
                {{record.topic, 0}, line.end(), now, record.key, record.headers, record.value});
            grown[core::index(record.topic)] = true;
        }
        for (std::size_t i = 0; i < lines_.size(); ++i) {
            if (grown[i]) wakes.insert(wakes.end(), lines_[i].wakes.begin(), lines_[i].wakes.end());
        }
    }
    for (const auto& wake : wakes) wake();
    return {};
}

Result<std::unique_ptr<ports::LogReader>> MemoryEventLog::reader(std::vector<Topic> topics, ports::Reading) {
    return std::unique_ptr<ports::LogReader>(std::make_unique<Reader>(*this, std::move(topics)));
}

Result<std::vector<ports::Extent>> MemoryEventLog::extents(Topic topic) {
    const std::lock_guard lock(mutex_);
    const Line& line = lines_[core::index(topic)];
    return std::vector{ports::Extent{{topic, 0}, line.begin, line.end()}};
}

void MemoryEventLog::on_append(Topic topic, std::function<void()> wake) {
    const std::lock_guard lock(mutex_);
    lines_[core::index(topic)].wakes.push_back(std::move(wake));
}

Result<> MemoryEventLog::trim(Partition partition, std::int64_t before) {
    if (partition.number != 0) return invalid("the log has one partition for each topic");
    const std::lock_guard lock(mutex_);
    Line& line = lines_[core::index(partition.topic)];
    const std::int64_t begin = std::clamp(before, line.begin, line.end());
    line.records.erase(line.records.begin(), line.records.begin() + (begin - line.begin));
    line.begin = begin;
    return {};
}

void MemoryEventLog::read(Topic topic, std::int64_t& next, ports::SinglePartitionReader::Poll& poll) {
    const std::lock_guard lock(mutex_);
    const Line& line = lines_[core::index(topic)];
    next = std::max(next, line.begin);
    for (; poll.left() > 0 && next < line.end(); ++next) {
        poll.add(line.records[static_cast<std::size_t>(next - line.begin)]);
    }
}

}  // namespace tidings::adapters
