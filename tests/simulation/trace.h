#pragma once

#include <cstdio>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "base/time.h"
#include "simulation/virtual_clock.h"

namespace tidings::simulation {

// Writes down each effect on the world outside of a process as a line on standard output: when, in whose
// step, and what. Off, it costs a test of a flag.
class Trace {
public:
    Trace(const VirtualClock& clock, bool on) : clock_(clock), on_(on) {}

    // Whose effects come from now on.
    void enter(std::string_view who) { who_ = who; }

    template <class... Args>
    void say(fmt::format_string<Args...> text, Args&&... args) {
        if (!on_) return;
        fmt::print("{} {:8} {}\n", format_rfc3339(clock_.now()), who_,
                   fmt::format(text, std::forward<Args>(args)...));
    }

    bool on() const { return on_; }

private:
    const VirtualClock& clock_;
    bool on_;
    std::string_view who_ = "outside";
};

}  // namespace tidings::simulation
