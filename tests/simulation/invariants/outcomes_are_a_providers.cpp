#include <algorithm>

#include <fmt/format.h>

#include "simulation/evidence.h"

namespace tidings::simulation {

namespace {

// Which of them only a provider can give. The others are also said of sends that never came to one, or whose
// end nobody knows.
bool only_a_provider_says(core::OutcomeKind kind) {
    using enum core::OutcomeKind;
    return kind == retry || kind == rejected || kind == throttled || kind == delivered;
}

}  // namespace

// G5: what is said of a send is what the provider said to that send; and what is delivered was taken.
void outcomes_are_a_providers(const Evidence& e, Faults& faults) {
    std::set<std::pair<core::TaskId, core::OutcomeKind>> said;
    for (const auto& send : e.journal.sends) said.insert({send.task.id, send.outcome});
    for (const auto& [id, told] : e.status) {
        bool taken = false;
        for (const auto& record : told) {
            const auto* outcome = std::get_if<core::OutcomeRecord>(&record);
            if (!outcome) continue;
            taken = taken || outcome->outcome.kind == core::OutcomeKind::delivered;
            if (!only_a_provider_says(outcome->outcome.kind)) continue;
            if (said.contains({outcome->task, outcome->outcome.kind})) continue;
            faults.push_back(fmt::format("'{}' was told of {}, and no provider has said that",
                                         core::name(outcome->outcome.kind), outcome->task.str()));
        }
        const auto n = e.notifications.find(id);
        if (n != e.notifications.end() && n->second.state == core::State::delivered && !taken) {
            faults.push_back(fmt::format("{} is delivered, and nobody has said so", id.str()));
        }
    }
}

}  // namespace tidings::simulation
