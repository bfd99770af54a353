#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/random.h"

namespace tidings::simulation {

// What may go wrong, or be asked for, in a run. Which of them a run has, and how often they come, is drawn
// from its seed: a fault that only shows while another kind is absent is found too.
enum class Kind {
    // of processes
    crashes,
    pauses,  // others go on in the middle of a call
    stops,   // between two steps, for longer than a lease
    // of ports
    log_faults,
    store_faults,
    queue_faults,
    late_effects,  // nobody is told, and it happens all the same, some time later
    twice,         // a record is on the log two times
    outages,
    full_disks,
    // of servers
    rebalances,
    forgetful_queue,
    old_snapshots,  // that the queue is restored from
    // of clocks
    clock_jumps,
    queue_clock_jumps,
    skewed_clocks,
    // of providers
    retries,
    throttles,
    rejections,
    unknowns,
    stale,
    slow_answers,
    no_answers,
    poison,
    // what people ask for
    quiet_hours,
    preferences,
    profile_changes,
    deletions,
    suppressions,
    cancels,
    replays,
    conflicts,
    delays,
    // how it is set up
    limits,
    small_queue,
    // of processes, and nothing is lost by them
    restarts,
};

struct KindInfo {
    std::string_view name;
    // It comes once in so many times that it may come: how many, lies between these.
    std::uint64_t most_often = 1;
    std::uint64_t least_often = 1;
};

inline constexpr std::array kKinds{
    KindInfo{"crashes", 300, 30'000},
    KindInfo{"pauses", 30, 3'000},
    KindInfo{"stops", 100, 1'000},
    KindInfo{"log_faults", 10, 1'000},
    KindInfo{"store_faults", 10, 1'000},
    KindInfo{"queue_faults", 10, 1'000},
    KindInfo{"late_effects", 20, 1'000},
    KindInfo{"twice", 3, 100},
    KindInfo{"outages", 300, 10'000},
    KindInfo{"full_disks", 300, 10'000},
    KindInfo{"rebalances", 20, 500},
    KindInfo{"forgetful_queue", 100, 2'000},
    KindInfo{"old_snapshots", 100, 2'000},
    KindInfo{"clock_jumps", 100, 1'000},
    KindInfo{"queue_clock_jumps", 100, 1'000},
    KindInfo{"skewed_clocks"},
    KindInfo{"retries", 2, 10},
    KindInfo{"throttles", 2, 20},
    KindInfo{"rejections", 3, 30},
    KindInfo{"unknowns", 3, 30},
    KindInfo{"stale", 3, 30},
    KindInfo{"slow_answers", 2, 20},
    KindInfo{"no_answers", 5, 50},
    KindInfo{"poison", 10, 100},
    KindInfo{"quiet_hours"},
    KindInfo{"preferences"},
    KindInfo{"profile_changes"},
    KindInfo{"deletions"},
    KindInfo{"suppressions"},
    KindInfo{"cancels"},
    KindInfo{"replays"},
    KindInfo{"conflicts"},
    KindInfo{"delays"},
    KindInfo{"limits"},
    KindInfo{"small_queue"},
    KindInfo{"restarts", 100, 1'000},
};
static_assert(kKinds.size() == static_cast<std::size_t>(Kind::restarts) + 1);

class Swarm {
public:
    static Swarm draw(Random& random);

    bool has(Kind kind) const { return odds(kind) != 0; }

    // It comes once in so many times; 0: never.
    std::uint64_t odds(Kind kind) const { return odds_[static_cast<std::size_t>(kind)]; }

    void leave_out(std::size_t kind) { odds_[kind] = 0; }

    // Nothing fails but what a provider says, so that moments can be held to the second.
    bool calm() const;

    std::string str() const;

private:
    std::array<std::uint64_t, kKinds.size()> odds_{};
};

}  // namespace tidings::simulation
