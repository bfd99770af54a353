#pragma once

#include "adapters/postgres/connection.h"

namespace tidings::adapters::postgres {

// Events, notifications, contents and attempts are kept by the days of their ids, a partition for each:
// `events_20260115`. An id that fits none is in the default partition, which costs nothing but that its room
// is never given back at once.

// Makes those of yesterday to three days ahead where they are missing. A day of which the default partition
// has rows already stays there.
Result<> make_partitions(Connection& connection);

// Drops those whose day has been over for two days and that are empty, waiting for nobody who uses them.
Result<> drop_partitions(Connection& connection);

}  // namespace tidings::adapters::postgres
