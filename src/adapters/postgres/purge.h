#pragma once

#include "adapters/postgres/connection.h"
#include "ports/store.h"

namespace tidings::adapters::postgres {

// Deletes what ports::Store::purge says, in a transaction of its own. One process purges at a time.
Answered<ports::Purged> purge(Connection& connection, Time before, std::int64_t from, std::size_t max);

}  // namespace tidings::adapters::postgres
