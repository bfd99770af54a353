#pragma once

#include <optional>

#include "base/random.h"
#include "base/result.h"
#include "simulation/swarm.h"
#include "simulation/trace.h"

namespace tidings::simulation {

// Thrown out of a port's method: the process has died there.
struct Crash {};

// Decides, at each call of a port, whether it fails and whether the process dies.
class Weather {
public:
    Weather(const Swarm& swarm, Random random, Trace& trace)
        : swarm_(swarm), random_(random), trace_(trace) {}

    // Runs a port's method: it may fail or die before its effect, or after it, when nobody is told.
    template <class Effect>
    auto through(Kind kind, Effect effect) -> decltype(effect()) {
        if (auto fault = strike(kind)) return *fault;
        auto result = effect();
        if (auto fault = strike(kind)) return *fault;
        return result;
    }

    // One that has no effect fails before it.
    template <class Effect>
    auto reading(Kind kind, Effect effect) -> decltype(effect()) {
        if (auto fault = strike(kind)) return *fault;
        return effect();
    }

    // From now on all is well.
    void clear_up() { fair_ = true; }

private:
    std::optional<Error> strike(Kind kind) {
        if (fair_) return std::nullopt;
        if (swarm_.has(Kind::crashes) && random_.below(3000) == 0) {
            trace_.say("dies");
            throw Crash{};
        }
        if (!swarm_.has(kind) || random_.below(50) != 0) return std::nullopt;
        trace_.say("fails: {}", kKindNames[static_cast<std::size_t>(kind)]);
        return unavailable("the weather is bad");
    }

    const Swarm& swarm_;
    Random random_;
    Trace& trace_;
    bool fair_ = false;
};

}  // namespace tidings::simulation
