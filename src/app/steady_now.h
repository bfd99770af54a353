#pragma once

#include <chrono>

#include "base/time.h"

namespace tidings::app {

// For what the threads of the program themselves wait and measure; services ask their ports::Clock.
inline SteadyTime steady_now() {
    return std::chrono::time_point_cast<Duration>(std::chrono::steady_clock::now());
}

}  // namespace tidings::app
