#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <vector>

#include "adapters/kafka/cluster.h"

namespace tidings::adapters::kafka {

// How far the shared readers of some topics are behind, by what they have told (LogReader::tell_done).
struct Lag {
    std::int64_t records = 0;
    // When the oldest record that waits was appended; nothing where none waits, or it could not be read.
    std::optional<Time> oldest;
};

// Works out lags. Three requests a topic, and the reading of one record of each partition that is behind and
// has moved since it was last asked. Any thread; waits at most some times Options::patience.
class GroupLag {
public:
    explicit GroupLag(Cluster& cluster) : cluster_(cluster) {}

    Result<Lag> of(const std::vector<core::Topic>& topics);

private:
    struct Oldest {
        std::int64_t offset = -1;
        Time appended_at;
    };

    // The first offset that waits, of each partition that is behind.
    using Waiting = std::map<ports::Partition, std::int64_t>;

    // How many records of a topic wait.
    Result<std::int64_t> waiting_of(core::Topic topic, Waiting& waiting);
    Result<std::optional<Time>> oldest_of(const Waiting& waiting);

    Cluster& cluster_;
    std::mutex mutex_;
    std::map<ports::Partition, Oldest> known_;
};

}  // namespace tidings::adapters::kafka
