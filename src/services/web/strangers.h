#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/outage.h"
#include "core/rate_limit.h"

namespace tidings::web {

// Who comes with API keys that nobody was given, counted by address: so that trying keys out is slow, and is
// seen. A good key is never held up, whoever else calls from the same address. Not for several threads.
class Strangers {
public:
    // Of an IPv4 address, or of a network of 64 bits, which is what one subscriber of IPv6 has.
    static constexpr core::RateLimit kLimit{30, std::chrono::minutes{1}};
    static constexpr std::size_t kPeersMax = 1'000;  // beyond, the others are counted together

    // One more request of this address. How long it has to wait, where there have been too many.
    std::optional<Duration> came(std::string_view peer, SteadyTime now);

    std::size_t size() const { return peers_.size(); }

private:
    core::SlidingWindow& window_of(std::string_view peer, SteadyTime now);
    void forget_the_quiet(SteadyTime now);
    void tell(std::string_view peer, SteadyTime now);

    std::map<std::string, core::SlidingWindow, std::less<>> peers_;
    core::SlidingWindow rest_{kLimit};
    Outage outage_;
};

}  // namespace tidings::web
