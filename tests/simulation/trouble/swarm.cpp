#include "simulation/trouble/swarm.h"

#include <cmath>

#include <fmt/format.h>

namespace tidings::simulation {
namespace {

// All orders of magnitude alike.
std::uint64_t between(std::uint64_t most_often, std::uint64_t least_often, Random& random) {
    const double span = std::log(static_cast<double>(least_often) / static_cast<double>(most_often));
    return static_cast<std::uint64_t>(static_cast<double>(most_often) * std::exp(random.unit() * span));
}

}  // namespace

Swarm Swarm::draw(Random& random) {
    Swarm swarm;
    // A share of its own for each run: some have nearly all kinds, some one or two.
    const double share = random.unit();
    for (std::size_t i = 0; i < kKinds.size(); ++i) {
        const auto odds = between(kKinds[i].most_often, kKinds[i].least_often, random);
        if (random.unit() < share) swarm.odds_[i] = odds;
    }
    return swarm;
}

bool Swarm::calm() const {
    using enum Kind;
    for (const Kind kind : {crashes,       pauses,          stops,         log_faults,  store_faults,
                            queue_faults,  late_effects,    twice,         outages,     full_disks,
                            rebalances,    forgetful_queue, old_snapshots, clock_jumps, queue_clock_jumps,
                            skewed_clocks, stale,           slow_answers,  no_answers,  poison,
                            limits,        small_queue,     restarts}) {
        if (has(kind)) return false;
    }
    return true;
}

std::string Swarm::str() const {
    std::string out;
    for (std::size_t i = 0; i < kKinds.size(); ++i) {
        if (odds_[i] == 0) continue;
        out += (out.empty() ? "" : " ") + std::string(kKinds[i].name);
        if (odds_[i] > 1) out += fmt::format("/{}", odds_[i]);
    }
    return out.empty() ? "nothing" : out;
}

}  // namespace tidings::simulation
