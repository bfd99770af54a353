#pragma once

#include <array>
#include <functional>
#include <mutex>
#include <vector>

#include "core/topic.h"

struct rd_kafka_s;

namespace tidings::adapters::kafka {

// Who wants to know that a topic has something to read, or that a reader's partitions have changed. Any
// thread.
class Wakes {
public:
    class Line {
    public:
        void add(std::function<void()> wake);
        void call();

        // As librdkafka calls it when something comes into an empty queue, under that queue's lock.
        static void on_event(rd_kafka_s* /*client*/, void* line) { static_cast<Line*>(line)->call(); }

    private:
        std::mutex mutex_;
        std::vector<std::function<void()>> wakes_;
    };

    Line& of(core::Topic topic) { return lines_[static_cast<std::size_t>(topic)]; }

private:
    std::array<Line, core::kTopics.size()> lines_;
};

}  // namespace tidings::adapters::kafka
