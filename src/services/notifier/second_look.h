#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "ports/store.h"
#include "services/notifier/handover.h"
#include "services/notifier/options.h"

namespace tidings::notifier {

// The version of each profile that some decisions rest on; 0 where there was none.
using Versions = std::map<core::UserId, std::int64_t>;

// Where several notifiers share a store, a profile may change between the moment it was read and the commit
// of what was decided by it, and whoever changed it may have looked for what waits before that commit; the
// same goes for the list of suppressed addresses. So after the commit, and before the errand is run, both are
// looked at once more. Returns the users whose profile has another version by now, or whose address is on the
// list, or may be: what waits for them is to be taken back, and their tasks are no longer part of the errand.
std::vector<core::UserId> second_look(ports::Store& store, const Options& options, const Versions& versions,
                                      Errand& errand);

}  // namespace tidings::notifier
