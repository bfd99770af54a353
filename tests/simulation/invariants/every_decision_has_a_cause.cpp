#include <algorithm>

#include <fmt/format.h>

#include "simulation/evidence.h"

namespace tidings::simulation {

namespace {

bool has_address(const core::Event& event, core::Channel channel) {
    const char* const member = channel == core::Channel::email ? "email" : "phone";
    return channel != core::Channel::push && event.data.is_object() &&
           event.data.get_object().contains(member);
}

bool is_asked_for(const core::Event& event, core::Channel channel) {
    return !event.channels || std::ranges::find(*event.channels, channel) != event.channels->end();
}

// Of a decision about somebody who can be reached.
bool has_cause(const Evidence& e, const ports::StoredEvent& stored, const core::Decision& decision) {
    const auto& event = stored.event;
    switch (decision.reason) {
        case core::Reason::expired:
            return event.expires_at && *event.expires_at <= stored.decided_at;
        case core::Reason::cancelled:
            return e.journal.event_cancel_asked.contains(event.id);
        case core::Reason::no_address:
            return false;
        default:
            return decision.send || e.was_wished(event.user, decision.reason);
    }
}

}  // namespace

// G1: who can be reached is written to, on each channel that was asked for, unless somebody wished otherwise.
void every_decision_has_a_cause(const Evidence& e, Faults& faults) {
    for (const auto& [key, stored] : e.events) {
        const auto& event = stored.event;
        for (const core::Channel channel : core::kChannels) {
            if (!is_asked_for(event, channel) || !has_address(event, channel)) continue;
            const auto made = std::ranges::find(stored.decisions, channel, &core::Decision::channel);
            if (made != stored.decisions.end() && has_cause(e, stored, *made)) continue;
            faults.push_back(
                fmt::format("{} for {} is not to be sent by {}: {}", event.id.str(), event.user.str(),
                            core::name(channel),
                            made == stored.decisions.end() ? "nobody knows why" : core::name(made->reason)));
        }
    }
}

}  // namespace tidings::simulation
