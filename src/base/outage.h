#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"

namespace tidings {

// Keeps a failure that goes on from filling the log. It is told at once, then after 5 s, 10 s, 20 s and so
// on, up to once a minute, with how many were held back in between; and when it is over, with how long it
// was. Words that are new in an outage are told at once, too: the first eight. For one thread.
class Outage {
public:
    static constexpr Duration kFirstPause = std::chrono::seconds{5};
    static constexpr Duration kLongestPause = std::chrono::minutes{1};
    // So long nothing fails before it is over: what fails now and then is one outage.
    static constexpr Duration kFineFor = std::chrono::seconds{1};

    // The number of earlier ones that were held back, if this one is to be logged.
    std::optional<std::uint64_t> failed(std::string_view message, SteadyTime now);

    // To be called when something works. How long it did not, once, where the log was told so.
    std::optional<Duration> works(SteadyTime now);

    // For what is never said to work: after twice the longest pause without a failure it is over.
    void end_if_quiet(SteadyTime now) {
        if (since_ && now - last_ > 2 * kLongestPause) *this = Outage();
    }

private:
    static constexpr std::size_t kMessagesMax = 8;

    bool is_news(std::string_view message);

    std::vector<std::string> messages_;
    std::optional<SteadyTime> since_;
    std::optional<SteadyTime> fine_since_;
    SteadyTime last_{};
    SteadyTime quiet_until_{};
    Duration pause_{};
    std::uint64_t held_back_ = 0;
};

}  // namespace tidings
