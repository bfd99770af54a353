#pragma once

#include "app/demo/story.h"

// The demo, act by act. Each checks what it shows; an error means that it could not go on.
namespace tidings::app {

// Before the others on a running system: the event type with short waits, if it is not there yet.
Result<> put_short_waits(Story& story);

Result<> three_events(Story& story);
Result<> retry(Story& story);
Result<> quiet_hour(Story& story);
Result<> dead_letter(Story& story);
Result<> ledger(Story& story);

}  // namespace tidings::app
