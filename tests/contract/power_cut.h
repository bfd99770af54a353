#pragma once

#include <cstdint>

// A disk below SQLite that can lose its power, or what it was given. It does nothing until it is armed.
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

// The `at`-th sync from now fails, and of what was to be synced the file has lost some: a kernel may drop the
// pages that it could not write, and the next sync succeeds. `seed` says what stays. -1: none fails.
void fail_sync(int at, std::uint64_t seed);

// Whether it has failed by now.
bool has_failed();

}  // namespace tidings::testing::power_cut
