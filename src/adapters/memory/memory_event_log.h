#pragma once

#include <array>
#include <deque>
#include <mutex>

#include "ports/clock.h"
#include "ports/event_log.h"
#include "ports/single_partition_reader.h"

namespace tidings::adapters {

// The log in memory, one partition (0) for each topic. Offsets begin at 0 and have no gaps.
class MemoryEventLog final : public ports::EventLog {
public:
    explicit MemoryEventLog(const ports::Clock& clock) : clock_(clock) {}

    Result<> append(std::span<const ports::NewRecord> records) override;
    Result<std::unique_ptr<ports::LogReader>> reader(std::vector<core::Topic> topics,
                                                     ports::Reading) override;
    Result<std::vector<ports::Extent>> extents(core::Topic topic) override;
    void on_append(core::Topic topic, std::function<void()> wake) override;
    Result<> trim(ports::Partition partition, std::int64_t before) override;

private:
    class Reader;
    struct Line {
        std::int64_t begin = 0;
        std::deque<ports::Record> records;
        std::vector<std::function<void()>> wakes;

        std::int64_t end() const { return begin + static_cast<std::int64_t>(records.size()); }
    };
    void read(core::Topic topic, std::int64_t& next, ports::SinglePartitionReader::Poll& poll);

    const ports::Clock& clock_;
    std::mutex mutex_;
    std::array<Line, core::kTopics.size()> lines_;
};

}  // namespace tidings::adapters
