#pragma once

#include <chrono>
#include <optional>
#include <vector>

#include "base/time.h"

namespace tidings::core {

// When a failed send is tried again. Attempts are at most one more than there are delays.
struct RetryPolicy {
    std::vector<Duration> delays{std::chrono::minutes{1}, std::chrono::minutes{5}, std::chrono::minutes{15}};
    double jitter = 0.1;  // each delay is spread by this share to both sides

    bool operator==(const RetryPolicy&) const = default;
};

// The wait after attempt number `used` (from 1) failed, or nothing when that was the last. `chance` in [0, 1)
// places it within the jitter.
std::optional<Duration> retry_delay(const RetryPolicy& policy, int used, double chance);

}  // namespace tidings::core
