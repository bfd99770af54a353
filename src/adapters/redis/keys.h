#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

#include "core/rate_limit.h"
#include "core/words.h"

// Every name in Redis that this room reads or writes.
//
// Celery's, as kombu makes them; a list holds the oldest message at its right end:
// - <queue prefix><channel> (list): a channel's critical tasks, "tidings.email"
// - the same with \x06\x16 and 3, 6 or 9 behind it (lists): its high, normal and low ones
// - <intake queue>, with its steps likewise (lists): what stock producers order, `tidings.notify`
// - unacked (hash): what stock workers hold, by the tags of deliveries
// - _kombu.binding.<exchange> (sets): the queues of an exchange
// - /<db>.celeryev/<kind>, /<db>.celery.pidbox (channels): events of workers, questions to them
//
// Ours, under the key prefix, "tidings:":
// - messages (hash): the message of each task that waits or is leased, by the task's id
// - leases (hash): the record of each lease, see lua/leases.lua, by the task's id
// - leased (hash): how many each lane has leased
// - ends (sorted set): leased tasks by the end of their lease
// - ended (sorted set): tasks that `ended` has given out, in that order
// - marks (hash): returns and withdrawal of the few tasks that have any
// - tombstones (sorted set): withdrawn tasks by the moment of it
// - turns (hash): each channel's turn, with which one the next take begins, the last lease's name
// - window<n> (lists): the slots of a channel's rate limit
// - granted (hash): the sums of the windows
// - foreign (sorted set): tasks pushed for stock workers
// - strange (hash): what `take` met and could not read, until it has been looked at
// - quarantine (hash): what of it nobody can read, behind a line that says why
// - intake (hash): messages on their way from stock producers to the log
// - intake_ends (sorted set): when each of them is to be taken again
// - intake_returns (hash): how often that has been, where it has
// - fence<row>: "<number>:<when>:<who>", the newest fence of a row; it goes by itself
// - epoch: "<run id of Redis>:<name of this memory>", once the queue holds all that it should
// - refill (hash): who fills it
// - refilled: when that was done, in microseconds
// - clock: "<Redis' clock> <ours>", see lua/common.lua
// - wake (channel): something can be taken; the message names who did it
namespace tidings::adapters::redis {

struct Names {
    std::string keys = "tidings:";    // what our own keys begin with: letters, digits, and ":._-"
    std::string queues = "tidings.";  // what the queues of channels begin with; likewise
    std::string intake = "tidings";   // the queue of stock producers; likewise

    std::string key(std::string_view name) const { return keys + std::string(name); }

    // A channel's queue as Celery names it, and the list of one of its priorities.
    std::string queue(core::Channel channel) const;
    std::string list(core::Channel channel, core::Priority priority) const;
};

// Celery's priority of a task: 0, 3, 6 or 9.
int step(core::Priority priority);

// The list of a queue's step.
std::string list_of(std::string_view queue, int step);

// A lane as the scripts count them.
inline std::size_t lane_number(core::Channel channel, core::Priority priority) {
    return core::index(channel) * core::kPriorities.size() + core::index(priority);
}

inline constexpr std::size_t kLanes = core::kChannels.size() * core::kPriorities.size();
inline std::pair<core::Channel, core::Priority> lane_at(std::size_t number) {
    return {core::kChannels[number / core::kPriorities.size()],
            core::kPriorities[number % core::kPriorities.size()]};
}

// What stands before a message that was put aside: the number of its list. The intake's follow the lanes'.
inline constexpr std::size_t kLists = kLanes + core::kPriorities.size();
std::string list_at(const Names& names, std::size_t number);

// As much as Redis' clock can count for from one call to the next, see lua/common.lua: processes ask more
// often.
inline constexpr Duration kSilence = std::chrono::seconds{2};

// The names, the channels left to others, the limits and the silence as Lua has them; what stands before
// every script.
std::string lua_tables(const Names& names, const std::set<core::Channel>& foreign,
                       const std::map<core::Channel, core::RateLimit>& limits, Duration silence);

}  // namespace tidings::adapters::redis
