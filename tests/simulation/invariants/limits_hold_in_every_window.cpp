#include <algorithm>

#include <fmt/format.h>

#include "simulation/engines/virtual_clock.h"
#include "simulation/evidence.h"

namespace tidings::simulation {

namespace {

// What a clock that is set ahead meanwhile takes from a window. A permit may be used as late as its life
// ends.
Duration taken_by_steps(const Evidence& e, const core::RateLimit& limit, SteadyTime from, SteadyTime to) {
    const auto steps = std::ranges::count_if(e.journal.queue_set_ahead, [&](SteadyTime at) {
        return from - limit.permit_life() <= at && at <= to;
    });
    return steps * QueueClock::kSilence;
}

// By how much a worker's clock may differ from a notifier's, which has filled the windows by what workers
// said: where the queue forgot them meanwhile, or so shortly before that they count.
Duration skew_of_what_was_filled(const Evidence& e, const core::RateLimit& limit, SteadyTime from,
                                 SteadyTime to) {
    const auto counts = [&](SteadyTime at) { return from - limit.window <= at && at <= to; };
    if (!e.swarm.has(Kind::skewed_clocks) || std::ranges::none_of(e.journal.forgotten, counts)) return {};
    return 2 * kSkew;
}

// Then its windows were filled by moments of which nobody could tell how long ago they were.
bool forgot_under_another_clock(const Evidence& e, SteadyTime from, SteadyTime to) {
    const auto between = [from, to](SteadyTime at) { return from <= at && at <= to; };
    return std::ranges::any_of(e.journal.forgotten, between) && std::ranges::any_of(e.journal.set, between);
}

}  // namespace

// G6: of L + 1 sends one after the other the last begins at least a window after the first. What a queue
// without a memory learns of its windows it learns by the clocks of the workers.
void limits_hold_in_every_window(const Evidence& e, Faults& faults) {
    std::map<core::Channel, std::vector<SteadyTime>> began;
    for (const auto& send : e.journal.sends) began[send.task.channel].push_back(send.steady);
    for (const auto& [channel, limit] : e.limits) {
        const auto& moments = began[channel];
        const auto count = static_cast<std::size_t>(limit.count);
        for (std::size_t i = count; i < moments.size(); ++i) {
            const Duration took = moments[i] - moments[i - count];
            if (took >= limit.window) continue;
            const auto skew = skew_of_what_was_filled(e, limit, moments[i - count], moments[i]);
            const auto steps = taken_by_steps(e, limit, moments[i - count], moments[i]);
            if (took >= limit.window - skew - steps) continue;
            if (forgot_under_another_clock(e, moments[i - count], moments[i])) continue;
            faults.push_back(fmt::format("{} sends of {} began within {}, where {} may within {}", count + 1,
                                         core::name(channel), format_duration(took), count,
                                         format_duration(limit.window)));
            break;
        }
    }
}

}  // namespace tidings::simulation
