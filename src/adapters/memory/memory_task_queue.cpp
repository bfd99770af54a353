#include "adapters/memory/memory_task_queue.h"

#include <algorithm>

#include "base/assert.h"

namespace tidings::adapters {

using core::Channel;
using core::Task;
using ports::Leased;
using ports::Withdrawn;

MemoryTaskQueue::MemoryTaskQueue(const ports::Clock& clock, std::size_t capacity,
                                 std::map<Channel, core::RateLimit> limits)
    : clock_(clock), capacity_(capacity), limits_(std::move(limits)) {
    lose_memory();
}

void MemoryTaskQueue::lose_memory() {
    const std::lock_guard lock(mutex_);
    items_.clear();
    leases_.clear();
    collected_.clear();
    graves_.clear();
    tombstones_.clear();
    fences_.clear();
    lines_ = {};
    for (const auto& [channel, limit] : limits_) {
        line_of(channel).window.emplace(limit);
        line_of(channel).permit_life = limit.permit_life();
    }
    refilled_ = false;
    refilling_ = false;
}

MemoryTaskQueue::Lane& MemoryTaskQueue::lane_of(const Item& item) {
    return line_of(item.task.channel).lanes[core::index(item.task.priority)];
}

void MemoryTaskQueue::fill_windows(Duration longest) {
    const std::lock_guard lock(mutex_);
    for (auto& line : lines_) {
        if (line.window && line.window->limit().window <= longest) {
            line.window->grant(clock_.steady(), line.window->limit().count);
        }
    }
}

Result<> MemoryTaskQueue::count_sends(Channel channel, std::span<const Time> began) {
    const std::lock_guard lock(mutex_);
    auto& window = line_of(channel).window;
    if (!window) return {};
    const Time now = clock_.now();
    // A wall clock that was put back since must not place them in the future.
    for (const Time at : began) window->grant(clock_.steady() - std::max(now - at, Duration::zero()), 1);
    return {};
}

Result<std::vector<bool>> MemoryTaskQueue::push(std::span<const Task> tasks, const ports::Fence& fence) {
    std::vector<bool> taken(tasks.size());
    bool grown = false;
    {
        const std::lock_guard lock(mutex_);
        if (!stands(fence)) return conflict("others push these tasks by now");
        const SteadyTime now = clock_.steady();
        for (std::size_t i = 0; i < tasks.size(); ++i) {
            const Task& task = tasks[i];
            Lane& lane = line_of(task.channel).lanes[core::index(task.priority)];
            if (items_.contains(task.id)) {
                taken[i] = true;
                continue;
            }
            if (lane.waiting.size() >= capacity_) continue;
            Item& item = items_[task.id];
            item.task = task;
            item.pushed_at = now;
            item.withdrawn = tombstones_.contains(task.id);
            item.returns = task.returns;
            item.place = lane.waiting.insert(lane.waiting.end(), &item);
            taken[i] = grown = true;
        }
    }
    if (grown) wake_all();
    return taken;
}

// All calls are one process's: none has to wait for its turn, and none comes late.
Result<std::optional<ports::Fence>> MemoryTaskQueue::fence(Uuid row) {
    const std::lock_guard lock(mutex_);
    const SteadyTime now = clock_.steady();
    if (now - fences_cleared_ >= kFenceLife) {
        std::erase_if(fences_, [&](const auto& known) { return now - known.second.at >= kFenceLife; });
        fences_cleared_ = now;
    }
    const auto [known, is_first] = fences_.try_emplace(row);
    Raised& raised = known->second;
    raised = {is_first ? name_after(0) : raised.number + 1, now};
    return std::optional{ports::Fence{row, raised.number}};
}

// Nothing has had it, not even before the memory was lost.
std::uint64_t MemoryTaskQueue::name_after(std::uint64_t last) const {
    return std::max(last, static_cast<std::uint64_t>(clock_.steady().time_since_epoch().count())) + 1;
}

bool MemoryTaskQueue::stands(const ports::Fence& fence) const {
    if (fence.row == Uuid{}) return true;
    const auto newest = fences_.find(fence.row);
    return fence.number == (newest == fences_.end() ? 0 : newest->second.number);
}

Result<std::vector<Leased>> MemoryTaskQueue::take(const ports::TakeRequest& request) {
    std::vector<Leased> out;
    const std::lock_guard lock(mutex_);
    const SteadyTime now = clock_.steady();
    std::array<bool, core::kChannels.size()> open{};
    for (const Channel c : request.channels) open[core::index(c)] = true;
    std::size_t at = first_channel_;
    while (out.size() < request.max && std::ranges::find(open, true) != open.end()) {
        const Channel channel = core::kChannels[at];
        if (open[at]) {
            const Then then = take_one(channel, request, now, out);
            if (then == Then::close) open[at] = false;
            if (then == Then::stop) break;
        }
        at = (at + 1) % core::kChannels.size();
    }
    first_channel_ = at;
    return out;
}

// The lane whose turn it is: the most urgent one, or once in kLowShare the least urgent one.
MemoryTaskQueue::Lane* MemoryTaskQueue::next_lane(Line& line) {
    const auto waits = [](const Lane& lane) { return !lane.waiting.empty(); };
    if (line.turn % kLowShare == kLowShare - 1) {
        const auto lane = std::find_if(line.lanes.rbegin(), line.lanes.rend(), waits);
        return lane == line.lanes.rend() ? nullptr : &*lane;
    }
    const auto lane = std::ranges::find_if(line.lanes, waits);
    return lane == line.lanes.end() ? nullptr : &*lane;
}

MemoryTaskQueue::Then MemoryTaskQueue::take_one(Channel channel, const ports::TakeRequest& request,
                                                SteadyTime now, std::vector<Leased>& out) {
    Line& line = line_of(channel);
    Lane* lane = next_lane(line);
    if (!lane) return Then::close;
    Item& item = *lane->waiting.front();
    const bool alone = item.returns >= core::kAloneAfter;
    // A suspect behind others waits for the next take, which then begins with its channel.
    if (alone && !out.empty()) return Then::stop;
    if (!permit(line, item, now)) return Then::close;
    line.turn = (line.turn + 1) % kLowShare;
    lane->waiting.pop_front();
    ++lane->leased;
    lease(item, now, request.lease);
    out.push_back(leased_of(item));
    return alone ? Then::stop : Then::go_on;
}

bool MemoryTaskQueue::permit(Line& line, Item& item, SteadyTime now) {
    item.send_by = SteadyTime::max();
    item.granted_at = now;
    if (!line.window || item.withdrawn) return true;
    if (line.window->grant(now, 1) == 0) return false;
    item.send_by = now + line.permit_life;
    return true;
}

void MemoryTaskQueue::give_back_permit(const Item& item) {
    if (item.send_by != SteadyTime::max()) line_of(item.task.channel).window->give_back(item.granted_at, 1);
}

void MemoryTaskQueue::lease(Item& item, SteadyTime now, Duration length) {
    item.lease = last_lease_ = name_after(last_lease_);
    item.lease_end = now + length;
    leases_.emplace(std::pair(item.lease_end, item.lease), &item);
}

// The task of a lease that has not ended, or nullptr.
MemoryTaskQueue::Item* MemoryTaskQueue::standing(const Leased& leased, SteadyTime now) {
    const auto found = items_.find(leased.task.id);
    if (found == items_.end() || found->second.lease != leased.lease || leased.lease == 0) return nullptr;
    Item& item = found->second;
    return !item.collected && item.lease_end > now ? &item : nullptr;
}

// The task of a lease that has not ended, or of one that `ended` gave to the caller.
MemoryTaskQueue::Item* MemoryTaskQueue::held(const Leased& leased, SteadyTime now) {
    const auto found = items_.find(leased.task.id);
    if (found != items_.end() && found->second.collected && found->second.lease == leased.lease) {
        return &found->second;
    }
    return standing(leased, now);
}

Result<> MemoryTaskQueue::acknowledge(std::span<const Leased> leased) {
    const std::lock_guard lock(mutex_);
    const SteadyTime now = clock_.steady();
    for (const Leased& l : leased) {
        if (Item* item = held(l, now)) {
            forget(*item);
            items_.erase(l.task.id);
        }
    }
    return {};
}

// Takes a leased item out of the books of leases.
void MemoryTaskQueue::forget(Item& item) {
    --lane_of(item).leased;
    if (item.collected) {
        collected_.erase(item.place);
    } else {
        leases_.erase({item.lease_end, item.lease});
    }
}

Result<> MemoryTaskQueue::release(std::span<const Leased> leased) {
    bool grown = false;
    {
        const std::lock_guard lock(mutex_);
        const SteadyTime now = clock_.steady();
        // Backwards, because each goes to the front.
        for (auto l = leased.rbegin(); l != leased.rend(); ++l) {
            Item* item = held(*l, now);
            if (!item) continue;
            forget(*item);
            if (item->collected) {
                ++item->returns;
            } else {
                give_back_permit(*item);
                Line& line = line_of(item->task.channel);
                line.turn = (line.turn + kLowShare - 1) % kLowShare;
            }
            item->collected = false;
            item->lease = 0;
            Waiting& waiting = lane_of(*item).waiting;
            item->place = waiting.insert(waiting.begin(), item);
            grown = true;
        }
    }
    if (grown) wake_all();
    return {};
}

Result<std::vector<bool>> MemoryTaskQueue::renew(std::span<const Leased> leased, Duration length) {
    std::vector<bool> stand;
    const std::lock_guard lock(mutex_);
    const SteadyTime now = clock_.steady();
    for (const Leased& l : leased) {
        Item* item = standing(l, now);
        stand.push_back(item != nullptr);
        if (!item) continue;
        auto node = leases_.extract({item->lease_end, item->lease});
        item->lease_end = now + length;
        node.key().first = item->lease_end;
        leases_.insert(std::move(node));
    }
    return stand;
}

Result<std::vector<bool>> MemoryTaskQueue::holds(std::span<const core::TaskId> tasks) {
    std::vector<bool> out;
    const std::lock_guard lock(mutex_);
    for (const core::TaskId& id : tasks) out.push_back(items_.contains(id));
    return out;
}

Result<std::vector<Withdrawn>> MemoryTaskQueue::withdraw(std::span<const core::TaskId> tasks) {
    std::vector<Withdrawn> out;
    const std::lock_guard lock(mutex_);
    const SteadyTime now = clock_.steady();
    for (const core::TaskId& id : tasks) {
        const auto found = items_.find(id);
        if (found == items_.end()) {
            bury(id, now);
            out.push_back(Withdrawn::absent);
        } else if (found->second.lease != 0) {
            found->second.withdrawn = true;
            out.push_back(Withdrawn::leased);
        } else {
            lane_of(found->second).waiting.erase(found->second.place);
            items_.erase(found);
            bury(id, now);
            out.push_back(Withdrawn::removed);
        }
    }
    return out;
}

void MemoryTaskQueue::bury(const core::TaskId& id, SteadyTime now) {
    while (!graves_.empty() &&
           (graves_.front().first + kTombstoneLife < now || graves_.size() >= kTombstonesMax)) {
        tombstones_.erase(graves_.front().second);
        graves_.pop_front();
    }
    if (tombstones_.insert(id).second) graves_.emplace_back(now, id);
}

Result<std::vector<Leased>> MemoryTaskQueue::ended(std::size_t max) {
    std::vector<Leased> out;
    const std::lock_guard lock(mutex_);
    const SteadyTime now = clock_.steady();
    while (collected_.size() < max && !leases_.empty() && leases_.begin()->first.first <= now) {
        Item& item = *leases_.begin()->second;
        leases_.erase(leases_.begin());
        item.collected = true;
        item.lease = last_lease_ = name_after(last_lease_);
        item.place = collected_.insert(collected_.end(), &item);
    }
    for (const Item* item : collected_) {
        if (out.size() >= max) break;
        out.push_back(leased_of(*item));
    }
    return out;
}

Result<std::vector<ports::LaneDepth>> MemoryTaskQueue::depths() {
    std::vector<ports::LaneDepth> out;
    const std::lock_guard lock(mutex_);
    for (const Channel channel : core::kChannels) {
        for (const core::Priority priority : core::kPriorities) {
            const Lane& lane = line_of(channel).lanes[core::index(priority)];
            ports::LaneDepth depth{{channel, priority}, lane.waiting.size(), lane.leased, std::nullopt};
            if (!lane.waiting.empty()) depth.oldest = lane.waiting.front()->pushed_at;
            out.push_back(depth);
        }
    }
    return out;
}

// It is empty at its beginning, and nobody but this process has ever taken from it.
Result<std::optional<ports::Refill>> MemoryTaskQueue::begin_refill() {
    if (refilled_) return std::optional<ports::Refill>{};
    return std::optional{ports::Refill{Duration::zero(), !refilling_.exchange(true)}};
}

Result<> MemoryTaskQueue::end_refill() {
    if (!refilling_.exchange(false)) return conflict("no refill is under way, or memory was lost again");
    refilled_ = true;
    return {};
}

void MemoryTaskQueue::on_push(std::function<void()> wake) {
    const std::lock_guard lock(mutex_);
    wakes_.push_back(std::move(wake));
}

void MemoryTaskQueue::wake_all() {
    std::vector<std::function<void()>> wakes;
    {
        const std::lock_guard lock(mutex_);
        wakes = wakes_;
    }
    for (const auto& wake : wakes) wake();
}

Leased MemoryTaskQueue::leased_of(const Item& item) {
    return {item.task, item.lease, item.send_by, item.withdrawn, item.returns};
}

}  // namespace tidings::adapters
