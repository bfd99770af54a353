#pragma once

#include <functional>

#include "simulation/world.h"

namespace tidings::simulation {

struct Shrunk {
    Less less;
    Faults faults;
    std::vector<Struck> trouble;  // all that is left of it
    std::uint64_t rounds = 0;
    std::string kinds;
    int runs = 0;
};

// Runs a seed that fails again and again, each time with less going on: fewer rounds, fewer kinds of trouble,
// fewer of its pieces; what still fails is kept. So it finds some few without which nothing fails, not
// necessarily the fewest there are.
Shrunk shrink(std::uint64_t seed, const std::string& engine);

}  // namespace tidings::simulation
