#pragma once

#include <vector>

#include "app/command.h"
#include "base/json.h"

namespace tidings::app {

// TYPE, and the options that say an event in the short form, as `send` and `preview` share them.
std::vector<PositionalSpec> event_positionals();
std::vector<OptionSpec> event_options(std::vector<OptionSpec> more);

// What of them does not go together.
std::string event_misuse(const Arguments& arguments);

// The body of POST /v1/events.
Result<json::value> event_body(const Arguments& arguments);

}  // namespace tidings::app
