#pragma once

#include <vector>

#include "core/event_type.h"
#include "ports/event_log.h"

namespace tidings::simulation {

// The event types that a run has, which differ in what matters to its checkers.
std::vector<core::EventType> types();

// Publishes them with a text for each channel, all of which are good.
void publish_types(ports::EventLog& log);

}  // namespace tidings::simulation
