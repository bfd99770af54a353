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
// provider) if there is one.
//
// A success of any round settles what is not settled otherwise, even a failure that outcomes made: the
// recipient has it. Anything else moves the notification only when it belongs to the current round and
// outranks what was folded of that round before. So any order and any repetition of one round's outcomes give
// the same row; the jitter of a retry comes from a hash of the task, so that it is the same each time, too.
//
// `revision` and `updated_at` are the caller's.
Folded fold(Notification& n, const std::optional<Attempt>& on_record, const OutcomeRecord& record,
            const FoldPolicy& policy);

}  // namespace tidings::core
