#pragma once

#include <map>

#include "ports/event_log.h"
#include "ports/store.h"

namespace tidings::notifier {

// Where reading a partition goes on.
struct Place {
    std::int64_t next = 0;
    std::int64_t missing = 0;  // records deleted before they were read, up to `next`
    std::int64_t stored = 0;   // what the store has
};
using Places = std::map<ports::Partition, Place>;

// Positions what is unpositioned of a reader: at the store's offset, a partition never read at its beginning.
// Where what comes next was deleted, behind that; `missing` is to be counted with the commit that moves the
// offset.
//
// A log that ends before the store's offset is another one, restored or made anew: it is read from its
// beginning, and the store is told so at once, since all that compares its offset with the log's end would
// take what is there for read. What was decided already is known by its name. Errc::conflict when another
// owner of the partition was first.
Result<> position(ports::EventLog& log, ports::Store& store, ports::LogReader& reader, Places& places);

}  // namespace tidings::notifier
