#pragma once

#include <memory>

#include "app/engine.h"
#include "app/signals.h"
#include "services/catalog/catalog.h"

namespace tidings::app {

// The engine, as soon as the servers behind it answer. Until then it is tried again after 0.25 s and twice
// that each time, up to 5 s, each failure is logged, and /readyz says what is missing. Nothing where a signal
// ends the wait; an error that waiting cannot mend is returned.
Result<std::unique_ptr<Engine>> wait_for_engine(const Settings& settings, Signals& signals);

// Reads the whole catalog; waits for it where the log is slow. Errc::unavailable after 30 s; Errc::invalid
// where it is empty.
Result<> read_to_the_end(catalog::CatalogView& catalog);

}  // namespace tidings::app
