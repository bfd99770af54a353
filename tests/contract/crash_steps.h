#pragma once

#include "contract/store_samples.h"

// What a process does again and again until it is ended: each step is an append and a commit, and says itself
// what it is to be.
namespace tidings::testing {

inline constexpr int kPerStep = 3;  // records of an append, events of a commit

inline std::vector<ports::NewRecord> records_of(int step) {
    return std::vector<ports::NewRecord>(kPerStep, {core::Topic::events, "k", {}, std::to_string(step)});
}

// Makes three events, and settles those that the step before has made.
inline ports::Changes step_of(int step) {
    ports::Changes changes;
    changes.offsets = {{{core::Topic::events, 0},
                        std::int64_t{step} * kPerStep,
                        std::int64_t{step + 1} * kPerStep,
                        {.events = kPerStep}}};
    for (int i = 0; i < kPerStep; ++i) {
        const int number = step * kPerStep + i;
        changes.events.push_back(sample_event(number));
        changes.notifications.push_back(sample_notification(number, changes.events.back()));
        if (step == 0) continue;
        auto before = sample_notification(number - kPerStep, sample_event(number - kPerStep)).notification;
        before.state = State::cancelled;
        ++before.revision;
        changes.updates.push_back({before, State::scheduled, std::nullopt});
        changes.attempts.push_back(sample_attempt(before.id, 1, "outbox"));
    }
    changes.outgoing = ports::Outgoing{sample_id(step + 1), sample_time(step), {sample_id(step)}};
    if (step > 0) changes.outgoing_done = {sample_id(step)};
    changes.recipients = {{sample_recipient("ann"), step}};
    changes.recipients[0].after.version = changes.recipients[0].after.revision = step + 1;
    return changes;
}

}  // namespace tidings::testing
