#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"

namespace tidings::app {

// Keeps a failure that repeats itself from filling the log: of one and the same message it lets one a second
// through, and says with it how many were held back. For one thread.
class ErrorLog {
public:
    static constexpr Duration kEvery = std::chrono::seconds{1};

    // The number of earlier ones that were held back, if this one is to be logged.
    std::optional<std::uint64_t> admit(std::string_view message, SteadyTime now);

private:
    std::string last_;
    std::optional<SteadyTime> logged_at_;
    std::uint64_t held_back_ = 0;
};

}  // namespace tidings::app
