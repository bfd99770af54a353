#pragma once

#include <optional>
#include <string>

#include "base/time.h"
#include "core/ids.h"
#include "core/words.h"

namespace tidings::core {

// How a send ended, as a provider says it.
struct Outcome {
    OutcomeKind kind = OutcomeKind::unknown;
    std::string detail;                   // the provider's words, without addresses or secrets
    std::string provider_id;              // the provider's name for what it took
    std::optional<Duration> retry_after;  // retry and throttled: not before this has passed
    Reason reason = Reason::rejected;     // rejected: why
};

// Whether an attempt that ended so counts against the retry policy.
bool uses_up_attempt(OutcomeKind kind);

// An outcome on its way to the tracker: one record of the status log.
struct OutcomeRecord {
    TaskId task;
    int attempt = 1;  // the number the attempt has if it uses one up
    std::string provider;
    Time started_at;
    Time finished_at;
    Outcome outcome;
    // 0: a worker's report. Else nobody reported the send, and this is how many of the notification's that
    // makes.
    int returns = 0;
};

}  // namespace tidings::core
