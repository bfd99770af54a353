#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/json.h"
#include "core/outcome.h"
#include "core/recipient.h"
#include "core/task.h"
#include "ports/event_log.h"

namespace tidings::simulation {

// An event that was answered with 202, for one of its users.
struct Accepted {
    core::Source source;
    core::EventId id;
    core::UserId user;
    core::Priority priority = core::Priority::normal;
    bool delayed = false;
    Time at;
    SteadyTime steady;
    std::string body;  // what it said
};

// What somebody wished to be changed of a profile.
struct Change {
    core::UserId user;
    std::string method;  // PUT, PATCH, DELETE
    json::object body;
    SteadyTime asked;
    std::optional<SteadyTime> answered;
    int status = 0;
};

// A call to a provider, and what the world looked like then.
struct Send {
    core::Task task;
    Time at;
    SteadyTime steady;
    core::OutcomeKind outcome = core::OutcomeKind::delivered;
    core::Recipient recipient{};  // as the store had it
    // Given after what waits had been taken back for the recipient's last change, and for the address being
    // on the list.
    bool knows_recipient = false;
    bool knows_suppression = false;
    std::optional<SteadyTime> set_back;  // when the wall clock was last set back
};

// An address on the list, as somebody was told, and how far the order stands on the log to take back what
// waits for it.
struct Listing {
    std::vector<ports::Extent> order;
    std::optional<SteadyTime> carried_out;
};

// What people outside the process saw: the checkers' evidence, beside what is in the store and on the log.
struct Journal {
    std::vector<Accepted> accepted;
    std::vector<Change> changes;
    std::vector<Send> sends;
    // Notifications, and events with all they are for, whose cancel was answered with 200: how many sends
    // there had been. And those of which it was asked for at all.
    std::map<core::NotificationId, std::size_t> cancelled;
    std::map<core::EventId, std::size_t> cancelled_events;
    std::set<core::NotificationId> cancel_asked;
    std::set<core::EventId> event_cancel_asked;
    std::vector<std::string> faults;  // seen while it ran

    std::vector<SteadyTime> set;         // when the wall clock was set
    std::optional<SteadyTime> set_back;  // when it was last set back

    std::vector<SteadyTime> forgotten;        // when the queue lost its memory
    std::vector<SteadyTime> ended;            // when a process ended that had the queue in it
    std::vector<SteadyTime> queue_set_ahead;  // when the clock of the queue's server was

    // How often it was leased to somebody who does not know of it, since the answer was lost.
    std::map<core::NotificationId, int> unheard;

    // When a change had also been made of what waits; and the rows that say for whom that is still to be
    // done.
    std::map<core::UserId, SteadyTime> recipient_changed;
    std::map<Uuid, std::vector<core::UserId>> to_be_taken_back;

    // What somebody was told to be on the list, and when the store last took something off it.
    std::map<std::pair<core::Channel, std::string>, Listing> listed;
    std::map<std::pair<core::Channel, std::string>, SteadyTime> lifted;
};

}  // namespace tidings::simulation
