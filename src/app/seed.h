#pragma once

#include <cstddef>

#include "base/result.h"
#include "ports/event_log.h"

namespace tidings::app {

// Puts the built-in event types and templates on a catalog log that is empty; on any other it changes
// nothing. Returns how many entries it wrote.
Result<std::size_t> seed_catalog(ports::EventLog& log);

}  // namespace tidings::app
