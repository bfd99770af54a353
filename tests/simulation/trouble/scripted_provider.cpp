#include "simulation/trouble/scripted_provider.h"

namespace tidings::simulation {

using core::OutcomeKind;

ScriptedProvider::ScriptedProvider(std::string name, Weather& weather, const ports::Clock& clock,
                                   Random random, Witness witness,
                                   std::function<bool(const core::Task&)> is_poison)
    : name_(std::move(name)),
      weather_(weather),
      clock_(clock),
      random_(random),
      witness_(std::move(witness)),
      is_poison_(std::move(is_poison)) {}

void ScriptedProvider::begin(std::vector<ports::Delivery> deliveries) {
    for (const auto& delivery : deliveries) {
        Flight flight{clock_.steady(), clock_.now(), answer()};
        if (delivery.leased_until < clock_.steady()) flight.outcome.kind = OutcomeKind::stale;
        if (flight.outcome.kind != OutcomeKind::stale) {
            flight.lands += time_to_answer(flight.outcome);
            witness_(delivery.task, flight.outcome.kind);
            if (is_poison_(delivery.task)) throw Crash{};
        }
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
    if (weather_.comes(Kind::retries, name_)) {
        outcome.kind = OutcomeKind::retry;
    } else if (weather_.comes(Kind::rejections, name_)) {
        outcome.kind = OutcomeKind::rejected;
    } else if (weather_.comes(Kind::unknowns, name_)) {
        outcome.kind = OutcomeKind::unknown;
    } else if (weather_.comes(Kind::stale, name_)) {
        outcome.kind = OutcomeKind::stale;
    } else if (weather_.comes(Kind::throttles, name_)) {
        outcome.kind = OutcomeKind::throttled;
        outcome.retry_after = std::chrono::seconds{1 + weather_.draw(30)};
    }
    return outcome;
}

Duration ScriptedProvider::time_to_answer(core::Outcome& outcome) {
    if (weather_.comes(Kind::no_answers, name_)) {
        outcome = {};
        outcome.kind = OutcomeKind::unknown;
        return kTimeout;
    }
    if (weather_.comes(Kind::slow_answers, name_)) {
        return std::chrono::milliseconds{1 + weather_.draw(40'000)};
    }
    return std::chrono::milliseconds{random_.below(3)};
}

}  // namespace tidings::simulation
