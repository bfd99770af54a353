#pragma once

#include "contract/engines.h"

// What the tests of queues share.
namespace tidings::testing {

using core::Channel;
using core::Priority;
using ports::Withdrawn;
using std::chrono::milliseconds;
using std::chrono::seconds;

inline constexpr std::size_t kQueueCapacity = 100;
inline constexpr Duration kLease = seconds{15};

}  // namespace tidings::testing
