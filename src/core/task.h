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
    std::string content;    // JSON, see notification.h
    bool announce = false;  // the send is to be on record before it begins
    int returns = 0;        // sends of its notification whose end nobody reported
    Time good_until;        // from then on a time rule may answer otherwise: it is `stale`
    std::string traceparent;
};

// A message may end the program that sends it. So a notification whose send may have been under way at an end
// that nobody reported is announced from then on, alone in a take after `kAloneAfter` such ends, and `poison`
// after `kPoisonAfter`.
inline constexpr int kAloneAfter = 2;
inline constexpr int kPoisonAfter = 5;

// The task of a notification that has just become `queued`. `hold_unknown` is its event type's.
Task task_of(const Notification& n, std::string content, bool hold_unknown, Time good_until);

}  // namespace tidings::core
