#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "base/uuid.h"
#include "core/rate_limit.h"
#include "core/task.h"
#include "core/words.h"

namespace tidings::ports {

// One waiting line: a channel's tasks of one priority.
struct Lane {
    core::Channel channel = core::Channel::email;
    core::Priority priority = core::Priority::normal;

    auto operator<=>(const Lane&) const = default;
};

struct LaneDepth {
    Lane lane;
    std::size_t waiting = 0;
    std::size_t leased = 0;
    std::optional<SteadyTime> oldest;  // when the longest waiting one was pushed
};

// A task that is ours until the lease ends.
struct Leased {
    core::Task task;
    std::uint64_t lease = 0;  // names this lease; a later lease of the same task has another
    SteadyTime send_by;       // the rate permit is good until then; SteadyTime::max() without a limit
    bool withdrawn = false;   // not to be sent
    int returns = 0;          // the task's, and how often it came back because a lease ended
};

struct TakeRequest {
    std::vector<core::Channel> channels;
    std::size_t max = 0;
    Duration lease{};
};

// Who pushes, where others may push the same tasks: those that have the newest fence of a row can, see
// TaskQueue::fence.
struct Fence {
    Uuid row;                  // nil: nobody else pushes them
    std::uint64_t number = 0;  // 0: of whoever wrote the row
    std::uint64_t memory = 0;  // then: the queue's when the row was begun, see TaskQueue::memory
};

enum class Withdrawn {
    removed,  // it waited, and is gone
    leased,   // a worker has it
    absent,   // it is not here
};

// Something in the queue that is no task: whoever put it there was not `push`.
struct UnreadableMessage {
    static constexpr std::size_t kBytesMax = 1 << 20;

    std::string name;    // for `forget_unreadable`
    std::string queue;   // where it was found
    std::string bytes;   // of a long one the first kBytesMax
    std::size_t size{};  // of all of it
    std::string reason;  // what is wrong with it, in one line that quotes nothing of it
};

// A refill that is this process's.
struct Refill {
    Duration busy{};    // for how long a worker may still be sending a task of before
    bool anew = false;  // nothing is in the queue, for it begins only now
};

// The tasks that are due now, by channel and priority, with the rate limits on them.
//
// Delivery: at least once. A leased task is not given to another until it is released, or its lease has
//   ended and been collected. Nothing here is durable: the store can fill the queue again.
// Order: of a channel, the more urgent lane first, oldest first within one; but one task in `kLowShare` is
//   taken from the least urgent lane that has any, so that every lane moves. Channels share a take evenly.
// Limits: `take` gives no more tasks of a channel than its limit permits, see core/rate_limit.h. A withdrawn
//   task needs no permit.
// Suspects: a task that came back `core::kAloneAfter` times, here or before it was pushed, may be what kills
//   its workers; a take that gives it gives nothing else.
// Idempotence: pushing a task that waits or is leased changes nothing. One that was taken and acknowledged is
//   new again: whoever pushes a second time has to know that it was not, and fences off those who do not.
// Bounds: `push` takes what fits, in order, until a lane holds `capacity` waiting tasks. Only what is
//   released may bring it above that, by what workers held. Bytes are not counted: a task is as large as
//   its message.
// Threads: every method may be called from any thread.
// Blocking: no method waits.
class TaskQueue {
public:
    virtual ~TaskQueue() = default;

    static constexpr int kLowShare = 10;
    static constexpr Duration kRefillClaim = std::chrono::seconds{10};
    static constexpr Duration kFenceTurn = std::chrono::seconds{10};
    static constexpr Duration kFenceLife = std::chrono::hours{1};

    // Which of them were taken, or were here already: one flag for each task. Errc::conflict, and nothing is
    // pushed, under a fence that is not the newest of its row any more.
    virtual Result<std::vector<bool>> push(std::span<const core::Task> tasks, const Fence& fence) = 0;
    Result<std::vector<bool>> push(std::span<const core::Task> tasks) { return push(tasks, Fence{}); }

