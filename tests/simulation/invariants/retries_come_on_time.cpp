#include <fmt/format.h>

#include "simulation/evidence.h"

namespace tidings::simulation {

namespace {

using namespace std::chrono_literals;

constexpr std::array<Duration, 3> kDelays{1min, 5min, 15min};

// What the send before told, where it asked for another.
std::optional<core::OutcomeRecord> asked_again(const Evidence& e, const Send& send) {
    const auto told = e.outcomes(send.task.id);
    if (told.size() != 1) return std::nullopt;
    const auto kind = told.front().outcome.kind;
    const bool again = kind == core::OutcomeKind::retry || kind == core::OutcomeKind::throttled ||
                       (kind == core::OutcomeKind::unknown && told.front().returns == 0);
    return again ? std::optional(told.front()) : std::nullopt;
}

Duration least_wait(const core::OutcomeRecord& told, bool replayed_before) {
    if (told.outcome.kind == core::OutcomeKind::throttled) return told.outcome.retry_after.value_or(0s);
    const auto step = replayed_before ? 0U : static_cast<std::size_t>(told.attempt - 1);
    return kDelays.at(step) * 9 / 10;
}

}  // namespace

// G4: after 1, 5 and 15 minutes, ± 10 %; never earlier, and in calm runs not later either.
void retries_come_on_time(const Evidence& e, Faults& faults) {
    for (const auto& [id, sends] : e.sends()) {
        // Tasks may have been lost before the first send, and the notification replayed for that.
        bool replayed = sends.front().task.id.round > 1;
        for (std::size_t i = 1; i < sends.size(); ++i) {
            const Send& before = sends[i - 1];
            const Send& now = sends[i];
            // Withdrawals and replays raise the round too.
            const bool straight = now.task.id.round == before.task.id.round + 1;
            replayed = replayed || !straight;
            const auto told = asked_again(e, before);
            if (!told || !straight || e.forgotten_between(before, now)) continue;
            if (now.set_back && *now.set_back >= before.steady) continue;  // nobody can tell by the wall
            if (!replayed && told->attempt > 3 && told->outcome.kind != core::OutcomeKind::throttled) {
                faults.push_back(fmt::format("{} was sent again after attempt {}", id.str(), told->attempt));
                continue;
            }
            const Duration waited = now.at - told->finished_at;
            const Duration skew = e.swarm.has(Kind::skewed_clocks) ? 2 * kSkew : Duration::zero();
            const Duration least = least_wait(*told, replayed) - skew;
            if (waited < least) {
                faults.push_back(fmt::format("{} waited {} instead of {}", now.task.id.str(),
                                             format_duration(waited), format_duration(least)));
            }
            const bool exact = e.swarm.calm() && !replayed && !now.recipient.quiet_hours;
            if (exact && waited > least * 11 / 9 + 10s) {
                faults.push_back(fmt::format("{} waited {}, {} at most were meant", now.task.id.str(),
                                             format_duration(waited), format_duration(least * 11 / 9)));
            }
        }
    }
}

}  // namespace tidings::simulation
