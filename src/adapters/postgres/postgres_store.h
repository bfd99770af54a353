#pragma once

#include <atomic>

#include "adapters/postgres/pool.h"
#include "ports/store_queries.h"

namespace tidings::adapters::postgres {

// The record of the cluster engine. Any number of these, in any number of processes, may share a database.
// It keeps nothing in memory but connections. What `due` has given is claimed, see Options.
//
// A deadlock is tried again; a read whose connection was lost is asked once more; a commit is not: nobody
// knows whether it was made, and a repetition finds out.
class PostgresStore final : public ports::Store, public ports::StoreQueries {
public:
    // Errc::invalid when the schema is not the one that this program expects, Errc::not_found where the
    // server has no such database; the text says what mends it.
    static Result<std::unique_ptr<PostgresStore>> open(Options options, const ports::Clock& clock);

    // To be called about every second. Fails while the server does not answer or takes no writes; once a disk
    // was full, as long as it is. Sometimes it makes the partitions of the weeks to come, and drops those
    // that are over.
    Result<> maintain();

    // All partitions that have an offset.
    Result<std::vector<ports::Partition>> consumed_partitions();

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
    PostgresStore(Options options, const ports::Clock& clock);

    Result<> probe();
    bool is_time_for_partitions();

    Pool pool_;
    const ports::Clock& clock_;
    const std::int64_t claimant_;
    std::atomic<bool> full_ = false;  // the last that was heard of the disk
    std::mutex maintaining_;          // over the next
    SteadyTime next_partitions_{};
};

}  // namespace tidings::adapters::postgres
