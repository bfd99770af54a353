#include <fmt/format.h>

#include "core/state.h"
#include "simulation/evidence.h"

namespace tidings::simulation {

void every_notification_is_settled(const Evidence& e, Faults& faults) {
    for (const auto& [id, n] : e.notifications) {
        if (core::is_settled(n.state)) continue;
        faults.push_back(fmt::format("{} is still {} ({}), round {}, due {}", id.str(), core::name(n.state),
                                     core::name(n.reason), n.round, format_rfc3339(n.due_at)));
    }
}

}  // namespace tidings::simulation
