#pragma once

#include "core/words.h"

namespace tidings::core {

// What moves a notification from one state to another.
enum class Cause {
    decision,  // deciding, or deciding again when it is due
    outcome,   // a worker's report
    receipt,   // a provider's callback
    command,   // a person: cancel, replay
};

// No outcome and no timer moves a final state; only a receipt or a replay may. One that outcomes made is the
// exception: an outcome of higher rank replaces it, because their order on the way must not matter, see
// fold.h.
bool is_final(State s);

// Nothing more is to be done: final, or `sent`, which only a receipt moves on.
bool is_settled(State s);

// The one table of what may follow what. A state may not follow itself.
bool may_follow(State from, State to, Cause cause);

// Whether a row may go from one state to another by any cause, or stay as it is.
bool may_become(State from, State to);

}  // namespace tidings::core
