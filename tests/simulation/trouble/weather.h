#pragma once

#include <array>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/random.h"
#include "base/result.h"
#include "simulation/engines/virtual_clock.h"
#include "simulation/trace.h"
#include "simulation/trouble/limbo.h"
#include "simulation/trouble/swarm.h"

namespace tidings::simulation {

// Thrown out of a port's method: the process has died there.
struct Crash {};

// Something that went wrong: the how manyth time that something could have.
struct Struck {
    std::uint64_t number = 0;
    std::string what;
};

// Decides whatever may go wrong, so that a run can be repeated with less of it.
class Weather {
public:
    Weather(const Swarm& swarm, std::uint64_t seed, const VirtualClock& clock, Trace& trace)
        : swarm_(swarm), seed_(seed), clock_(clock), trace_(trace) {}

    // Only these come.
    void only(std::set<std::uint64_t> numbers) { only_ = std::move(numbers); }

    // Others' turn, in the middle of a call.
    void on_pause(std::function<void()> interlude) { interlude_ = std::move(interlude); }

    // Whether trouble of this kind comes now. `where` is a word for it. The answer is made of the seed and of
    // how many were asked for before, so that one kept away leaves the others as they are.
    bool comes(Kind kind, std::string_view where);

    // Runs a port's method that changes something: it may fail or die before its effect, or after it, when
    // nobody is told. `make_late` makes what does the same later on, when the caller may be gone.
    template <class Effect, class MakeLate>
    auto through(Kind kind, std::string_view call, Effect effect, MakeLate make_late) -> decltype(effect()) {
        if (auto fault = strike(kind, call)) return *fault;
        if (comes(Kind::late_effects, call)) {
            delay(make_late());
            return unavailable("it takes too long");
        }
        pause(call);
        auto result = effect();
        pause(call);
        if (auto fault = strike(kind, call)) return *fault;
        return result;
    }

    // One that can not come late.
    template <class Effect>
    auto through(Kind kind, std::string_view call, Effect effect) -> decltype(effect()) {
        if (auto fault = strike(kind, call)) return *fault;
        auto result = effect();
        if (auto fault = strike(kind, call)) return *fault;
        return result;
    }

    // One that has no effect fails before it.
    template <class Effect>
    auto reading(Kind kind, std::string_view call, Effect effect) -> decltype(effect()) {
        if (auto fault = strike(kind, call)) return *fault;
        return effect();
    }

    // The same, where nobody holds a lock meanwhile: others act before the answer is there, so it may be old.
    template <class Effect>
    auto asking(Kind kind, std::string_view call, Effect effect) -> decltype(effect()) {
        auto result = reading(kind, call, effect);
        pause(call);
        return result;
    }

    // What takes effect now that was asked for before.
    void land() { limbo_.land(clock_.steady()); }

    // From now on all is well, but for what is on its way.
    void clear_up();

    const std::vector<Struck>& struck() const { return struck_; }

    // A number below `bound` for the trouble that has just come.
    std::uint64_t draw(std::uint64_t bound) { return particulars_.below(bound); }

    // Sends something on its way that takes effect later, whoever is gone by then.
    void delay(std::function<void()> effect) { limbo_.add(clock_.steady() + later(), std::move(effect)); }

private:
    std::optional<Error> strike(Kind kind, std::string_view call);
    void pause(std::string_view call);
    Duration later();

    const Swarm& swarm_;
    std::uint64_t seed_;
    Random particulars_{0};
    const VirtualClock& clock_;
    Trace& trace_;
    std::function<void()> interlude_;
    std::optional<std::set<std::uint64_t>> only_;
    std::uint64_t asked_ = 0;
    std::vector<Struck> struck_;
    Limbo limbo_;
    std::array<SteadyTime, kKinds.size()> away_until_{};  // by the kind of the port's faults
    SteadyTime full_until_{};
    bool fair_ = false;
};

}  // namespace tidings::simulation
