#include <algorithm>

#include <fmt/format.h>

#include "simulation/evidence.h"

namespace tidings::simulation {

namespace {

// What was on its way when the clocks were set went by what they had said before.
bool clocks_were_set(const Evidence& e, const Send& send) {
    return std::ranges::any_of(
        e.journal.set, [&](SteadyTime at) { return at <= send.steady && send.steady - at < e.grace(); });
}

}  // namespace

// Nothing is sent before the moment that was asked for, or after it has expired. Clocks that are set back
// have let it come too early; a replay asks for no moment.
void sends_are_in_their_time(const Evidence& e, Faults& faults) {
    if (e.swarm.has(Kind::replays)) return;
    for (const auto& send : e.journal.sends) {
        const auto* event = e.event_of(send.task.id.notification);
        if (!event) continue;
        if (event->send_at && !send.set_back && send.at + 2 * kSkew < *event->send_at) {
            faults.push_back(fmt::format("{} was sent at {}, and not before {} it should have been",
                                         send.task.id.str(), format_rfc3339(send.at),
                                         format_rfc3339(*event->send_at)));
        }
        if (event->expires_at && send.at - e.grace() > *event->expires_at && !clocks_were_set(e, send)) {
            faults.push_back(fmt::format("{} was sent at {}, and had expired at {}", send.task.id.str(),
                                         format_rfc3339(send.at), format_rfc3339(*event->expires_at)));
        }
    }
}

}  // namespace tidings::simulation
