#pragma once

#include <optional>
#include <variant>

#include "core/notification.h"
#include "core/outcome.h"
#include "ports/event_log.h"
#include "ports/task_queue.h"

namespace tidings::records {

// The records of the status log, keyed by notification, as JSON with a member "kind":
// an outcome, as a worker reports it ("outcome"); that a worker begins a send, told before it does where
// somebody has to know after a crash ("started"); and a change of state, told for those who watch
// ("state"). And, as it came or at least its beginning, what stood in the queue and is no task: so it is set
// aside like any record that nobody can read, with what is wrong with it.
struct Started {
    core::TaskId task;
};
struct StateChange {
    core::NotificationId notification;
    core::State state = core::State::scheduled;
    core::Reason reason = core::Reason::ok;
    core::Round round = 0;
    Time at;
};

ports::NewRecord write_outcome(const core::OutcomeRecord& outcome);
ports::NewRecord write_started(const core::TaskId& task);
ports::NewRecord write_state(const core::Notification& n);

ports::NewRecord write_unreadable(const ports::UnreadableMessage& message);

using StatusRecord = std::variant<core::OutcomeRecord, Started, StateChange>;
Result<StatusRecord> read_status(const ports::Record& record);

}  // namespace tidings::records