    // Whatever arrives from now on under an older fence of the row is refused, also what was sent before and
    // is late. Nothing, for kFenceTurn since the last call, where that was another process's. A row's fences
    // are remembered for kFenceLife.
    //
    // While a queue of several processes lacks its memory, what it does not hold may have been taken: it
    // gives no fences then, and takes nothing for a row, since whoever refills it sees to all that is
    // `queued`. The first fence of a row that was begun before the refill is none any more.
    virtual Result<std::optional<Fence>> fence(Uuid row) = 0;

    // Names the memory that the queue has; each refill gives it another. It is the one that this process has
    // heard of last, from has_lost_memory or a refill of its own, so it may be one of before; 0: of none yet.
    virtual std::uint64_t memory() const = 0;

    virtual Result<std::vector<Leased>> take(const TakeRequest& request) = 0;

    // The task is done with. A lease that has ended is ignored.
    virtual Result<> acknowledge(std::span<const Leased> leased) = 0;

    // Gives tasks back unsent, to the front of their lanes in the order in which they are named, with permits
    // and turns. Those that `ended` gave come back too, with one more in `returns` and without a permit (it
    // may have been used). A lease that has ended is ignored.
    virtual Result<> release(std::span<const Leased> leased) = 0;

    // Which leases still stand and now last for `lease` from now.
    virtual Result<std::vector<bool>> renew(std::span<const Leased> leased, Duration lease) = 0;

    // Which of them wait or are leased here: one flag for each.
    virtual Result<std::vector<bool>> holds(std::span<const core::TaskId> tasks) = 0;

    // Withdraws tasks, and remembers those removed and absent for at least an hour: one that is pushed within
    // it comes out as `withdrawn`. A leased one stays with its worker; released, it comes out as `withdrawn`.
    virtual Result<std::vector<Withdrawn>> withdraw(std::span<const core::TaskId> tasks) = 0;

    // Tasks whose lease has ended, up to `max`, those that ended first before others. They stay out of reach
    // until acknowledged (the notifier has settled them) or released (they wait again), and are given again
    // until then. `lease` is a new name, which the worker that had the task does not know.
    virtual Result<std::vector<Leased>> ended(std::size_t max) = 0;

    // Every lane, channels and priorities in order.
    virtual Result<std::vector<LaneDepth>> depths() = 0;

    virtual std::size_t capacity() const = 0;

    // The limits that `take` keeps to; channels without one are not here.
    virtual std::map<core::Channel, core::RateLimit> limits() const = 0;

    // Counts sends against their channel's limit that were granted before this queue's memory begins: the
    // moments at which they began, oldest first.
    virtual Result<> count_sends(core::Channel channel, std::span<const Time> began) = 0;

    // Whether tasks may be missing here that were pushed: a queue in memory at its beginning, Redis after a
    // FLUSHALL or with an older snapshot. Such a queue may give nothing until it was refilled.
    virtual Result<bool> has_lost_memory() = 0;

    // Refilling is one process's affair. Makes it this one's for kRefillClaim from now, unless it is
    // another's or none is needed (nothing then); to be called again as long as it goes on. What a queue of
    // several processes holds from before the loss goes. It begins anew if memory was lost again meanwhile.
    virtual Result<std::optional<Refill>> begin_refill() = 0;

    // The queue has all that it should, rate windows included. Errc::conflict where the refill is another's
    // by now, or memory was lost again.
    virtual Result<> end_refill() = 0;

    // Up to `max` messages that nobody can read, fewer where they are long, until they are forgotten. Only a
    // queue that others can write to has any.
    virtual Result<std::vector<UnreadableMessage>> unreadable(std::size_t /*max*/) {
        return std::vector<UnreadableMessage>{};
    }
    virtual Result<> forget_unreadable(std::span<const UnreadableMessage>) { return {}; }

    // Has `wake` called, from any thread, when a task can be taken that could not before. Until the queue is
    // no more: what is called then has to live as long.
    virtual void on_push(std::function<void()> wake) = 0;
};

}  // namespace tidings::ports
