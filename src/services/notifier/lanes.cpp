#include "services/notifier/lanes.h"

#include "base/assert.h"

namespace tidings::notifier {

Result<> Lanes::refresh() {
    const auto depths = queue_.depths();
    if (!depths) return depths.error();
    for (const auto& depth : *depths) {
        at(depth.lane).room = queue_.capacity() - std::min(queue_.capacity(), depth.waiting);
    }
    return {};
}

bool Lanes::reserve(ports::Lane lane) {
    Place& place = at(lane);
    if (place.waiting || place.room == 0) {
        place.waiting = true;
        return false;
    }
    --place.room;
    return true;
}

void Lanes::reserve_for_waiting(ports::Lane lane, std::size_t count) {
    TIDINGS_ASSERT(at(lane).room >= count);
    at(lane).room -= count;
}

}  // namespace tidings::notifier
