#include <algorithm>

#include "adapters/memory/memory_store.h"
#include "ports/paging.h"

namespace tidings::adapters {

using core::Notification;

namespace {

template <class T>
bool is_one_of(const std::vector<T>& wanted, const T& value) {
    return wanted.empty() || std::ranges::find(wanted, value) != wanted.end();
}

template <class T>
bool is(const std::optional<T>& wanted, const T& value) {
    return !wanted || *wanted == value;
}

bool passes(const ports::NotificationFilter& filter, const Notification& n) {
    return is(filter.user, n.user) && is(filter.event_id, n.event_id) && is(filter.source, n.source) &&
           is_one_of(filter.states, n.state) && is_one_of(filter.channels, n.channel) &&
           is_one_of(filter.types, n.type) && (!filter.since || n.created_at >= *filter.since) &&
           (!filter.until || n.created_at < *filter.until);
}

// The values below a number, the highest first, one more than the page has.
template <class T>
std::vector<std::pair<std::int64_t, T>> newest(std::map<std::int64_t, T> by_seq, std::int64_t below,
                                               const ports::Page& page) {
    std::vector<std::pair<std::int64_t, T>> out;
    for (auto at = by_seq.rbegin(); at != by_seq.rend() && out.size() <= ports::length_of(page); ++at) {
        if (at->first < below) out.emplace_back(at->first, std::move(at->second));
    }
    return out;
}

}  // namespace

Result<std::vector<ports::StoredEvent>> MemoryStore::events(const core::EventId& id,
                                                            const std::optional<core::Source>& source) {
    std::map<std::int64_t, ports::StoredEvent> by_seq;
    const std::lock_guard lock(mutex_);
    const auto [begin, end] = events_by_id_.equal_range(id);
    for (auto at = begin; at != end; ++at) {
        const auto& kept = events_.at(at->second);
        if (is(source, kept.stored.event.source)) by_seq[kept.seq] = kept.stored;
    }
    std::vector<ports::StoredEvent> out;
    for (auto& [seq, stored] : by_seq) out.push_back(std::move(stored));
    return out;
}

Result<ports::Listed<Notification>> MemoryStore::list(const ports::NotificationFilter& filter,
                                                      const ports::Page& page) {
    const auto below = ports::id_below(page);
    if (!below) return below.error();
    std::vector<Notification> found;
    const std::lock_guard lock(mutex_);
    auto at = std::make_reverse_iterator(notifications_.lower_bound(*below));
    for (; at != notifications_.rend() && found.size() <= ports::length_of(page); ++at) {
        if (passes(filter, at->second)) found.push_back(at->second);
    }
    return ports::cut(std::move(found), page, [](const Notification& n) { return n.id.str(); });
}

Result<std::vector<core::Attempt>> MemoryStore::attempts_of(core::NotificationId id) {
    std::map<std::int64_t, core::Attempt> by_seq;
    const std::lock_guard lock(mutex_);
    auto kept = attempts_.lower_bound({id, std::numeric_limits<core::Round>::min(), ""});
    for (; kept != attempts_.end() && kept->second.attempt.notification == id; ++kept) {
        by_seq[kept->second.seq] = kept->second.attempt;
    }
    std::vector<core::Attempt> out;
    for (auto& [seq, attempt] : by_seq) out.push_back(std::move(attempt));
    return out;
}

Result<ports::Listed<ports::OutboxEntry>> MemoryStore::outbox(const ports::Page& page) {
    const auto below = ports::number_below(page);
    if (!below) return below.error();
    std::map<std::int64_t, ports::OutboxEntry> by_seq;
    const std::lock_guard lock(mutex_);
    for (const auto& [key, kept] : attempts_) {
        const Notification* n = find(kept.attempt.notification);
        if (kept.attempt.provider != "outbox" || !n) continue;
        const auto content = contents_.find(n->id);
        by_seq[kept.seq] = {kept.attempt, n->channel, n->address,
                            content == contents_.end() ? std::string() : content->second};
    }
    return ports::cut_numbered(newest(std::move(by_seq), *below, page), page);
}

Result<ports::Listed<ports::DeadRecord>> MemoryStore::dead_records(const ports::Page& page) {
    const auto below = ports::id_below(page);
    if (!below) return below.error();
    std::vector<ports::DeadRecord> found;
    const std::lock_guard lock(mutex_);
    auto at = std::make_reverse_iterator(dead_.lower_bound(*below));
    for (; at != dead_.rend() && found.size() <= ports::length_of(page); ++at) found.push_back(at->second);
    return ports::cut(std::move(found), page, [](const ports::DeadRecord& r) { return r.id.str(); });
}

Result<std::optional<ports::DeadRecord>> MemoryStore::dead_record(Uuid id) {
    const std::lock_guard lock(mutex_);
    const auto found = dead_.find(id);
    if (found == dead_.end()) return std::optional<ports::DeadRecord>{};
    return std::optional{found->second};
}

Result<std::optional<ports::Suppression>> MemoryStore::suppression(const ports::Address& address) {
    const std::lock_guard lock(mutex_);
    const auto found = suppressions_.find(address);
    if (found == suppressions_.end()) return std::optional<ports::Suppression>();
    return std::optional(found->second.second);
}

Result<ports::Listed<ports::Suppression>> MemoryStore::suppressions(const ports::Page& page) {
    const auto below = ports::number_below(page);
    if (!below) return below.error();
    std::map<std::int64_t, ports::Suppression> by_seq;
    const std::lock_guard lock(mutex_);
    for (const auto& [address, kept] : suppressions_) by_seq[kept.first] = kept.second;
    return ports::cut_numbered(newest(std::move(by_seq), *below, page), page);
}

Result<core::Ledger> MemoryStore::ledger() {
    core::Ledger ledger;
    const std::lock_guard lock(mutex_);
    for (const auto& [partition, consumed] : consumed_) {
        if (!core::carries_events(partition.topic)) continue;
        ledger.consumed += consumed.offset;
        ledger.counts += consumed.counts;
    }
    for (const auto& [id, n] : notifications_) ++ledger.states[core::index(n.state)];
    ledger.decided = decided_;
    ledger.purged = purged_;
    return ledger;
}

Result<core::Ledger> MemoryStore::recount() {
    auto ledger = MemoryStore::ledger();
    const std::lock_guard lock(mutex_);
    ledger->counts.events = static_cast<std::int64_t>(events_.size()) + purged_events_;
    ledger->decided = purged_;
    for (const auto& [key, kept] : events_) {
        for (const auto& decision : kept.stored.decisions) ledger->decided += decision.send ? 1 : 0;
    }
    return ledger;
}

}  // namespace tidings::adapters
