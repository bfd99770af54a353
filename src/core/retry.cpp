#include "core/retry.h"

#include "base/assert.h"

namespace tidings::core {

std::optional<Duration> retry_delay(const RetryPolicy& policy, int used, double chance) {
    TIDINGS_ASSERT(used >= 1);
    TIDINGS_ASSERT(chance >= 0 && chance < 1);
    const auto step = static_cast<std::size_t>(used) - 1;
    if (step >= policy.delays.size()) return std::nullopt;
    const double spread = 1 + policy.jitter * (2 * chance - 1);
    return Duration{static_cast<Duration::rep>(static_cast<double>(policy.delays[step].count()) * spread)};
}

}  // namespace tidings::core
