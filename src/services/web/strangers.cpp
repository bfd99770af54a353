#include "services/web/strangers.h"

#include <array>
#include <iterator>

#include <arpa/inet.h>

#include "base/log.h"

namespace tidings::web {
namespace {

// What is counted as one: see kLimit. An IPv4 address may be written as one of IPv6.
std::string network_of(std::string_view peer) {
    constexpr std::string_view kMapped{"\0\0\0\0\0\0\0\0\0\0\xff\xff", 12};
    constexpr std::size_t kNetwork = 8;
    const std::string text(peer);
    std::array<char, 16> bytes{};
    if (inet_pton(AF_INET6, text.c_str(), bytes.data()) != 1) return text;
    const std::string_view address(bytes.data(), bytes.size());
    if (!address.starts_with(kMapped)) return std::string(address.substr(0, kNetwork));
    std::array<char, INET_ADDRSTRLEN> v4{};
    inet_ntop(AF_INET, bytes.data() + kMapped.size(), v4.data(), v4.size());
    return v4.data();
}

}  // namespace

std::optional<Duration> Strangers::came(std::string_view peer, SteadyTime now) {
    tell(peer, now);
    auto& window = window_of(peer, now);
    if (window.grant(now, 1) == 1) return std::nullopt;
    return window.next_grant(now) - now;
}

core::SlidingWindow& Strangers::window_of(std::string_view peer, SteadyTime now) {
    std::string network = network_of(peer);
    if (const auto known = peers_.find(network); known != peers_.end()) return known->second;
    if (peers_.size() >= kPeersMax) forget_the_quiet(now);
    if (peers_.size() >= kPeersMax) return rest_;
    return peers_.emplace(std::move(network), kLimit).first->second;
}

void Strangers::forget_the_quiet(SteadyTime now) {
    for (auto at = peers_.begin(); at != peers_.end();) {
        const bool quiet = at->second.left(now) == kLimit.count;
        at = quiet ? peers_.erase(at) : std::next(at);
    }
}

void Strangers::tell(std::string_view peer, SteadyTime now) {
    outage_.end_if_quiet(now);
    if (const auto held_back = outage_.failed(peer, now)) {
        log::warning("a request came with an unknown API key", {{"peer", peer}, {"held_back", *held_back}});
    }
}

}  // namespace tidings::web
