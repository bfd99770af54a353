#pragma once

#include <functional>

#include "ports/event_log.h"
#include "ports/store.h"
#include "ports/task_queue.h"

// Ports as they are, but that a test looks at calls, has something happen at them, or has them fail: before
// their effect, or after it, when the answer is lost.
namespace tidings::test {

class WatchedLog final : public ports::EventLog {
public:
    explicit WatchedLog(ports::EventLog& log) : log_(log) {}

    Result<> append(std::span<const ports::NewRecord> records) override {
        ++appends;
        if (const auto before = before_append(); !before) return before;
        if (const auto done = log_.append(records); !done) return done;
        return after_append();
    }
    Result<std::unique_ptr<ports::LogReader>> reader(std::vector<core::Topic> topics,
                                                     ports::Reading reading) override {
        return log_.reader(std::move(topics), reading);
    }
    Result<std::vector<ports::Extent>> extents(core::Topic topic) override {
        if (const auto before = before_extents(); !before) return before.error();
        auto extents = log_.extents(topic);
        if (extents)
            std::ranges::copy_if(elsewhere, std::back_inserter(*extents),
                                 [&](const auto& extent) { return extent.partition.topic == topic; });
        return extents;
    }
    void on_append(core::Topic topic, std::function<void()> wake) override {
        log_.on_append(topic, std::move(wake));
    }
    Result<> trim(ports::Partition partition, std::int64_t before) override {
        return log_.trim(partition, before);
    }

    int appends = 0;
    std::function<Result<>()> before_append = [] { return Result<>(); };
    std::function<Result<>()> after_append = [] { return Result<>(); };
    std::function<Result<>()> before_extents = [] { return Result<>(); };
    std::vector<ports::Extent> elsewhere;  // partitions that other readers have

private:
    ports::EventLog& log_;
};

class WatchedStore final : public ports::Store {
public:
    explicit WatchedStore(ports::Store& store) : store_(store) {}

    Result<> commit(const ports::Changes& changes) override {
        ++commits;
        if (const auto before = before_commit(changes); !before) return before;
        if (const auto done = store_.commit(changes); !done) return done;
        return after_commit();
    }
    Result<std::optional<std::int64_t>> offset(ports::Partition partition) override {
        return store_.offset(partition);
    }
    Result<std::unordered_map<core::UserId, core::Recipient>> recipients(
        std::span<const core::UserId> users) override {
        return store_.recipients(users);
    }
    Result<std::unordered_map<core::EventKey, ports::KnownEvent>> known_events(
        std::span<const core::EventKey> keys) override {
        return store_.known_events(keys);
    }
    Result<std::set<ports::Address>> suppressed(std::span<const ports::Address> addresses) override {
        if (const auto before = before_suppressed(); !before) return before.error();
        return store_.suppressed(addresses);
    }
    Result<std::set<ports::Changes::EventName>> cancelled_events(
        std::span<const ports::Changes::EventName> names) override {
        return store_.cancelled_events(names);
    }
    Result<std::unordered_map<core::NotificationId, core::Notification>> notifications(
        std::span<const core::NotificationId> ids) override {
        return store_.notifications(ids);
    }
    Result<std::vector<core::Attempt>> attempts(std::span<const core::TaskId> tasks) override {
        return store_.attempts(tasks);
    }
    Result<std::unordered_map<core::NotificationId, std::string>> contents(
        std::span<const core::NotificationId> ids) override {
        return store_.contents(ids);
    }
    Result<std::optional<ports::StoredEvent>> event(const core::EventKey& key) override {
        return store_.event(key);
    }
    Result<std::vector<core::Notification>> due(ports::Lane lane, Time now, std::size_t max) override {
        return store_.due(lane, now, max);
    }
    Result<std::vector<ports::Lane>> due_lanes(Time now) override { return store_.due_lanes(now); }
    Result<std::vector<core::Notification>> waiting_of(const core::UserId& user, core::NotificationId after,
                                                       std::size_t max) override {
        return store_.waiting_of(user, after, max);
    }
    Result<std::vector<core::Notification>> queued(core::NotificationId after, std::size_t max) override {
        ++looks_at_queued;
        return store_.queued(after, max);
    }
    Result<std::vector<Time>> sends_since(core::Channel channel, Time since, std::size_t max) override {
        return store_.sends_since(channel, since, max);
    }
    Result<std::vector<ports::Outgoing>> outgoing(Time created_before, std::size_t max) override {
        return store_.outgoing(created_before, max);
    }
    Result<ports::Purged> purge(Time before, std::int64_t from, std::size_t max) override {
        return store_.purge(before, from, max);
    }

