#pragma once

#include <array>
#include <bitset>
#include <string>
#include <string_view>

#include "base/random.h"

namespace tidings::simulation {

// What may go wrong, or be asked for, in a run. Which of them a run has is drawn from its seed: a fault that
// only shows while another kind is absent is found too.
enum class Kind {
    crashes,
    log_faults,
    store_faults,
    queue_faults,
    retries,
    throttles,
    rejections,
    unknowns,
    slow_answers,
    no_answers,
    quiet_hours,
    preferences,
    profile_changes,
    deletions,
    suppressions,
    cancels,
    replays,
    conflicts,
    delays,
    clock_jumps,
    limits,
    small_queue,
};
inline constexpr std::array<std::string_view, 22> kKindNames{
    "crashes",         "log_faults",  "store_faults", "queue_faults", "retries",     "throttles",
    "rejections",      "unknowns",    "slow_answers", "no_answers",   "quiet_hours", "preferences",
    "profile_changes", "deletions",   "suppressions", "cancels",      "replays",     "conflicts",
    "delays",          "clock_jumps", "limits",       "small_queue"};

class Swarm {
public:
    static Swarm draw(Random& random);

    bool has(Kind kind) const { return kinds_[static_cast<std::size_t>(kind)]; }

    // Nothing fails but what a provider says, so that moments can be held to the second.
    bool calm() const;

    std::string str() const;

private:
    std::bitset<kKindNames.size()> kinds_;
};

}  // namespace tidings::simulation
