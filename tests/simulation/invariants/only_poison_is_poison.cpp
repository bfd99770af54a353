#include <fmt/format.h>

#include "core/state.h"
#include "core/task.h"
#include "simulation/evidence.h"

namespace tidings::simulation {
namespace {

// Once it is sent alone it does not die of others' poison any more.
constexpr int kUnheardMax = core::kPoisonAfter - core::kAloneAfter;

}  // namespace

// G3: where processes die of poison alone, nothing else is held for it, and none of it is said to have gone
// out. What a provider takes its time for may be under way whenever another message ends the process. Nobody
// can tell a lease that nobody heard of from one whose owner died.
void only_poison_is_poison(const Evidence& e, Faults& faults) {
    using enum Kind;
    for (const Kind kind : {crashes, stops, pauses, slow_answers, no_answers}) {
        if (e.swarm.has(kind)) return;
    }
    for (const auto& [id, n] : e.notifications) {
        const bool guilty = e.poison.contains(id);
        const auto unheard = e.journal.unheard.find(id);
        const int lost = unheard == e.journal.unheard.end() ? 0 : unheard->second;
        if (!guilty && n.reason == core::Reason::poison && lost < kUnheardMax) {
            faults.push_back(fmt::format("{} is held for poison, and is none", id.str()));
        }
        if (guilty && n.state == core::State::delivered) {
            faults.push_back(fmt::format("{} ends whoever sends it, and is delivered", id.str()));
        }
    }
}

}  // namespace tidings::simulation
