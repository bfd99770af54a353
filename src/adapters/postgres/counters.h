#pragma once

#include <array>
#include <cstdint>

#include "adapters/postgres/parameters.h"
#include "core/words.h"

namespace tidings::adapters::postgres {

// By how much a commit changes the counters of the ledger. Which of the rows of `counters` it is added to is
// the connection's, so that commits side by side seldom wait for each other.
struct Counters {
    std::int64_t decided = 0;
    std::int64_t purged = 0;
    std::int64_t purged_events = 0;
    std::array<std::int64_t, core::kStates.size()> states{};

    void move(core::State from, core::State to) {
        --states[core::index(from)];
        ++states[core::index(to)];
    }

    Step step() const;
    bool operator==(const Counters&) const = default;
};

// The sums, in this order: decided, purged, purged_events, and the states in theirs.
inline constexpr const char* kSumCounters =
    "SELECT sum(decided)::int8, sum(purged)::int8, sum(purged_events)::int8, sum(scheduled)::int8, "
    "sum(queued)::int8, sum(sent)::int8, sum(delivered)::int8, sum(failed)::int8, sum(cancelled)::int8, "
    "sum(expired)::int8, sum(suppressed)::int8 FROM counters";

}  // namespace tidings::adapters::postgres
