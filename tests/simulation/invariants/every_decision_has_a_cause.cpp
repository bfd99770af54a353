#include <algorithm>

#include <fmt/format.h>

#include "simulation/evidence.h"

namespace tidings::simulation {

namespace {

bool somebody_may_not_want_it(const Evidence& e) {
    using enum Kind;
    return std::ranges::any_of(std::array{profile_changes, suppressions, cancels},
                               [&](Kind kind) { return e.swarm.has(kind); });
}

bool has_address(const core::Event& event, core::Channel channel) {
    const char* const member = channel == core::Channel::email ? "email" : "phone";
    return channel != core::Channel::push && event.data.is_object() &&
           event.data.get_object().contains(member);
}

}  // namespace

// G1: where nobody wishes otherwise, who can be reached is written to, on each channel that was asked for.
void every_decision_has_a_cause(const Evidence& e, Faults& faults) {
    if (somebody_may_not_want_it(e)) return;
    for (const auto& [key, stored] : e.events) {
        for (const core::Channel channel : core::kChannels) {
            const auto& event = stored.event;
            const bool asked =
                !event.channels || std::ranges::find(*event.channels, channel) != event.channels->end();
            if (!asked || !has_address(event, channel)) continue;
            const auto made = std::ranges::find(stored.decisions, channel, &core::Decision::channel);
            const bool sends = made != stored.decisions.end() && made->send;
            const bool late = made != stored.decisions.end() && made->reason == core::Reason::expired;
            if (sends || late) continue;
            faults.push_back(fmt::format("{} for {} is not to be sent by {}", event.id.str(),
                                         event.user.str(), core::name(channel)));
        }
    }
}

}  // namespace tidings::simulation
