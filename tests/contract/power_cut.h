#pragma once

#include <cstdint>
#include <functional>

// A disk below SQLite that can lose its power. It does nothing until it is armed.
namespace tidings::testing::power_cut {

enum class Kind {
    kill,   // the process ends; what was written stays
    power,  // of what was not synced some is lost, some stays, some is torn
};

// Puts itself below whatever is opened from then on. Once for a process, before the first database.
void install();

// Ends the process (exit code kEnded) at the `at`-th write, sync, truncation or deletion from now, in the
// middle of it. `seed` says what the disk keeps.
void arm(int at, Kind kind, std::uint64_t seed);

inline constexpr int kEnded = 93;

}  // namespace tidings::testing::power_cut
