#include <algorithm>

#include <fmt/format.h>

#include "simulation/evidence.h"

namespace tidings::simulation {
namespace {

// That it did not go out.
bool is_failure(const core::OutcomeRecord& told) {
    switch (told.outcome.kind) {
        case core::OutcomeKind::delivered:
        case core::OutcomeKind::accepted:
        case core::OutcomeKind::unknown:
        case core::OutcomeKind::poison:
            return false;
        default:
            return true;
    }
}

bool was_replayed(const Evidence& e, const core::NotificationId& id) {
    const auto n = e.notifications.find(id);
    return n != e.notifications.end() && n->second.attempts_before > 0;
}

}  // namespace

// G3: of a type that would rather be held than sent twice, nothing is sent again of which nobody knows for
// certain that it did not go out, unless somebody orders it.
void what_is_to_be_held_is_sent_once(const Evidence& e, Faults& faults) {
    for (const auto& [id, sends] : e.sends()) {
        if (!e.held.contains(sends.front().task.type) || was_replayed(e, id)) continue;
        for (std::size_t i = 0; i + 1 < sends.size(); ++i) {
            if (std::ranges::any_of(e.outcomes(sends[i].task.id), is_failure)) continue;
            faults.push_back(
                fmt::format("{} may have gone out, was to be held then, and {} was sent after it",
                            sends[i].task.id.str(), sends[i + 1].task.id.str()));
        }
    }
}

}  // namespace tidings::simulation
