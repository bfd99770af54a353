#pragma once

#include <map>

#include "ports/event_log.h"
#include "ports/store.h"

namespace tidings::notifier {

// Where reading a partition goes on, which is what the store has.
using Places = std::map<ports::Partition, std::int64_t>;

// Positions what is unpositioned of a reader: at the store's offset, a partition never read at its beginning.
// Where what comes next was deleted, behind that: it is missing, and the store is told so at once, for
// nothing may ever follow.
//
// A log that ends before the store's offset is another one, restored or made anew: it is read from its
// beginning, and the store is told so, too, since all that compares its offset with the log's end would
// take what is there for read. What was decided already is known by its name. Errc::conflict when another
// owner of the partition was first.
Result<> position(ports::EventLog& log, ports::Store& store, ports::LogReader& reader, Places& places);

}  // namespace tidings::notifier
