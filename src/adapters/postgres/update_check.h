#pragma once

#include "adapters/postgres/connection.h"
#include "ports/store.h"

namespace tidings::adapters::postgres {

// Why a commit's updates were refused: looks at what their notifications are now, and says of the first one
// that cannot be applied what ports::Changes::Update promises.
Error why_refused(Connection& connection, const std::vector<ports::Changes::Update>& updates);

}  // namespace tidings::adapters::postgres
