#pragma once

#include <cstdio>
#include <functional>
#include <string>

#include <fmt/format.h>

#include "base/time.h"
#include "ports/store.h"
#include "simulation/engines/virtual_clock.h"

namespace tidings::simulation {

// Writes down each effect on the world outside of a process as a line: when, in whose step, and what. Off, it
// costs a test of a flag.
class Trace {
public:
    using Write = std::function<void(const std::string& line)>;

    // Without `write` it is off.
    Trace(const VirtualClock& clock, Write write) : clock_(clock), write_(std::move(write)) {}

    // Whose effects come from now on.
    void enter(std::string who) { who_ = std::move(who); }
    const std::string& who() const { return who_; }

    template <class... Args>
    void say(fmt::format_string<Args...> text, Args&&... args) const {
        if (!write_) return;
        write_(fmt::format("{} {:18} {}", format_rfc3339(clock_.now()), who_,
                           fmt::format(text, std::forward<Args>(args)...)));
    }

    bool on() const { return write_ != nullptr; }

private:
    const VirtualClock& clock_;
    Write write_;
    std::string who_ = "outside";
};

// Writes down what a commit has done, a line for each row.
void tell(const Trace& trace, const ports::Changes& changes);

}  // namespace tidings::simulation
