#include <algorithm>

#include <fmt/format.h>

#include "services/worker/worker.h"
#include "simulation/evidence.h"

namespace tidings::simulation {

namespace {

constexpr Duration kLease = worker::Options{}.lease;

// What was on its way when the clocks were set went by what they had said before, as long as its lease was
// good.
bool clocks_were_set(const Evidence& e, const Send& send) {
    return std::ranges::any_of(e.journal.set,
                               [&](SteadyTime at) { return at <= send.steady && send.steady - at < kLease; });
}

// A replay gives it more time than its event asked for.
Time expiry_of(const Evidence& e, const core::Notification& n, const core::Event& event) {
    return e.swarm.has(Kind::replays) ? n.expires_at : event.expires_at.value_or(n.expires_at);
}

bool came_too_early(const Evidence& e, const Send& send, const core::Event& event) {
    // Clocks that are set back have let it come too early; a replay asks for no moment.
    if (send.set_back || e.swarm.has(Kind::replays)) return false;
    return event.send_at && send.at + 2 * kSkew < *event.send_at;
}

}  // namespace

// Nothing is sent before the moment that was asked for, or after it has expired.
void sends_are_in_their_time(const Evidence& e, Faults& faults) {
    for (const auto& send : e.journal.sends) {
        const auto* event = e.event_of(send.task.id.notification);
        if (!event) continue;
        if (came_too_early(e, send, *event)) {
            faults.push_back(fmt::format("{} was sent at {}, and not before {} it should have been",
                                         send.task.id.str(), format_rfc3339(send.at),
                                         format_rfc3339(*event->send_at)));
        }
        const Time expiry = expiry_of(e, e.notifications.at(send.task.id.notification), *event);
        if (send.at - kSkew > expiry && !clocks_were_set(e, send)) {
            faults.push_back(fmt::format("{} was sent at {}, and had expired at {}", send.task.id.str(),
                                         format_rfc3339(send.at), format_rfc3339(expiry)));
        }
    }
}

}  // namespace tidings::simulation
