#pragma once

#include <vector>

#include "app/settings.h"
#include "base/result.h"
#include "ports/clock.h"
#include "services/worker/worker.h"

namespace tidings::app {

// Whether the settings of providers are good, where the process has the role that needs them. Errc::invalid
// with every fault, one a line, each with its setting, where it came from, and what would be right; also of
// what is set for a provider that no channel names. Touches nothing but the settings.
Result<> check_providers(const Settings& settings);

// Who sends what: one route for each provider that some channel names. Errc::invalid with every fault, as
// above. The clock outlives the routes.
Result<std::vector<worker::Route>> make_routes(const Settings& settings, ports::Clock& clock);

}  // namespace tidings::app
