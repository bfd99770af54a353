#include <fmt/format.h>

#include "simulation/evidence.h"

namespace tidings::simulation {

// G3: a worker that nothing keeps from it holds on to what it sends, however long that takes.
void no_lease_ends_for_nothing(const Evidence& e, Faults& faults) {
    using enum Kind;
    for (const Kind kind : {crashes, pauses, stops, log_faults, queue_faults, store_faults, late_effects,
                            outages, full_disks, forgetful_queue, old_snapshots, queue_clock_jumps, poison}) {
        if (e.swarm.has(kind)) return;
    }
    for (const auto& [id, told] : e.status) {
        for (const auto& record : told) {
            const auto* outcome = std::get_if<core::OutcomeRecord>(&record);
            if (!outcome || outcome->returns == 0) continue;
            faults.push_back(fmt::format("the lease of {} has ended", outcome->task.str()));
        }
    }
}

}  // namespace tidings::simulation
