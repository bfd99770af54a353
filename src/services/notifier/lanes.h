#pragma once

#include <array>
#include <cstddef>

#include "ports/task_queue.h"

namespace tidings::notifier {

// How many tasks each lane of the queue still takes, and which lanes have more waiting in the store, which
// the parts of one notifier tell one another. For one thread.
class Lanes {
public:
    explicit Lanes(ports::TaskQueue& queue) : queue_(queue) {}

    // Asks the queue.
    Result<> refresh();

    std::size_t room(ports::Lane lane) const { return at(lane).room; }

    // Takes a place for something new. Where older notifications of the lane wait in the store, there is
    // none: they go first.
    bool reserve(ports::Lane lane);

    // Takes places for what has waited in the store.
    void reserve_for_waiting(ports::Lane lane, std::size_t count);
    void set_waiting(ports::Lane lane, bool more) { at(lane).waiting = more; }

private:
    struct Place {
        std::size_t room = 0;
        bool waiting = false;
    };
    Place& at(ports::Lane lane) { return places_[core::index(lane.channel)][core::index(lane.priority)]; }
    const Place& at(ports::Lane lane) const {
        return places_[core::index(lane.channel)][core::index(lane.priority)];
    }

    ports::TaskQueue& queue_;
    std::array<std::array<Place, core::kPriorities.size()>, core::kChannels.size()> places_{};
};

}  // namespace tidings::notifier
