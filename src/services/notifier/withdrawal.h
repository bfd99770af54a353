#pragma once

#include <span>

#include "ports/clock.h"
#include "ports/store.h"
#include "ports/task_queue.h"

namespace tidings::notifier {

// Takes waiting notifications back, to be decided again at once: `queued` ones leave the queue (those that a
// worker has already stay), `scheduled` ones become due where `scheduled_too` says so, but for those that
// wait for a retry. A notification that somebody else moves at the same time is left to them. Returns how
// many it took back.
Result<std::size_t> withdraw(ports::Store& store, ports::TaskQueue& queue, const ports::Clock& clock,
                             std::span<const core::Notification> waiting, bool scheduled_too);

}  // namespace tidings::notifier
