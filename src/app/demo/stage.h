#pragma once

#include <string>
#include <vector>

#include "base/time.h"

namespace tidings::app {

// Where the demo is played: on an engine of its own, whose clock it turns, or on a running system, where it
// cannot, and where others are. There its people have names of this one run, and what is tried again is an
// event type with waits of seconds.
struct Stage {
    bool is_live = false;
    std::string suffix = {};  // behind the names of its people
    std::string retried_type = "order.completed";
    std::vector<Duration> waits{std::chrono::minutes{1}, std::chrono::minutes{5}, std::chrono::minutes{15}};
};

// A running system.
Stage live_stage();

}  // namespace tidings::app
