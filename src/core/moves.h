#pragma once

#include "core/notification.h"
#include "core/state.h"

namespace tidings::core {

// Moves a notification by a decision, a receipt or a command; outcomes have fold.h. A move that the table of
// states does not have is a bug.
//
// What was moved so is out of the reach of the outcomes before it: `outcome_rank` begins anew. A move to
// `queued` begins a round. A command that moves a `failed` one is a replay: it begins a round wherever it
// leads, the retry policy counts attempts from here, and an earlier wish to cancel or unreported sends are
// forgotten.
//
// `detail` is emptied; `due_at`, `updated_at` and `revision` are the caller's.
void move(Notification& n, State to, Reason reason, Cause cause);

}  // namespace tidings::core
