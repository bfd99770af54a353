#pragma once

#include <string>

#include "app/command.h"
#include "base/json.h"

namespace tidings::app {

// What an event is, without what became of it.
void print_event_head(Invocation& invocation, const json::value& event);

// An event as GET /v1/events/{id} tells it: what it is, its notifications as a table,
// and the channels that were left out, with the reason.
void print_event(Invocation& invocation, const json::value& event);

// Each decision with its reason; `sentences` are those of GET /v1/reasons.
void print_decisions(Invocation& invocation, const json::value& event, const json::value& sentences);

// The sentence for a reason in the answer of GET /v1/reasons, or an empty text.
std::string sentence_for(const json::value& sentences, const std::string& reason);

// A notification as GET /v1/notifications/{id} tells it, with its text and attempts; or as POST /v1/preview
// does, with its sizes and warnings.
void print_notification(Invocation& invocation, const json::value& notification);

// What POST /v1/preview tells of a channel that is skipped: what it would have said.
void print_skipped_message(Invocation& invocation, const json::value& skipped);

}  // namespace tidings::app
