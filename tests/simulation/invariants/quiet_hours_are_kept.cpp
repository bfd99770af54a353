#include <fmt/format.h>

#include "simulation/evidence.h"

namespace tidings::simulation {

// G7, at the moment of each call to a provider.
void quiet_hours_are_kept(const Evidence& e, Faults& faults) {
    for (const auto& send : e.journal.sends) {
        const auto& r = send.recipient;
        if (!r.quiet_hours || send.task.priority == core::Priority::critical) continue;
        if (send.recipient_changed && send.steady - *send.recipient_changed < kGrace) continue;
        const auto zone = r.timezone.empty() ? TimeZone::utc() : TimeZone::find(r.timezone).value();
        if (!core::is_quiet(*r.quiet_hours, zone, send.at)) continue;
        faults.push_back(fmt::format("{} was sent at {} ({}), between {} and {}", send.task.id.str(),
                                     format_rfc3339(send.at), r.timezone,
                                     core::QuietHours::format_clock(r.quiet_hours->from),
                                     core::QuietHours::format_clock(r.quiet_hours->to)));
    }
}

}  // namespace tidings::simulation
