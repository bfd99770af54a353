#include <algorithm>
#include <tuple>

#include "adapters/memory/memory_store.h"

namespace tidings::adapters {

using core::Notification;
using core::NotificationId;

Result<std::optional<std::int64_t>> MemoryStore::offset(ports::Partition partition) {
    const std::lock_guard lock(mutex_);
    const auto found = consumed_.find(partition);
    if (found == consumed_.end()) return std::optional<std::int64_t>{};
    return std::optional{found->second.offset};
}

Result<std::unordered_map<core::UserId, core::Recipient>> MemoryStore::recipients(
    std::span<const core::UserId> users) {
    std::unordered_map<core::UserId, core::Recipient> out;
    const std::lock_guard lock(mutex_);
    for (const auto& user : users) {
        if (const auto found = recipients_.find(user); found != recipients_.end()) out.insert(*found);
    }
    return out;
}

Result<std::unordered_map<core::EventKey, ports::KnownEvent>> MemoryStore::known_events(
    std::span<const core::EventKey> keys) {
    std::unordered_map<core::EventKey, ports::KnownEvent> out;
    const std::lock_guard lock(mutex_);
    for (const auto& key : keys) {
        const auto found = events_.find(key);
        if (found != events_.end()) out[key] = {found->second.stored.body_hash};
    }
    return out;
}

Result<std::set<ports::Address>> MemoryStore::suppressed(std::span<const ports::Address> addresses) {
    std::set<ports::Address> out;
    const std::lock_guard lock(mutex_);
    for (const auto& address : addresses) {
        if (suppressions_.contains(address)) out.insert(address);
    }
    return out;
}

Result<std::set<ports::Changes::EventName>> MemoryStore::cancelled_events(
    std::span<const ports::Changes::EventName> names) {
    std::set<ports::Changes::EventName> out;
    const std::lock_guard lock(mutex_);
    for (const auto& name : names) {
        if (cancelled_events_.contains(name)) out.insert(name);
    }
    return out;
}

Result<std::unordered_map<NotificationId, Notification>> MemoryStore::notifications(
    std::span<const NotificationId> ids) {
    std::unordered_map<NotificationId, Notification> out;
    const std::lock_guard lock(mutex_);
    for (const auto& id : ids) {
        if (const Notification* n = find(id)) out[id] = *n;
    }
    return out;
}

Result<std::vector<core::Attempt>> MemoryStore::attempts(std::span<const core::TaskId> tasks) {
    std::vector<core::Attempt> out;
    const std::lock_guard lock(mutex_);
    for (const auto& task : tasks) {
        auto kept = attempts_.lower_bound({task.notification, task.round, ""});
        for (; kept != attempts_.end(); ++kept) {
            const auto& attempt = kept->second.attempt;
            if (attempt.notification != task.notification || attempt.round != task.round) break;
            out.push_back(attempt);
        }
    }
    return out;
}

Result<std::unordered_map<NotificationId, std::string>> MemoryStore::contents(
    std::span<const NotificationId> ids) {
    std::unordered_map<NotificationId, std::string> out;
    const std::lock_guard lock(mutex_);
    for (const auto& id : ids) {
        if (const auto found = contents_.find(id); found != contents_.end()) out.insert(*found);
    }
    return out;
}

Result<std::optional<ports::StoredEvent>> MemoryStore::event(const core::EventKey& key) {
    const std::lock_guard lock(mutex_);
    const auto found = events_.find(key);
    if (found == events_.end()) return std::optional<ports::StoredEvent>{};
    return std::optional{found->second.stored};
}

Result<std::vector<Notification>> MemoryStore::due(ports::Lane lane, Time now, std::size_t max) {
    std::vector<Notification> out;
    const std::lock_guard lock(mutex_);
    for (const auto& [due_at, id] : scheduled_[lane]) {
        if (due_at > now || out.size() >= max) break;
        out.push_back(*find(id));
    }
    return out;
}

Result<std::vector<ports::Lane>> MemoryStore::due_lanes(Time now) {
    std::vector<ports::Lane> out;
    const std::lock_guard lock(mutex_);
    for (const auto& [lane, waiting] : scheduled_) {
        if (!waiting.empty() && waiting.begin()->first <= now) out.push_back(lane);
    }
    return out;
}

Result<std::vector<Notification>> MemoryStore::waiting_of(const core::UserId& user, NotificationId after,
                                                          std::size_t max) {
    std::vector<Notification> out;
    const std::lock_guard lock(mutex_);
    for (auto at = notifications_.upper_bound(after); at != notifications_.end() && out.size() < max; ++at) {
        const Notification& n = at->second;
        const bool waits = n.state == core::State::scheduled || n.state == core::State::queued;
        if (waits && n.user == user) out.push_back(n);
    }
    return out;
}

Result<std::vector<Notification>> MemoryStore::queued(NotificationId after, std::size_t max) {
    std::vector<Notification> out;
    const std::lock_guard lock(mutex_);
    for (auto id = queued_.upper_bound(after); id != queued_.end() && out.size() < max; ++id) {
        out.push_back(*find(*id));
    }
    return out;
}

Result<std::vector<Time>> MemoryStore::sends_since(core::Channel channel, Time since, std::size_t max) {
    std::vector<Time> out;
    const std::lock_guard lock(mutex_);
    for (const auto& [key, kept] : attempts_) {
        const auto& attempt = kept.attempt;
        const Notification* n = find(attempt.notification);
        if (n && n->channel == channel && attempt.started_at >= since) out.push_back(attempt.started_at);
    }
    std::ranges::sort(out);
    if (out.size() > max) out.erase(out.begin(), out.end() - static_cast<std::ptrdiff_t>(max));
    return out;
}

Result<std::vector<ports::Outgoing>> MemoryStore::outgoing(Time created_before, std::size_t max) {
    std::vector<ports::Outgoing> out;
    const std::lock_guard lock(mutex_);
    for (const auto& [id, outgoing] : outgoing_) {
        if (outgoing.created_at < created_before) out.push_back(outgoing);
    }
    std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) {
        return std::tie(a.created_at, a.id) < std::tie(b.created_at, b.id);
    });
    if (out.size() > max) out.resize(max);
    return out;
}

}  // namespace tidings::adapters
