#include "services/notifier/place.h"

#include "base/log.h"

namespace tidings::notifier {
namespace {

Result<std::optional<ports::Extent>> extent_of(ports::EventLog& log, ports::Partition partition) {
    const auto extents = log.extents(partition.topic);
    if (!extents) return extents.error();
    const auto found = std::ranges::find(*extents, partition, &ports::Extent::partition);
    return found == extents->end() ? std::nullopt : std::optional{*found};
}

Result<Place> begin_anew(ports::Store& store, const ports::Extent& extent, std::int64_t stored) {
    log::error("a log ends before what was read of it: it is another one, and is read from its beginning",
               {{"topic", core::name(extent.partition.topic)},
                {"partition", extent.partition.number},
                {"read", stored},
                {"end", extent.end}});
    ports::Changes changes;
    changes.offsets.push_back({extent.partition, stored, extent.begin, {}});
    if (const auto committed = store.commit(changes); !committed) return committed.error();
    return Place{extent.begin, 0, extent.begin};
}

}  // namespace

Result<Place> place_of(ports::EventLog& log, ports::Store& store, ports::Partition partition) {
    const auto offset = store.offset(partition);
    if (!offset) return offset.error();
    const std::int64_t stored = offset->value_or(0);
    const auto extent = extent_of(log, partition);
    if (!extent) return extent.error();
    if (!*extent) return Place{stored, 0, stored};
    if ((*extent)->end < stored) return begin_anew(store, **extent, stored);
    const std::int64_t next = std::max(stored, (*extent)->begin);
    if (next > stored) {
        log::error("records were deleted before they were read",
                   {{"topic", core::name(partition.topic)}, {"count", next - stored}});
    }
    return Place{next, next - stored, stored};
}

}  // namespace tidings::notifier
