#pragma once

#include <functional>

#include "app/signals.h"
#include "base/time.h"

namespace tidings::app {

// Runs steps of a start that may wait for servers, each in a thread of its own, so that neither the log nor a
// signal has to wait for them.
struct UnderWatch {
    Duration slow_after = std::chrono::seconds{2};
    Duration grace = std::chrono::milliseconds{500};  // after a signal, for the step to return by itself
    std::function<void(int)> exit_at_once{};          // std::_Exit unless told

    // Whether `work` was done; false where a signal came first. `slow` is called where it takes longer than
    // `slow_after`. Where a signal comes and `work` does not return, the program ends with 0: it has nothing
    // in hand. What `work` throws is thrown here.
    bool run(Signals& signals, const std::function<void()>& work, const std::function<void()>& slow) const;
};

}  // namespace tidings::app
