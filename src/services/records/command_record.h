#pragma once

#include <string>
#include <variant>
#include <vector>

#include "core/ids.h"
#include "core/words.h"
#include "ports/event_log.h"

namespace tidings::records {

// Decide dead letters anew and send them: ids of notifications, or of dead records.
struct Replay {
    std::vector<Uuid> ids;
};

// Put an address on the list of those that nothing is sent to, and take back what waits for it. `listed`: it
// is there already (and may have been lifted again), so only the second is to be done.
struct Suppress {
    core::Channel channel = core::Channel::email;
    std::string address;
    std::string reason;
    bool listed = false;
};

// What people ask of the notifier.
using Command = std::variant<Replay, Suppress>;

ports::NewRecord write_command(const Command& command);
Result<Command> read_command(const ports::Record& record);

}  // namespace tidings::records
