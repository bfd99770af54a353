#include <fmt/format.h>

#include "simulation/evidence.h"

namespace tidings::simulation {

void nothing_is_sent_after_a_cancel(const Evidence& e, Faults& faults) {
    for (const auto& [id, sends_before] : e.journal.cancelled) {
        for (std::size_t i = sends_before; i < e.journal.sends.size(); ++i) {
            if (e.journal.sends[i].task.id.notification != id) continue;
            faults.push_back(fmt::format("{} was cancelled and then sent", e.journal.sends[i].task.id.str()));
        }
        const auto& n = e.notifications.at(id);
        if (n.state == core::State::cancelled) continue;
        faults.push_back(fmt::format("{} was cancelled, and is {}", id.str(), core::name(n.state)));
    }
}

}  // namespace tidings::simulation
