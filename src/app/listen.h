#pragma once

#include <string>

#include "app/settings.h"

namespace tidings::app {

// Where this process listens: `http.listen`, or, where that is not set and the process has one role, that
// role's own port of loopback, so that all roles can run on one machine: gateway 8080, admin 8081, notifier
// 8082, worker 8083, analytics 8084.
std::string listen_address(const Settings& settings);

}  // namespace tidings::app
