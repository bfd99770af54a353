#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "adapters/redis/connections.h"
#include "ports/task_queue.h"

namespace tidings::adapters::redis {

class WakeListener;

struct QueueOptions {
    Address address;
    Timeouts timeouts;
    Names names;
    std::size_t capacity = 10'000;
    std::map<core::Channel, core::RateLimit> limits;
    std::set<core::Channel> foreign_channels;   // left to stock Celery workers
    Duration lease = std::chrono::seconds{15};  // how long a worker of before may still be sending
    // Names this process in the refill and in wake-ups: no other one has it.
    std::string process;
    // Overrides Redis' clock, in microseconds; only for tests, as is another silence.
    std::function<std::int64_t()> now;
    Duration silence = kSilence;
};

// The queue of the cluster engine: a Celery queue on Redis, each method one call of one script.
//
// Beyond the port:
// Celery: a stock producer's `tidings.deliver` in a channel's queue is taken like any other task. What is
//   none is put aside and never stops a lane.
// Foreign channels: what is pushed there is left to stock workers. `take` gives nothing of them; `holds`,
//   `withdraw` and `depths` look at the lists and at what Celery calls unacked; a task that was withdrawn
//   before it is pushed is not given to them.
// Time: Redis' own clock says when leases and windows end, and may be set, see lua/common.lua; `send_by` and
//   `oldest` are of the clock given here.
// Memory: an epoch that is not of this run of Redis is unknown (a restored snapshot's, too); then `take`
//   gives nothing until the queue was refilled. Emptying takes with it what others have put into the lists.
// Batches: more than kBatchMax tasks, or very long ones, are sent in several calls, and taken in several.
// Wake-ups: only a process that called on_push listens for what others push, in a thread of this object.
//
// Errors are those of Connection. A call that fails may have happened all the same.
class RedisTaskQueue final : public ports::TaskQueue {
public:
    static constexpr std::size_t kBatchMax = 500;
    static constexpr std::size_t kTombstonesMax = 1'000'000;
    static constexpr Duration kTombstoneLife = std::chrono::hours{1};

    // Connects only when it is used.
    RedisTaskQueue(QueueOptions options, const ports::Clock& clock);
    ~RedisTaskQueue() override;

    // For a start: whether Redis answers, and is one that can hold a queue: recent, a single server, set to
    // throw nothing away. Errc::invalid says what to mend.
    Result<> check();

    using TaskQueue::push;
    Result<std::vector<bool>> push(std::span<const core::Task> tasks, const ports::Fence& fence) override;
    Result<std::optional<ports::Fence>> fence(Uuid row) override;
    std::uint64_t memory() const override { return memory_; }
    Result<std::vector<ports::Leased>> take(const ports::TakeRequest& request) override;
    Result<> acknowledge(std::span<const ports::Leased> leased) override;
    Result<> release(std::span<const ports::Leased> leased) override;
    Result<std::vector<bool>> renew(std::span<const ports::Leased> leased, Duration lease) override;
    Result<std::vector<bool>> holds(std::span<const core::TaskId> tasks) override;
    Result<std::vector<ports::Withdrawn>> withdraw(std::span<const core::TaskId> tasks) override;
    Result<std::vector<ports::Leased>> ended(std::size_t max) override;
    Result<std::vector<ports::LaneDepth>> depths() override;
    std::size_t capacity() const override { return options_.capacity; }
    std::map<core::Channel, core::RateLimit> limits() const override { return options_.limits; }
    Result<> count_sends(core::Channel channel, std::span<const Time> began) override;
    Result<bool> has_lost_memory() override;
    Result<std::optional<ports::Refill>> begin_refill() override;
    Result<> end_refill() override;
    Result<std::vector<ports::UnreadableMessage>> unreadable(std::size_t max) override;
    Result<> forget_unreadable(std::span<const ports::UnreadableMessage> messages) override;
    void on_push(std::function<void()> wake) override;

private:
    Result<std::size_t> push_some(std::span<const core::Task> tasks, const ports::Fence& fence,
                                  std::vector<bool>& taken, bool& grown);
    Result<std::vector<ports::Leased>> take_once(const ports::TakeRequest& request, std::int64_t& strange);
    Result<> read_strange();
    Result<std::vector<ports::UnreadableMessage>> put_aside(std::string_view where, std::size_t max,
                                                            std::size_t bytes_each);
    void set_aside(Arguments unreadable);
    void judge(const ports::UnreadableMessage& message, Arguments& verdicts) const;
    void wake_all();

    const QueueOptions options_;
    const ports::Clock& clock_;
    Connections connections_;

    std::atomic<std::int64_t> refill_ = 0;   // the number of the one that was ours last
    std::atomic<std::uint64_t> memory_ = 0;  // the one that was heard of last

    std::mutex mutex_;  // over all below
    std::vector<std::function<void()>> wakes_;
    std::unique_ptr<WakeListener> listener_;
};

}  // namespace tidings::adapters::redis
