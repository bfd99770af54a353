#include <fmt/format.h>

#include "simulation/evidence.h"

namespace tidings::simulation {

void ledger_balances(const Evidence& e, Faults& faults) {
    for (const auto& ledger : e.ledgers) {
        for (const auto& fault : ledger.faults()) faults.push_back("the ledger does not balance: " + fault);
        // All records are tidings' own, and the logs of a run have no holes.
        if (ledger.counts.gaps != 0) faults.push_back(fmt::format("{} records are gaps", ledger.counts.gaps));
        if (ledger.counts.unreadable != 0) {
            faults.push_back(fmt::format("{} records could not be read", ledger.counts.unreadable));
        }
        if (ledger.lag() != 0) faults.push_back(fmt::format("{} records were never consumed", ledger.lag()));
    }
}

}  // namespace tidings::simulation
