#pragma once

#include <functional>
#include <map>

#include "base/time.h"

namespace tidings::simulation {

// What is under way to a server when nobody waits for its answer any more. It outlives the process that sent
// it.
class Limbo {
public:
    void add(SteadyTime at, std::function<void()> effect) { under_way_.emplace(at, std::move(effect)); }

    // What arrives until `now` takes effect; one may add others.
    void land(SteadyTime now) {
        while (!under_way_.empty() && under_way_.begin()->first <= now) {
            const auto effect = std::move(under_way_.begin()->second);
            under_way_.erase(under_way_.begin());
            effect();
        }
    }

    bool empty() const { return under_way_.empty(); }

private:
    std::multimap<SteadyTime, std::function<void()>> under_way_;
};

}  // namespace tidings::simulation
