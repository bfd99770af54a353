#pragma once

#include <map>
#include <mutex>
#include <set>
#include <tuple>

#include "ports/store_queries.h"

namespace tidings::adapters {

// The record in memory: what every other store is compared with. Everything stands behind one mutex.
class MemoryStore final : public ports::Store, public ports::StoreQueries {
public:
    Result<> commit(const ports::Changes& changes) override;

    Result<std::optional<std::int64_t>> offset(ports::Partition partition) override;
    Result<std::unordered_map<core::UserId, core::Recipient>> recipients(
        std::span<const core::UserId> users) override;
    Result<std::unordered_map<core::EventKey, ports::KnownEvent>> known_events(
        std::span<const core::EventKey> keys) override;
    Result<std::set<ports::Address>> suppressed(std::span<const ports::Address> addresses) override;
    Result<std::set<ports::Changes::EventName>> cancelled_events(
        std::span<const ports::Changes::EventName> names) override;
    Result<std::unordered_map<core::NotificationId, core::Notification>> notifications(
        std::span<const core::NotificationId> ids) override;
    Result<std::vector<core::Attempt>> attempts(std::span<const core::TaskId> tasks) override;
    Result<std::unordered_map<core::NotificationId, std::string>> contents(
        std::span<const core::NotificationId> ids) override;
    Result<std::optional<ports::StoredEvent>> event(const core::EventKey& key) override;
    Result<std::vector<core::Notification>> due(ports::Lane lane, Time now, std::size_t max) override;
    Result<std::vector<ports::Lane>> due_lanes(Time now) override;
    Result<std::vector<core::Notification>> waiting_of(const core::UserId& user, core::NotificationId after,
                                                       std::size_t max) override;
    Result<std::vector<core::Notification>> queued(core::NotificationId after, std::size_t max) override;
    Result<std::vector<Time>> sends_since(core::Channel channel, Time since, std::size_t max) override;
    Result<std::vector<ports::Outgoing>> outgoing(Time created_before, std::size_t max) override;
    Result<ports::Purged> purge(Time before, std::int64_t from, std::size_t max) override;

    Result<std::vector<ports::StoredEvent>> events(const core::EventId& id,
                                                   const std::optional<core::Source>& source) override;
    Result<ports::Listed<core::Notification>> list(const ports::NotificationFilter& filter,
                                                   const ports::Page& page) override;
    Result<std::vector<core::Attempt>> attempts_of(core::NotificationId id) override;
    Result<ports::Listed<ports::OutboxEntry>> outbox(const ports::Page& page) override;
    Result<ports::Listed<ports::DeadRecord>> dead_records(const ports::Page& page) override;
    Result<std::optional<ports::DeadRecord>> dead_record(Uuid id) override;
    Result<ports::Listed<ports::Suppression>> suppressions(const ports::Page& page) override;
    Result<std::optional<ports::Suppression>> suppression(const ports::Address& address) override;
    Result<core::Ledger> ledger() override;
    Result<core::Ledger> recount() override;

private:
    using AttemptKey = std::tuple<core::NotificationId, core::Round, std::string>;
    struct KeptAttempt {
        std::int64_t seq = 0;
        core::Attempt attempt;
    };
    struct KeptEvent {
        std::int64_t seq = 0;
        ports::StoredEvent stored;
    };
    struct Consumed {
        std::int64_t offset = 0;
        core::ConsumedCounts counts;
    };

    Result<> check(const ports::Changes& changes) const;
    Result<> check_new(const ports::Changes& changes) const;
    Result<> check_recipients(const ports::Changes& changes) const;
    Result<> check_updates(const ports::Changes& changes) const;
    void apply(const ports::Changes& changes);
    void apply_updates(const ports::Changes& changes);
    void apply_new(const ports::Changes& changes);
    void erase_user(const core::UserId& user);
    std::vector<core::NotificationId> notifications_of(const core::EventKey& key) const;
    bool is_over(const core::EventKey& key) const;
    void forget(const core::EventKey& key);
    void forget(core::NotificationId id);
    void forget_cancellations(Time before, std::size_t max);
    void forget_dead_records(Time before, std::size_t max);
    void put(core::Notification n);
    const core::Notification* find(core::NotificationId id) const;

    mutable std::mutex mutex_;  // over all below
    std::map<ports::Partition, Consumed> consumed_;
    std::unordered_map<core::UserId, core::Recipient> recipients_;
    std::unordered_map<core::EventKey, KeptEvent> events_;
    std::map<std::int64_t, core::EventKey> events_by_seq_;
    std::multimap<core::EventId, core::EventKey> events_by_id_;
    std::map<std::pair<core::EventKey, core::Channel>, core::NotificationId> decided_channels_;
    std::map<core::NotificationId, core::Notification> notifications_;
    std::unordered_map<core::NotificationId, std::string> contents_;
    std::map<ports::Lane, std::set<std::pair<Time, core::NotificationId>>> scheduled_;
    std::set<core::NotificationId> queued_;
    std::map<AttemptKey, KeptAttempt> attempts_;
    std::map<Uuid, ports::DeadRecord> dead_;
    std::map<ports::Address, std::pair<std::int64_t, ports::Suppression>> suppressions_;
    std::map<ports::Changes::EventName, Time> cancelled_events_;
    std::map<Uuid, ports::Outgoing> outgoing_;
    std::int64_t last_seq_ = 0;  // of events, attempts and suppressions: the order in which they came
    std::int64_t decided_ = 0;
    std::int64_t purged_ = 0;
    std::int64_t purged_events_ = 0;
};

}  // namespace tidings::adapters
