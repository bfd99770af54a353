#pragma once

#include <string>

#include "core/task.h"
#include "ports/event_log.h"

namespace tidings::notifier {

// A send that nobody reported.
struct Unreported {
    core::TaskId task;
    int attempt = 1;
    int returns = 1;  // how many of its notification's that makes
    std::string detail;
    Duration wait{};  // before it may be sent again
};

// Its outcome: `unknown`, for the event type's policy to judge, or `poison` where it has been so too often.
ports::NewRecord outcome_of(const Unreported& send, Time now);

}  // namespace tidings::notifier
