#include "adapters/kafka/group_lag.h"

#include <algorithm>

namespace tidings::adapters::kafka {

using ports::Partition;

Result<Lag> GroupLag::of(const std::vector<core::Topic>& topics) {
    auto done = cluster_.committed(topics);
    if (!done) return done.error();
    Lag lag;
    std::map<Partition, std::int64_t> waiting;  // the first offset of each partition that is behind
    for (const auto topic : topics) {
        auto extents = cluster_.extents(topic);
        if (!extents) return extents.error();
        for (const auto& extent : *extents) {
            const auto told = done->find(extent.partition);
            const std::int64_t next = std::max(told == done->end() ? 0 : told->second, extent.begin);
            if (next >= extent.end) continue;
            lag.records += extent.end - next;
            waiting[extent.partition] = next;
        }
    }
    auto oldest = oldest_of(waiting);
    if (!oldest) return oldest.error();
    lag.oldest = *oldest;
    return lag;
}

Result<std::optional<Time>> GroupLag::oldest_of(const std::map<Partition, std::int64_t>& waiting) {
    const std::lock_guard lock(mutex_);
    std::map<Partition, std::int64_t> unknown;
    for (const auto& [partition, offset] : waiting) {
        if (known_[partition].offset != offset) unknown[partition] = offset;
    }
    if (!unknown.empty()) {
        auto times = cluster_.times_at(unknown);
        if (!times) return times.error();
        for (const auto& [partition, time] : *times) known_[partition] = {unknown[partition], time};
    }
    std::optional<Time> oldest;
    for (const auto& [partition, offset] : waiting) {
        const Oldest& known = known_[partition];
        if (known.offset != offset) continue;
        oldest = std::min(oldest.value_or(known.appended_at), known.appended_at);
    }
    return oldest;
}

}  // namespace tidings::adapters::kafka
