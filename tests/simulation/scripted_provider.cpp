#include "simulation/scripted_provider.h"

namespace tidings::simulation {

using core::OutcomeKind;

ScriptedProvider::ScriptedProvider(std::string name, const Swarm& swarm, const bool& fair,
                                   const ports::Clock& clock, Random& random, Witness witness)
    : name_(std::move(name)),
      swarm_(swarm),
      fair_(fair),
      clock_(clock),
      random_(random),
      witness_(std::move(witness)) {}

void ScriptedProvider::begin(std::vector<ports::Delivery> deliveries) {
    for (const auto& delivery : deliveries) {
        Flight flight{clock_.steady(), clock_.now(), answer()};
        flight.lands += time_to_answer(flight.outcome);
        witness_(delivery.task, flight.outcome.kind);
        flying_.emplace(delivery.tag, std::move(flight));
    }
}

void ScriptedProvider::advance(std::vector<ports::Report>& reports) {
    for (auto at = flying_.begin(); at != flying_.end();) {
        if (at->second.lands > clock_.steady()) {
            ++at;
            continue;
        }
        reports.push_back({at->first, at->second.started_at, clock_.now(), std::move(at->second.outcome)});
        at = flying_.erase(at);
    }
}

core::Outcome ScriptedProvider::answer() {
    core::Outcome outcome;
    outcome.kind = OutcomeKind::delivered;
    if (fair_) return outcome;
    const auto comes = [&](Kind kind, std::uint64_t one_in) {
        return swarm_.has(kind) && random_.below(one_in) == 0;
    };
    if (comes(Kind::retries, 3)) {
        outcome.kind = OutcomeKind::retry;
    } else if (comes(Kind::rejections, 6)) {
        outcome.kind = OutcomeKind::rejected;
    } else if (comes(Kind::unknowns, 8)) {
        outcome.kind = OutcomeKind::unknown;
    } else if (comes(Kind::throttles, 5)) {
        outcome.kind = OutcomeKind::throttled;
        outcome.retry_after = std::chrono::seconds{1 + random_.below(30)};
    }
    return outcome;
}

Duration ScriptedProvider::time_to_answer(core::Outcome& outcome) {
    if (!fair_ && swarm_.has(Kind::no_answers) && random_.below(12) == 0) {
        outcome = {};
        outcome.kind = OutcomeKind::unknown;
        return kTimeout;
    }
    if (!fair_ && swarm_.has(Kind::slow_answers) && random_.below(3) == 0) {
        return std::chrono::milliseconds{1 + random_.below(40'000)};
    }
    return std::chrono::milliseconds{random_.below(3)};
}

}  // namespace tidings::simulation
