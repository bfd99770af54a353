#include "core/moves.h"

#include "base/assert.h"

namespace tidings::core {

void move(Notification& n, State to, Reason reason, Cause cause) {
    TIDINGS_ASSERT(cause != Cause::outcome);
    TIDINGS_ASSERT(n.state == to || may_follow(n.state, to, cause));
    const bool replay = n.state == State::failed && cause == Cause::command;
    if (replay) {
        n.attempts_before = n.attempt_count;
        n.cancel_requested = false;
        n.returns = 0;
    }
    if (replay || to == State::queued) ++n.round;
    n.state = to;
    n.reason = reason;
    n.detail.clear();
    n.outcome_rank = -1;
}

}  // namespace tidings::core
