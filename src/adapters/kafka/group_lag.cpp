#include "adapters/kafka/group_lag.h"

#include <algorithm>

namespace tidings::adapters::kafka {

using ports::Partition;

Result<Lag> GroupLag::of(const std::vector<core::Topic>& topics) {
    Lag lag;
    Waiting waiting;
    for (const auto topic : topics) {
        auto records = waiting_of(topic, waiting);
        if (!records) return records.error();
        lag.records += *records;
    }
    auto oldest = oldest_of(waiting);
    if (!oldest) return oldest.error();
    lag.oldest = *oldest;
    return lag;
}

Result<std::int64_t> GroupLag::waiting_of(core::Topic topic, Waiting& waiting) {
    auto done = cluster_.committed(topic);
    if (!done) return done.error();
    auto extents = cluster_.extents(topic);
    if (!extents) return extents.error();
    std::int64_t records = 0;
    for (const auto& extent : *extents) {
        const auto told = done->find(extent.partition);
        const std::int64_t next = std::max(told == done->end() ? 0 : told->second, extent.begin);
        if (next >= extent.end) continue;
        records += extent.end - next;
        waiting[extent.partition] = next;
    }
    return records;
}

Result<std::optional<Time>> GroupLag::oldest_of(const Waiting& waiting) {
    const std::lock_guard lock(mutex_);
    Waiting unknown;
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
