#pragma once

#include "app/command.h"
#include "base/json.h"

namespace tidings::app {

// The whole story of an event for people: for each recipient and channel what was decided and why, each
// attempt, what comes next and when, and what somebody can do where it is over. `event` is that of GET
// /v1/events/{id} with its notifications as GET /v1/notifications/{id} tells them; `sentences` are those of
// GET /v1/reasons.
void print_explanation(Invocation& invocation, const json::value& event, const json::value& sentences);

}  // namespace tidings::app
