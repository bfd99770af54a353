#pragma once

#include <map>
#include <vector>

#include "ports/event_log.h"

namespace tidings::ports {

// The half of a LogReader that is the same for every log with one partition (0) for each topic: where it
// stands.
class SinglePartitionReader : public LogReader {
public:
    // What one poll has gathered so far.
    class Poll {
    public:
        explicit Poll(std::size_t max) : max_(max) {}

        std::size_t left() const { return bytes_ < kPollBytes ? max_ - records_.size() : 0; }
        void add(Record record) {
            bytes_ += record.value.size();
            records_.push_back(std::move(record));
        }
        std::vector<Record> take() { return std::move(records_); }

    private:
        std::size_t max_;
        std::size_t bytes_ = 0;
        std::vector<Record> records_;
    };

    explicit SinglePartitionReader(std::vector<Topic> topics) : topics_(std::move(topics)) {}

    std::vector<Partition> unpositioned() const final;
    Result<> seek(Partition partition, std::int64_t offset) final;
    void unposition() final { next_.clear(); }

protected:
    // Calls `read(topic, next, poll)` for each topic that is positioned, in order, until `poll` has nothing
    // left to take. It adds records as long as there is, and moves `next` behind them. Where it throws,
    // nothing counts as read.
    template <class Read>
    std::vector<Record> read_in_order(std::size_t max, const Read& read) {
        Poll poll(max);
        auto reached = next_;
        for (const Topic topic : topics_) {
            const auto next = reached.find(topic);
            if (next != reached.end() && poll.left() > 0) read(topic, next->second, poll);
        }
        next_ = std::move(reached);
        return poll.take();
    }

private:
    std::vector<Topic> topics_;
    std::map<Topic, std::int64_t> next_;
};

}  // namespace tidings::ports
