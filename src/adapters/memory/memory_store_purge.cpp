#include "adapters/memory/memory_store.h"
#include "core/state.h"

namespace tidings::adapters {

using core::NotificationId;

Result<ports::Purged> MemoryStore::purge(Time before, std::int64_t from, std::size_t max) {
    ports::Purged purged;
    const std::lock_guard lock(mutex_);
    std::size_t looked_at = 0;
    for (auto at = events_by_seq_.lower_bound(from); at != events_by_seq_.end(); ++looked_at) {
        const auto [seq, key] = *at++;
        if (looked_at == max) {
            purged.next = seq;
            break;
        }
        if (events_.at(key).stored.decided_at >= before) break;
        if (!is_over(key)) continue;
        forget(key);
        events_by_seq_.erase(seq);
        ++purged.events;
    }
    forget_cancellations(before, max);
    forget_dead_records(before, max);
    return purged;
}

std::vector<NotificationId> MemoryStore::notifications_of(const core::EventKey& key) const {
    std::vector<NotificationId> out;
    for (const auto channel : core::kChannels) {
        const auto found = decided_channels_.find({key, channel});
        if (found != decided_channels_.end()) out.push_back(found->second);
    }
    return out;
}

bool MemoryStore::is_over(const core::EventKey& key) const {
    for (const auto& id : notifications_of(key)) {
        if (!core::is_settled(find(id)->state)) return false;
    }
    return true;
}

void MemoryStore::forget(const core::EventKey& key) {
    for (const auto& id : notifications_of(key)) forget(id);
    for (const auto channel : core::kChannels) decided_channels_.erase({key, channel});
    const auto event = events_.find(key);
    const auto [begin, end] = events_by_id_.equal_range(event->second.stored.event.id);
    events_by_id_.erase(std::find_if(begin, end, [&](const auto& named) { return named.second == key; }));
    events_.erase(event);
    ++purged_events_;
}

void MemoryStore::forget(NotificationId id) {
    const auto first = attempts_.lower_bound({id, std::numeric_limits<core::Round>::min(), ""});
    auto last = first;
    while (last != attempts_.end() && last->second.attempt.notification == id) ++last;
    attempts_.erase(first, last);
    contents_.erase(id);
    notifications_.erase(id);
    ++purged_;
}

void MemoryStore::forget_dead_records(Time before, std::size_t max) {
    std::set<std::pair<Time, Uuid>> old;
    for (const auto& [id, record] : dead_) {
        if (record.at < before) old.emplace(record.at, id);
    }
    for (const auto& [at, id] : old) {
        if (max-- == 0) break;
        dead_.erase(id);
    }
}

void MemoryStore::forget_cancellations(Time before, std::size_t max) {
    std::set<std::pair<Time, ports::Changes::EventName>> old;
    for (const auto& [event, at] : cancelled_events_) {
        if (at < before) old.emplace(at, event);
    }
    for (const auto& [at, event] : old) {
        if (max-- == 0) break;
        cancelled_events_.erase(event);
    }
}

}  // namespace tidings::adapters
