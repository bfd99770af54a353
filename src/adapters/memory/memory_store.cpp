#include "adapters/memory/memory_store.h"

#include <algorithm>

#include "core/state.h"

namespace tidings::adapters {

using core::Notification;
using core::NotificationId;
using ports::Changes;

namespace {

// `after` with the names under which the notification was first written.
Notification renamed(Notification after, const Notification& first) {
    after.source = first.source;
    after.event_id = first.event_id;
    after.type = first.type;
    after.user = first.user;
    after.channel = first.channel;
    after.priority = first.priority;
    after.created_at = first.created_at;
    after.traceparent = first.traceparent;
    return after;
}

core::EventKey event_of(const Notification& n) {
    return core::EventKey::of(n.source, n.event_id, n.user);
}

}  // namespace

// Everything is checked before anything is written, so that a refused commit leaves no trace.
Result<> MemoryStore::commit(const Changes& changes) {
    const std::lock_guard lock(mutex_);
    if (auto checked = check(changes); !checked) return checked;
    apply(changes);
    return {};
}

Result<> MemoryStore::check(const Changes& changes) const {
    std::map<ports::Partition, std::int64_t> offsets;
    for (const auto& offset : changes.offsets) {
        const auto stored = consumed_.find(offset.partition);
        const auto [at, fresh] =
            offsets.try_emplace(offset.partition, stored == consumed_.end() ? 0 : stored->second.offset);
        if (at->second != offset.from) return conflict("another owner has moved the partition's offset");
        at->second = offset.to;
    }
    if (auto checked = check_updates(changes); !checked) return checked;
    if (auto checked = check_new(changes); !checked) return checked;
    if (auto checked = check_recipients(changes); !checked) return checked;
    if (changes.outgoing && outgoing_.contains(changes.outgoing->id)) {
        return conflict("an outgoing row of this id exists");
    }
    return {};
}

Result<> MemoryStore::check_updates(const Changes& changes) const {
    std::unordered_map<NotificationId, std::pair<std::int32_t, core::State>> now;
    for (const auto& update : changes.updates) {
        const Notification* stored = find(update.after.id);
        if (!stored) return conflict("the notification to be changed does not exist");
        auto& [revision, state] =
            now.try_emplace(update.after.id, stored->revision, stored->state).first->second;
        if (revision + 1 != update.after.revision) {
            return conflict("somebody else has changed the notification");
        }
        if (state != update.before || !core::may_become(state, update.after.state)) {
            return internal_error("a notification was to make a move that its state does not allow");
        }
        revision = update.after.revision;
        state = update.after.state;
    }
    return {};
}

Result<> MemoryStore::check_new(const Changes& changes) const {
    std::set<core::EventKey> events;
    for (const auto& event : changes.events) {
        const auto key = event.event.key();
        if (events_.contains(key) || !events.insert(key).second) return conflict("the event exists");
        const bool sends = std::ranges::any_of(event.decisions, &core::Decision::send);
        if (sends && cancelled_events_.contains({event.event.source, event.event.id})) {
            return conflict("the event has been cancelled");
        }
    }
    std::set<NotificationId> ids;
    std::set<std::pair<core::EventKey, core::Channel>> channels;
    for (const auto& decided : changes.notifications) {
        const Notification& n = decided.notification;
        const auto key = event_of(n);
        if (!events_.contains(key) && !events.contains(key)) {
            return invalid("the event of the notification does not exist");
        }
        if (find(n.id) || !ids.insert(n.id).second || decided_channels_.contains({key, n.channel}) ||
            !channels.insert({key, n.channel}).second) {
            return conflict("the notification exists");
        }
    }
    return {};
}

Result<> MemoryStore::check_recipients(const Changes& changes) const {
    std::unordered_map<core::UserId, const core::Recipient*> known;
    const core::Recipient none;
    for (const auto& [after, before] : changes.recipients) {
        const auto stored = recipients_.find(after.user);
        const auto*& last =
            known.try_emplace(after.user, stored == recipients_.end() ? &none : &stored->second)
                .first->second;
        if (last->version != before || last->revision != after.revision - 1) {
            return conflict("somebody else has changed the profile");
        }
        last = &after;
    }
    return {};
}

void MemoryStore::apply(const Changes& changes) {
    for (const auto& offset : changes.offsets) {
        Consumed& consumed = consumed_[offset.partition];
        consumed.offset = offset.to;
        consumed.counts += offset.counts;
    }
    apply_updates(changes);
    for (const auto& user : changes.erased_users) erase_user(user);
    apply_new(changes);
    for (const auto& profile : changes.recipients) recipients_[profile.after.user] = profile.after;
    for (const auto& key : changes.conflicts) {
        if (const auto event = events_.find(key); event != events_.end()) ++event->second.stored.conflicts;
    }
    for (const auto& record : changes.dead) dead_.try_emplace(record.id, record);
    for (const auto& id : changes.resolved_dead) dead_.erase(id);
    for (const auto& change : changes.suppressions) {
        const ports::Address address{change.suppression.channel, change.suppression.address};
        suppressions_.erase(address);
        if (!change.lift) suppressions_[address] = {++last_seq_, change.suppression};
    }
    for (const auto& [event, at] : changes.cancelled_events) {
        Time& known = cancelled_events_.try_emplace(event, at).first->second;
        known = std::max(known, at);
    }
    if (changes.outgoing) outgoing_[changes.outgoing->id] = *changes.outgoing;
    for (const auto& id : changes.outgoing_done) outgoing_.erase(id);
}

void MemoryStore::apply_updates(const Changes& changes) {
    for (const auto& update : changes.updates) {
        put(renamed(update.after, *find(update.after.id)));
        if (update.content) contents_[update.after.id] = *update.content;
    }
    for (const auto& attempt : changes.attempts) {
        auto& kept = attempts_[{attempt.notification, attempt.round, attempt.provider}];
        if (kept.seq == 0) kept.seq = ++last_seq_;
        kept.attempt = attempt;
    }
}

void MemoryStore::apply_new(const Changes& changes) {
    for (const auto& event : changes.events) {
        const auto key = event.event.key();
        events_[key] = {++last_seq_, event};
        events_by_seq_[last_seq_] = key;
        events_by_id_.emplace(event.event.id, key);
        for (const auto& decision : event.decisions) decided_ += decision.send ? 1 : 0;
    }
    for (const auto& decided : changes.notifications) {
        put(decided.notification);
        decided_channels_[{event_of(decided.notification), decided.notification.channel}] =
            decided.notification.id;
        contents_[decided.notification.id] = decided.content;
    }
}

void MemoryStore::erase_user(const core::UserId& user) {
    for (auto& [key, event] : events_) {
        if (event.stored.event.user == user) event.stored.event.data = nullptr;
    }
    for (auto& [id, n] : notifications_) {
        if (n.user != user) continue;
        n.address.clear();
        ++n.revision;
        contents_.erase(id);
    }
    for (auto& [id, record] : dead_) {
        if (record.key == user.str()) record.value.clear();
    }
}

// Writes a notification and keeps the lists by state.
void MemoryStore::put(Notification n) {
    if (const Notification* old = find(n.id)) {
        scheduled_[{old->channel, old->priority}].erase({old->due_at, old->id});
        queued_.erase(old->id);
    }
    if (n.state == core::State::scheduled) scheduled_[{n.channel, n.priority}].emplace(n.due_at, n.id);
    if (n.state == core::State::queued) queued_.insert(n.id);
    notifications_[n.id] = std::move(n);
}

const Notification* MemoryStore::find(NotificationId id) const {
    const auto found = notifications_.find(id);
    return found == notifications_.end() ? nullptr : &found->second;
}

}  // namespace tidings::adapters
