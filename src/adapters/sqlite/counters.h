#pragma once

#include <array>
#include <cstdint>

#include "adapters/sqlite/connection.h"
#include "core/words.h"

namespace tidings::adapters::sqlite {

// The row of counters, read at the start of a commit and written at its end.
struct Counters {
    std::int64_t last_seq = 0;
    std::int64_t decided = 0;
    std::int64_t purged = 0;
    std::int64_t purged_events = 0;
    std::array<std::int64_t, core::kStates.size()> states{};

    void move(core::State from, core::State to) {
        --states[core::index(from)];
        ++states[core::index(to)];
    }

    static Counters read(Connection& connection);
    void write(Connection& connection) const;

    bool operator==(const Counters&) const = default;
};

}  // namespace tidings::adapters::sqlite
