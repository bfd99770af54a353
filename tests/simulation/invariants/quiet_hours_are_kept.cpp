#include <fmt/format.h>

#include "simulation/evidence.h"

namespace tidings::simulation {

namespace {

// By any clock that a process may have gone by.
bool is_quiet_for_all(const Evidence& e, const Send& send) {
    const auto& r = send.recipient;
    const auto zone = r.timezone.empty() ? TimeZone::utc() : TimeZone::find(r.timezone).value();
    const Duration skew = e.swarm.has(Kind::skewed_clocks) ? kSkew : Duration::zero();
    for (const Time at : {send.at - skew, send.at, send.at + skew}) {
        if (!core::is_quiet(*r.quiet_hours, zone, at)) return false;
    }
    return true;
}

}  // namespace

// G7, at the moment of each call to a provider. A clock that is set back makes moments quiet again for which
// it was decided that they are not.
void quiet_hours_are_kept(const Evidence& e, Faults& faults) {
    for (const auto& send : e.journal.sends) {
        const auto& r = send.recipient;
        if (!r.quiet_hours || send.task.priority == core::Priority::critical) continue;
        if (!send.knows_recipient) continue;
        if (send.set_back && send.steady - *send.set_back < std::chrono::hours{4}) continue;
        if (!is_quiet_for_all(e, send)) continue;
        faults.push_back(fmt::format("{} was sent at {} ({}), between {} and {}", send.task.id.str(),
                                     format_rfc3339(send.at), r.timezone,
                                     core::QuietHours::format_clock(r.quiet_hours->from),
                                     core::QuietHours::format_clock(r.quiet_hours->to)));
    }
}

}  // namespace tidings::simulation
