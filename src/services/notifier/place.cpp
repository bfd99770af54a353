#include "services/notifier/place.h"

#include <set>

#include "base/log.h"

namespace tidings::notifier {
namespace {

Result<std::map<ports::Partition, ports::Extent>> extents_of(ports::EventLog& log,
                                                             const std::set<core::Topic>& topics) {
    std::map<ports::Partition, ports::Extent> out;
    for (const auto topic : topics) {
        const auto extents = log.extents(topic);
        if (!extents) return extents.error();
        for (const auto& extent : *extents) out[extent.partition] = extent;
    }
    return out;
}

Result<std::int64_t> move_to_begin(ports::Store& store, const ports::Extent& extent, std::int64_t stored,
                                   const core::ConsumedCounts& counts) {
    ports::Changes changes;
    const bool counted = core::carries_events(extent.partition.topic);
    changes.offsets.push_back(
        {extent.partition, stored, extent.begin, counted ? counts : core::ConsumedCounts{}});
    if (const auto committed = store.commit(changes); !committed) return committed.error();
    return extent.begin;
}

// The counts of an event log add up to its offsets, so those that are given out a second time are gaps less.
Result<std::int64_t> begin_anew(ports::Store& store, const ports::Extent& extent, std::int64_t stored) {
    log::error("a log ends before what was read of it: it is another one, and is read from its beginning",
               {{"topic", core::name(extent.partition.topic)},
                {"partition", extent.partition.number},
                {"read", stored},
                {"end", extent.end}});
    return move_to_begin(store, extent, stored, {.gaps = extent.begin - stored});
}

Result<std::int64_t> skip_deleted(ports::Store& store, const ports::Extent& extent, std::int64_t stored) {
    log::error("records were deleted before they were read",
               {{"topic", core::name(extent.partition.topic)}, {"count", extent.begin - stored}});
    return move_to_begin(store, extent, stored, {.missing = extent.begin - stored});
}

Result<std::int64_t> place_in(ports::Store& store, const ports::Extent& extent, std::int64_t stored) {
    if (extent.end < stored) return begin_anew(store, extent, stored);
    if (extent.begin > stored) return skip_deleted(store, extent, stored);
    return stored;
}

}  // namespace

Result<> position(ports::EventLog& log, ports::Store& store, ports::LogReader& reader, Places& places) {
    std::map<ports::Partition, std::int64_t> stored;
    std::set<core::Topic> topics;
    for (const auto& partition : reader.unpositioned()) {
        const auto offset = store.offset(partition);
        if (!offset) return offset.error();
        stored[partition] = offset->value_or(0);
        topics.insert(partition.topic);
    }
    // After the offsets, which an earlier owner may be moving still: so no end is older than they are.
    const auto extents = extents_of(log, topics);
    if (!extents) return extents.error();
    for (const auto& [partition, offset] : stored) {
        const auto extent = extents->find(partition);
        const auto next =
            extent == extents->end() ? Result<std::int64_t>(offset) : place_in(store, extent->second, offset);
        if (!next) return next.error();
        if (const auto sought = reader.seek(partition, *next); !sought) return sought;
        places[partition] = *next;
    }
    return {};
}

}  // namespace tidings::notifier
