#pragma once

#include "adapters/postgres/connection.h"

namespace tidings::adapters::postgres {

// Events, notifications, contents and attempts are kept by the weeks of their ids, a partition for each,
// named by its Monday: `events_20260112`. An id that fits none is in the default partition, which costs
// nothing but that its room is never given back at once. Weeks, because whatever is asked of a table has to
// open all of its partitions: those of thirty days would make a small read ten times as dear as those of five
// weeks.

// Makes those of the day before yesterday, of today and of next week where they are missing. A week of which
// the default partition has rows already stays there.
Result<> make_partitions(Connection& connection);

// Drops those whose week has been over for two days and that are empty, waiting for nobody who uses them.
Result<> drop_partitions(Connection& connection);

}  // namespace tidings::adapters::postgres
