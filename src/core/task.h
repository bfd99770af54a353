#pragma once

#include <string>

#include "base/time.h"
#include "core/ids.h"
#include "core/notification.h"
#include "core/words.h"

namespace tidings::core {

// The order, in a queue, to send a notification once.
struct Task {
    TaskId id;
    int attempt = 1;  // the number this attempt has if it uses one up
    UserId user;
    TypeName type;
    Channel channel = Channel::email;
    Priority priority = Priority::normal;
    std::string address;
    std::string content;        // JSON, see notification.h
    bool hold_unknown = false;  // of its event type: the send is to be on record before it begins
    Time good_until;            // from then on a time rule may answer otherwise: it is `stale`
    std::string traceparent;
};

// The task of a notification that has just become `queued`.
Task task_of(const Notification& n, std::string content, bool hold_unknown, Time good_until);

}  // namespace tidings::core
