#pragma once

#include "app/command.h"
#include "base/json.h"

namespace tidings::app {

// An event as GET /v1/events/{id} tells it: what it is, and its notifications as a table.
void print_event(Invocation& invocation, const json::value& event);

// Each decision with its reason; `sentences` are those of GET /v1/reasons.
void print_decisions(Invocation& invocation, const json::value& event, const json::value& sentences);

// A notification as GET /v1/notifications/{id} tells it, with its text and attempts.
void print_notification(Invocation& invocation, const json::value& notification);

}  // namespace tidings::app
