#pragma once

#include <optional>

#include "core/notification.h"
#include "core/outcome.h"
#include "core/retry.h"

namespace tidings::core {

// What an outcome is judged by.
struct FoldPolicy {
    RetryPolicy retry;
    bool hold_unknown = false;
};

struct Folded {
    bool changed = false;            // the notification
    std::optional<Attempt> attempt;  // to be written, where it is new or outranks what was on record
};

// Folds one outcome into a notification; `on_record` is the attempt of the same (notification, round,
// provider) that was folded before, if there is one.
//
// A success of any round settles what waits, and what outcomes have made: the recipient has it. Anything else
// has a say only while its round is the current one, and not where a decision, a receipt or a command has
// moved the notification since (moves.h). Of several outcomes of one round the one of the highest rank makes
// the state, even a final one of a lower rank; of the same rank the greater by (state, due, reason, detail,
// provider). So any order and any repetition of one round's outcomes give the same notification and the same
// attempts. The jitter of a retry comes from a hash of the task and the budget of the policy from the number
// that the record gives its attempt, so that these do not depend on the order either.
//
// What somebody has wished to cancel is `cancelled` unless it went out: never a dead letter, which could be
// replayed. Anything else whose task was withdrawn is decided again.
//
// A send that nobody reported is sent again as soon as its record asks, however many attempts the policy has:
// whoever wrote the record has counted, and says `poison` in the end.
//
// `revision` and `updated_at` are the caller's.
Folded fold(Notification& n, const std::optional<Attempt>& on_record, const OutcomeRecord& record,
            const FoldPolicy& policy);

}  // namespace tidings::core
