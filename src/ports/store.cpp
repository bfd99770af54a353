#include "ports/store.h"

namespace tidings::ports {

bool Changes::empty() const {
    return offsets.empty() && events.empty() && notifications.empty() && updates.empty() &&
           attempts.empty() && recipients.empty() && erased_users.empty() && conflicts.empty() &&
           dead.empty() && resolved_dead.empty() && suppressions.empty() && cancelled_events.empty() &&
           !outgoing && outgoing_done.empty();
}

}  // namespace tidings::ports
