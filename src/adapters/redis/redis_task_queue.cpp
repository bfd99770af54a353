#include "adapters/redis/redis_task_queue.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "adapters/redis/envelope.h"
#include "adapters/redis/message.h"
#include "adapters/redis/wake_listener.h"
#include "base/log.h"

namespace tidings::adapters::redis {

using core::Task;
using core::TaskId;
using ports::Leased;
using ports::Withdrawn;

namespace {

// Withdrawing looks for a message in its list.
constexpr std::size_t kWithdrawMax = 20;
// Of the messages that one call pushes.
constexpr std::size_t kBytesMax = 4'000'000;
// Strange messages that one take reads.
constexpr std::size_t kStrangeMax = 50;
// Enough to see that one is too long.
constexpr std::size_t kStrangeBytes = kMessageMax + 1;
// What stands before a message that was put aside is shorter.
constexpr std::size_t kPrefixMax = 500;

// Calls `use` with stretches of at most `most`, until one fails.
template <class T, class Use>
Result<> in_stretches(std::span<const T> all, std::size_t most, const Use& use) {
    while (!all.empty()) {
        const auto some = all.first(std::min(all.size(), most));
        if (const auto done = use(some); !done) return done.error();
        all = all.subspan(some.size());
    }
    return {};
}

void add_leases(Arguments& arguments, std::span<const Leased> leased) {
    for (const Leased& l : leased) arguments << l.task.id.str() << l.lease;
}

std::vector<bool> flags(const Reply& reply, std::size_t count) {
    std::vector<bool> out(count);
    for (std::size_t i = 0; i < count; ++i) out[i] = reply[i].number() == 1;
    return out;
}

// Of a row that has fences; empty for the nil one.
std::string name_of(Uuid row) {
    return row == Uuid{} ? std::string() : row.str();
}

}  // namespace

RedisTaskQueue::RedisTaskQueue(QueueOptions options, const ports::Clock& clock)
    : options_(std::move(options)),
      clock_(clock),
      connections_(options_.address, options_.timeouts, clock_,
                   script_texts(options_.names, options_.foreign_channels, options_.limits, options_.silence),
                   options_.now) {}

RedisTaskQueue::~RedisTaskQueue() = default;

Result<> RedisTaskQueue::check() {
    return connections_.with([](Connection& connection) -> Result<> {
        if (const auto pong = connection.command({"PING"}); !pong) return pong.error();
        return connection.check();
    });
}

Result<std::vector<bool>> RedisTaskQueue::push(std::span<const Task> tasks, const ports::Fence& fence) {
    std::vector<bool> taken;
    bool grown = false;
    Result<> pushed;
    while (pushed && !tasks.empty()) {
        const auto count = push_some(tasks, fence, taken, grown);
        if (!count) pushed = count.error();
        if (count) tasks = tasks.subspan(*count);
    }
    if (grown) wake_all();
    if (!pushed) return pushed.error();
    return taken;
}

// Pushes as many as one call takes.
Result<std::size_t> RedisTaskQueue::push_some(std::span<const Task> tasks, const ports::Fence& fence,
                                              std::vector<bool>& taken, bool& grown) {
    Arguments arguments;
    arguments << options_.capacity << options_.process << name_of(fence.row) << fence.number
              << fmt::format("{:016x}", fence.memory);
    const Time now = clock_.now();
    std::size_t count = 0;
    std::size_t bytes = 0;
    for (const Task& task : tasks.first(std::min(tasks.size(), kBatchMax))) {
        std::string message = write_message(task, options_.names.queue(task.channel), now);
        bytes += message.size();
        if (count > 0 && bytes > kBytesMax) break;
        std::string lane = std::to_string(lane_number(task.channel, task.priority));
        if (task.returns > 0) lane += fmt::format(":{}", task.returns);
        arguments << task.id.str() << std::move(message) << std::move(lane);
        ++count;
    }
    const auto reply = connections_.run(Script::push, std::move(arguments));
    if (!reply) return reply.error();
    if (reply->size() == 0) return conflict("others push these tasks by now");
    for (const bool flag : flags(*reply, count)) taken.push_back(flag);
    grown = grown || (*reply)[count].number() == 1;
    return count;
}

Result<std::optional<ports::Fence>> RedisTaskQueue::fence(Uuid row) {
    Arguments arguments;
    arguments << options_.process << row.str() << kFenceTurn.count() << kFenceLife.count();
    const auto reply = connections_.run(Script::fence, std::move(arguments));
    if (!reply) return reply.error();
    if (reply->number() == 0) return std::optional<ports::Fence>{};
    return std::optional{ports::Fence{row, static_cast<std::uint64_t>(reply->number())}};
}

Result<std::vector<Leased>> RedisTaskQueue::take(const ports::TakeRequest& request) {
    std::int64_t strange = 0;
    auto taken = take_once(request, strange);
    if (!taken || strange == 0) return taken;
    if (const auto read = read_strange(); !read) {
        log::warning("could not look at strange messages", {{"error", read.error().message}});
        return taken;
    }
    return taken->empty() ? take_once(request, strange) : taken;
}

Result<std::vector<Leased>> RedisTaskQueue::take_once(const ports::TakeRequest& request,
                                                      std::int64_t& strange) {
    const auto before = clock_.steady();
    Arguments arguments;
    arguments << request.lease.count() << std::min(request.max, kBatchMax) << kLowShare << core::kAloneAfter;
    for (const auto channel : request.channels) arguments << core::index(channel);
    const auto reply = connections_.run(Script::take, std::move(arguments));
    if (!reply) return reply.error();
    strange = (*reply)[0].number();
    std::vector<Leased> taken;
    Arguments unreadable;
    for (std::size_t i = 1; i + 4 < reply->size(); i += 5) {
        Leased l;
        l.lease = static_cast<std::uint64_t>((*reply)[i].number());
        l.withdrawn = (*reply)[i + 2].number() == 1;
        l.returns = static_cast<int>((*reply)[i + 3].number());
        l.send_by = SteadyTime::max();
        const auto text = (*reply)[i + 4].text();
        auto task = read_ours(text);
        if (!task || !std::ranges::count(request.channels, task->channel)) {
            unreadable << l.lease << text;
            continue;
        }
        l.task = std::move(*task);
        const auto limit = options_.limits.find(l.task.channel);
        if ((*reply)[i + 1].number() == 1 && limit != options_.limits.end()) {
            // Redis granted it no earlier than this call began.
            l.send_by = before + limit->second.permit_life();
        }
        taken.push_back(std::move(l));
    }
    set_aside(std::move(unreadable));
    return taken;
}

// Pairs of lease and message: what is leased to us and unreadable.
void RedisTaskQueue::set_aside(Arguments unreadable) {
    if (unreadable.size() == 0) return;
    auto& list = unreadable.list();
    list.insert(list.begin(),
                "the message begins like one of tidings, but is none of this channel, or of a newer version");
    const auto done = connections_.run(Script::quarantine, std::move(unreadable));
    if (!done) log::warning("could not put unreadable messages aside", {{"error", done.error().message}});
}

// What is a task after all goes to the front of the lane in which it was; the rest is quarantined.
Result<> RedisTaskQueue::read_strange() {
    const auto messages = put_aside("strange", kStrangeMax, kStrangeBytes);
    if (!messages) return messages.error();
    if (messages->empty()) return {};
    Arguments verdicts;
    for (const ports::UnreadableMessage& message : *messages) judge(message, verdicts);
    const auto done = connections_.run(Script::adopt, std::move(verdicts));
    return done ? Result<>{} : done.error();
}

void RedisTaskQueue::judge(const ports::UnreadableMessage& message, Arguments& verdicts) const {
    for (const auto channel : core::kChannels) {
        for (const auto priority : core::kPriorities) {
            if (options_.names.list(channel, priority) != message.queue) continue;
            const auto task = read_task(message.bytes, channel, priority);
            if (!task) {
                verdicts << message.name << "bad" << task.error().message;
                return;
            }
            verdicts << message.name << task->id.str() << lane_number(channel, priority) << task->returns
                     << write_message(*task, options_.names.queue(channel), clock_.now());
            return;
        }
    }
    verdicts << message.name << "bad" << "the message stands in no lane";
}

// Messages of one of our hashes, in which their lane stands before them, and in the quarantine the reason.
Result<std::vector<ports::UnreadableMessage>> RedisTaskQueue::put_aside(std::string_view where,
                                                                        std::size_t max,
                                                                        std::size_t bytes_each) {
    Arguments arguments;
    arguments << where << std::min(max, kBatchMax) << bytes_each + kPrefixMax;
    const auto reply = connections_.run(Script::put_aside, std::move(arguments));
    if (!reply) return reply.error();
    std::vector<ports::UnreadableMessage> out;
    for (std::size_t i = 0; i + 2 < reply->size(); i += 3) {
        auto text = (*reply)[i + 2].text();
        const auto reason = text.substr(0, where == "quarantine" ? text.find('\n') : 0);
        if (!reason.empty()) text.remove_prefix(reason.size() + 1);
        std::size_t lane = kLists;
        std::from_chars(text.data(), text.data() + text.size(), lane);
        text.remove_prefix(std::min(text.find(' ') + 1, text.size()));
        if (lane >= kLists) {
            return internal_error(fmt::format("a value of {} is none of ours", options_.names.key(where)));
        }
        const auto before = (*reply)[i + 2].text().size() - text.size();
        out.push_back({std::string((*reply)[i].text()), list_at(options_.names, lane),
                       std::string(text.substr(0, bytes_each)),
                       static_cast<std::size_t>((*reply)[i + 1].number()) - before, std::string(reason)});
    }
    return out;
}

Result<std::vector<ports::UnreadableMessage>> RedisTaskQueue::unreadable(std::size_t max) {
    return put_aside("quarantine", max, ports::UnreadableMessage::kBytesMax);
}

Result<> RedisTaskQueue::forget_unreadable(std::span<const ports::UnreadableMessage> messages) {
    if (messages.empty()) return {};
    return connections_.with([&](Connection& connection) -> Result<> {
        std::vector<std::string> words{"HDEL", options_.names.key("quarantine")};
        for (const ports::UnreadableMessage& message : messages) words.push_back(message.name);
        const auto done = connection.command(words);
        return done ? Result<>{} : done.error();
    });
}

Result<> RedisTaskQueue::acknowledge(std::span<const Leased> leased) {
    return in_stretches(leased, kBatchMax, [&](std::span<const Leased> some) -> Result<> {
        Arguments arguments;
        add_leases(arguments, some);
        const auto done = connections_.run(Script::acknowledge, std::move(arguments));
        return done ? Result<>{} : done.error();
    });
}

Result<> RedisTaskQueue::release(std::span<const Leased> leased) {
    bool grown = false;
    Result<> released;
    // From the end, because each stretch goes to the front.
    while (released && !leased.empty()) {
        const auto some = leased.last(std::min(leased.size(), kBatchMax));
        leased = leased.first(leased.size() - some.size());
        Arguments arguments;
        arguments << options_.process << kLowShare;
        add_leases(arguments, some);
        const auto done = connections_.run(Script::release, std::move(arguments));
        if (!done) released = done.error();
        grown = grown || (done && done->number() == 1);
    }
    if (grown) wake_all();
    return released;
}

Result<std::vector<bool>> RedisTaskQueue::renew(std::span<const Leased> leased, Duration lease) {
    std::vector<bool> stand;
    const auto done = in_stretches(leased, kBatchMax, [&](std::span<const Leased> some) -> Result<> {
        Arguments arguments;
        arguments << lease.count();
        add_leases(arguments, some);
        const auto reply = connections_.run(Script::renew, std::move(arguments));
        if (!reply) return reply.error();
        for (const bool flag : flags(*reply, some.size())) stand.push_back(flag);
        return {};
    });
    if (!done) return done.error();
    return stand;
}

Result<std::vector<bool>> RedisTaskQueue::holds(std::span<const TaskId> tasks) {
    std::vector<bool> out;
    const auto done = in_stretches(tasks, kBatchMax, [&](std::span<const TaskId> some) -> Result<> {
        Arguments arguments;
        for (const TaskId& id : some) arguments << id.str();
        const auto reply = connections_.run(Script::holds, std::move(arguments));
        if (!reply) return reply.error();
        for (const bool flag : flags(*reply, some.size())) out.push_back(flag);
        return {};
    });
    if (!done) return done.error();
    return out;
}

Result<std::vector<Withdrawn>> RedisTaskQueue::withdraw(std::span<const TaskId> tasks) {
    std::vector<Withdrawn> out;
    const auto done = in_stretches(tasks, kWithdrawMax, [&](std::span<const TaskId> some) -> Result<> {
        Arguments arguments;
        arguments << kTombstoneLife.count() << kTombstonesMax;
        for (const TaskId& id : some) arguments << id.str();
        const auto reply = connections_.run(Script::withdraw, std::move(arguments));
        if (!reply) return reply.error();
        for (std::size_t i = 0; i < some.size(); ++i) {
            out.push_back(static_cast<Withdrawn>((*reply)[i].number()));
        }
        return {};
    });
    if (!done) return done.error();
    return out;
}

Result<std::vector<Leased>> RedisTaskQueue::ended(std::size_t max) {
    if (max == 0) return std::vector<Leased>{};
    Arguments arguments;
    arguments << std::min(max, kBatchMax);
    const auto reply = connections_.run(Script::ended, std::move(arguments));
    if (!reply) return reply.error();
    std::vector<Leased> out;
    Arguments unreadable;
    for (std::size_t i = 0; i + 3 < reply->size(); i += 4) {
        Leased l;
        l.lease = static_cast<std::uint64_t>((*reply)[i].number());
        l.withdrawn = (*reply)[i + 1].number() == 1;
        l.returns = static_cast<int>((*reply)[i + 2].number());
        l.send_by = SteadyTime::max();
        const auto text = (*reply)[i + 3].text();
        auto task = read_ours(text);
        if (!task) {
            unreadable << l.lease << text;
            continue;
        }
        l.task = std::move(*task);
        out.push_back(std::move(l));
    }
    set_aside(std::move(unreadable));
    return out;
}

Result<std::vector<ports::LaneDepth>> RedisTaskQueue::depths() {
    const auto reply = connections_.run(Script::depths, {});
    if (!reply) return reply.error();
    const auto count = [&](std::size_t i) {
        return static_cast<std::size_t>(std::max<std::int64_t>((*reply)[i].number(), 0));
    };
    std::vector<ports::LaneDepth> out;
    for (std::size_t i = 0; i + 2 < reply->size(); i += 3) {
        const auto [channel, priority] = lane_at(out.size());
        ports::LaneDepth depth{{channel, priority}, count(i), count(i + 1), std::nullopt};
        // The wall clock of whoever pushed it may be ahead of ours.
        const Duration age = std::max(clock_.now() - from_micros((*reply)[i + 2].number()), Duration::zero());
        if ((*reply)[i + 2].number() != 0) depth.oldest = clock_.steady() - age;
        out.push_back(depth);
    }
    return out;
}

Result<> RedisTaskQueue::count_sends(core::Channel channel, std::span<const Time> began) {
    if (!options_.limits.contains(channel)) return {};
    return in_stretches(began, kBatchMax, [&](std::span<const Time> some) -> Result<> {
        const Time now = clock_.now();
        Arguments arguments;
        arguments << core::index(channel);
        // A wall clock that was put back since must not place them in the future.
        for (const Time at : some) arguments << std::max(now - at, Duration::zero()).count();
        const auto done = connections_.run(Script::count_sends, std::move(arguments));
        return done ? Result<>{} : done.error();
    });
}

void RedisTaskQueue::on_push(std::function<void()> wake) {
    {
        const std::lock_guard lock(mutex_);
        wakes_.push_back(std::move(wake));
        if (listener_) return;
    }
    auto listener =
        std::make_unique<WakeListener>(options_.address, options_.timeouts, options_.names.key("wake"),
                                       options_.process, [this] { wake_all(); });
    const std::lock_guard lock(mutex_);
    if (!listener_) listener_ = std::move(listener);
}

void RedisTaskQueue::wake_all() {
    std::vector<std::function<void()>> wakes;
    {
        const std::lock_guard lock(mutex_);
        wakes = wakes_;
    }
    for (const auto& wake : wakes) wake();
}

}  // namespace tidings::adapters::redis
