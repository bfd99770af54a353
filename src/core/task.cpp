#include "core/task.h"

namespace tidings::core {

Task task_of(const Notification& n, std::string content, bool hold_unknown, Time good_until) {
    Task task;
    task.id = {n.id, n.round};
    task.attempt = n.attempt_count + 1;
    task.user = n.user;
    task.type = n.type;
    task.channel = n.channel;
    task.priority = n.priority;
    task.address = n.address;
    task.content = std::move(content);
    task.announce = hold_unknown || n.returns > 0;
    task.returns = n.returns;
    task.good_until = good_until;
    task.traceparent = n.traceparent;
    return task;
}

}  // namespace tidings::core
