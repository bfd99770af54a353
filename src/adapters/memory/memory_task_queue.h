#pragma once

#include <array>
#include <atomic>
#include <list>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <unordered_map>
#include <unordered_set>

#include "ports/clock.h"
#include "ports/task_queue.h"

namespace tidings::adapters {

// The queue of the embedded engine. It forgets everything with the process; the store fills it again.
class MemoryTaskQueue final : public ports::TaskQueue {
public:
    // How many withdrawn tasks are remembered; beyond that the oldest are forgotten before their hour ends.
    static constexpr std::size_t kTombstonesMax = 1'000'000;
    static constexpr Duration kTombstoneLife = std::chrono::hours{1};

    MemoryTaskQueue(const ports::Clock& clock, std::size_t capacity,
                    std::map<core::Channel, core::RateLimit> limits);

    // Counts as if all that the limits permit had just been granted: for a queue that takes the place of one
    // whose grants nobody remembers. Windows above `longest` are left to count_sends, for they would stop a
    // channel for too long.
    void fill_windows(Duration longest);

    // As it was at its beginning: what the end of a process, or a FLUSHALL, leaves of a queue.
    void lose_memory();

    using TaskQueue::push;
    Result<std::vector<bool>> push(std::span<const core::Task> tasks, const ports::Fence& fence) override;
    Result<std::optional<ports::Fence>> fence(Uuid row) override;
    // The only one: who could push for a row of before ended with the memory of before.
    std::uint64_t memory() const override { return 1; }
    Result<std::vector<ports::Leased>> take(const ports::TakeRequest& request) override;
    Result<> acknowledge(std::span<const ports::Leased> leased) override;
    Result<> release(std::span<const ports::Leased> leased) override;
    Result<std::vector<bool>> renew(std::span<const ports::Leased> leased, Duration lease) override;
    Result<std::vector<bool>> holds(std::span<const core::TaskId> tasks) override;
    Result<std::vector<ports::Withdrawn>> withdraw(std::span<const core::TaskId> tasks) override;
    Result<std::vector<ports::Leased>> ended(std::size_t max) override;
    Result<std::vector<ports::LaneDepth>> depths() override;
    std::size_t capacity() const override { return capacity_; }
    std::map<core::Channel, core::RateLimit> limits() const override { return limits_; }
    Result<> count_sends(core::Channel channel, std::span<const Time> began) override;
    Result<bool> has_lost_memory() override { return !refilled_; }
    Result<std::optional<ports::Refill>> begin_refill() override;
    Result<> end_refill() override;
    void on_push(std::function<void()> wake) override;

private:
    struct Item;
    using Waiting = std::list<Item*>;

    struct Item {
        core::Task task;
        SteadyTime pushed_at;
        bool withdrawn = false;
        int returns = 0;

        Waiting::iterator place;  // in its lane while it waits, in collected_ after its lease ended
        std::uint64_t lease = 0;  // 0: it waits
        bool collected = false;   // `ended` has given it out
        SteadyTime lease_end;
        SteadyTime granted_at;  // of its permit
        SteadyTime send_by;
    };
    struct Lane {
        Waiting waiting;
        std::size_t leased = 0;
    };
    struct Line {  // a channel
        std::array<Lane, core::kPriorities.size()> lanes;
        std::optional<core::SlidingWindow> window;
        Duration permit_life{};
        int turn = 0;  // counts what was taken, for the low share
    };
    struct Raised {  // a fence
        std::uint64_t number = 0;
        SteadyTime at;
    };
    enum class Then { go_on, close, stop };  // with the take: as before, without this channel, not at all

    Line& line_of(core::Channel c) { return lines_[core::index(c)]; }
    Lane& lane_of(const Item& item);
    Lane* next_lane(Line& line);
    Then take_one(core::Channel channel, const ports::TakeRequest& request, SteadyTime now,
                  std::vector<ports::Leased>& out);
    bool permit(Line& line, Item& item, SteadyTime now);
    void lease(Item& item, SteadyTime now, Duration length);
    void give_back_permit(const Item& item);
    Item* standing(const ports::Leased& leased, SteadyTime now);
    Item* held(const ports::Leased& leased, SteadyTime now);
    void forget(Item& item);
    bool stands(const ports::Fence& fence) const;
    std::uint64_t name_after(std::uint64_t last) const;
    void bury(const core::TaskId& id, SteadyTime now);
    void wake_all();
    static ports::Leased leased_of(const Item& item);

    const ports::Clock& clock_;
    const std::size_t capacity_;
    const std::map<core::Channel, core::RateLimit> limits_;

    std::atomic<bool> refilled_ = false;
    std::atomic<bool> refilling_ = false;

    std::mutex mutex_;  // over all below
    std::unordered_map<core::TaskId, Item> items_;
    std::array<Line, core::kChannels.size()> lines_;
    // By their end, and their names; those collected are not here.
    std::map<std::pair<SteadyTime, std::uint64_t>, Item*> leases_;
    Waiting collected_;  // those that `ended` has given out
    std::uint64_t last_lease_ = 0;
    std::size_t first_channel_ = 0;  // where the next take begins
    std::list<std::pair<SteadyTime, core::TaskId>> graves_;
    std::unordered_set<core::TaskId> tombstones_;
    std::unordered_map<Uuid, Raised> fences_;
    SteadyTime fences_cleared_{};
    std::vector<std::function<void()>> wakes_;
};

}  // namespace tidings::adapters
