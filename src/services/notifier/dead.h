#pragma once

#include <string>

#include "ports/store.h"

namespace tidings::notifier {

// A record as it is kept when nobody can make anything of it. Its id is the same each time the record is
// read.
ports::DeadRecord dead_record(const ports::Record& record, std::string reason, std::string detail, Time now);

// The same for the dead log: key, value and headers as they came, and why and where from as `tidings_`
// headers. What would be too large with them comes without any of that, and with `tidings_left_out`.
//
// To be appended before the commit that is done with the record: where the program ends in between, it
// is read again and its copy comes twice, but none is ever missing.
ports::NewRecord dead_copy(const ports::DeadRecord& dead);

// Puts a record of which something else was expected among a commit's dead ones, and says so in the program's
// log; returns the copy for the dead log. `reason` is "unreadable", or "refused" by the store.
ports::NewRecord bury(const ports::Record& record, std::string reason, const Error& why, Time now,
                      ports::Changes& changes);

}  // namespace tidings::notifier
