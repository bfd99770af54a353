#pragma once

#include <map>
#include <vector>

#include "ports/event_log.h"

namespace tidings::ports {

// The half of a LogReader that is the same for every log with one partition (0) for each topic: where it
// stands.
class SinglePartitionReader : public LogReader {
public:
    explicit SinglePartitionReader(std::vector<Topic> topics) : topics_(std::move(topics)) {}

    std::vector<Partition> unpositioned() const final;
    Result<> seek(Partition partition, std::int64_t offset) final;

protected:
    // Up to `max` records: calls `read(topic, next, max, out)` for each topic that is positioned, in order,
    // until there are so many. It appends at most `max` and moves `next` behind them. Where it throws,
    // nothing counts as read.
    template <class Read>
    std::vector<Record> read_in_order(std::size_t max, const Read& read) {
        std::vector<Record> out;
        auto reached = next_;
        for (const Topic topic : topics_) {
            const auto next = reached.find(topic);
            if (next != reached.end() && out.size() < max) read(topic, next->second, max - out.size(), out);
        }
        next_ = std::move(reached);
        return out;
    }

private:
    std::vector<Topic> topics_;
    std::map<Topic, std::int64_t> next_;
};

}  // namespace tidings::ports
