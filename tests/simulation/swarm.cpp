#include "simulation/swarm.h"

namespace tidings::simulation {

Swarm Swarm::draw(Random& random) {
    Swarm swarm;
    // A share of its own for each run: some have nearly all kinds, some one or two.
    const double share = random.unit();
    for (std::size_t i = 0; i < kKindNames.size(); ++i) swarm.kinds_[i] = random.unit() < share;
    return swarm;
}

bool Swarm::calm() const {
    using enum Kind;
    for (const Kind kind : {crashes, log_faults, store_faults, queue_faults, slow_answers, no_answers,
                            clock_jumps, limits, small_queue}) {
        if (has(kind)) return false;
    }
    return true;
}

std::string Swarm::str() const {
    std::string out;
    for (std::size_t i = 0; i < kKindNames.size(); ++i) {
        if (kinds_[i]) out += (out.empty() ? "" : " ") + std::string(kKindNames[i]);
    }
    return out.empty() ? "nothing" : out;
}

}  // namespace tidings::simulation