    int commits = 0;
    int looks_at_queued = 0;
    std::function<Result<>(const ports::Changes&)> before_commit = [](const auto&) { return Result<>(); };
    std::function<Result<>()> after_commit = [] { return Result<>(); };
    std::function<Result<>()> before_suppressed = [] { return Result<>(); };

private:
    ports::Store& store_;
};

class WatchedQueue final : public ports::TaskQueue {
public:
    explicit WatchedQueue(ports::TaskQueue& queue) : queue_(queue) {}

    using TaskQueue::push;
    Result<std::vector<bool>> push(std::span<const core::Task> tasks, const ports::Fence& fence) override {
        if (const auto before = before_push(); !before) return before.error();
        auto taken = queue_.push(tasks, fence);
        if (const auto after = after_push(); !after) return after.error();
        return taken;
    }
    Result<std::optional<ports::Fence>> fence(Uuid row) override { return queue_.fence(row); }
    std::uint64_t memory() const override { return queue_.memory(); }
    Result<std::vector<ports::Leased>> take(const ports::TakeRequest& request) override {
        auto taken = queue_.take(request);
        if (const auto after = after_take(); !after) return after.error();
        return taken;
    }
    Result<> acknowledge(std::span<const ports::Leased> leased) override {
        return queue_.acknowledge(leased);
    }
    Result<> release(std::span<const ports::Leased> leased) override { return queue_.release(leased); }
    Result<std::vector<bool>> renew(std::span<const ports::Leased> leased, Duration lease) override {
        if (const auto before = before_renew(); !before) return before.error();
        return queue_.renew(leased, lease);
    }
    Result<std::vector<bool>> holds(std::span<const core::TaskId> tasks) override {
        asked += tasks.size();
        return queue_.holds(tasks);
    }
    Result<std::vector<ports::Withdrawn>> withdraw(std::span<const core::TaskId> tasks) override {
        if (const auto before = before_withdraw(); !before) return before.error();
        return queue_.withdraw(tasks);
    }
    Result<std::vector<ports::Leased>> ended(std::size_t max) override { return queue_.ended(max); }
    Result<std::vector<ports::LaneDepth>> depths() override {
        if (const auto before = before_depths(); !before) return before.error();
        return queue_.depths();
    }
    std::size_t capacity() const override { return queue_.capacity(); }
    std::map<core::Channel, core::RateLimit> limits() const override { return queue_.limits(); }
    Result<> count_sends(core::Channel channel, std::span<const Time> began) override {
        return queue_.count_sends(channel, began);
    }
    Result<bool> has_lost_memory() override { return queue_.has_lost_memory(); }
    Result<std::optional<ports::Refill>> begin_refill() override { return queue_.begin_refill(); }
    Result<> end_refill() override { return queue_.end_refill(); }
    void on_push(std::function<void()> wake) override { queue_.on_push(std::move(wake)); }

    std::size_t asked = 0;  // tasks that `holds` was asked about
    std::function<Result<>()> before_push = [] { return Result<>(); };
    std::function<Result<>()> after_push = [] { return Result<>(); };
    std::function<Result<>()> after_take = [] { return Result<>(); };
    std::function<Result<>()> before_renew = [] { return Result<>(); };
    std::function<Result<>()> before_withdraw = [] { return Result<>(); };
    std::function<Result<>()> before_depths = [] { return Result<>(); };

private:
    ports::TaskQueue& queue_;
};

// What a hook returns so that the call fails, or does not.
inline const auto kDown = [] { return Result<>(unavailable("it is down")); };
inline const auto kUp = [] { return Result<>(); };

}  // namespace tidings::test
