#pragma once

#include "adapters/sqlite/connection.h"
#include "adapters/sqlite/counters.h"
#include "ports/store.h"

namespace tidings::adapters::sqlite {

// Writes one Changes inside a transaction that somebody else has begun and ends. After an error the
// transaction is to be rolled back. Throws SQLite::Exception.
class Commit {
public:
    explicit Commit(Connection& connection) : connection_(connection) {}

    Result<> write(const ports::Changes& changes);

private:
    Result<> move_offset(const ports::Changes::Offset& offset);
    Result<> update(const ports::Changes::Update& update);
    Error why_not_updated(const ports::Changes::Update& update);
    void put_attempt(const core::Attempt& attempt);
    void erase_user(const core::UserId& user);
    bool is_cancelled(const core::Event& event);
    Result<> insert_event(const ports::StoredEvent& stored, std::int64_t seq);
    Result<> insert_notification(const core::DecidedNotification& decided);
    std::optional<std::int64_t> seq_of_event(const core::EventKey& key);
    Result<> put_recipient(const ports::Changes::Profile& profile);
    void insert_dead(const ports::DeadRecord& record);
    void put_suppression(const ports::Changes::SuppressionChange& change);
    void put_rest(const ports::Changes& changes);

    Connection& connection_;
    Counters counters_;
    // Those written last, which their notifications ask for.
    std::unordered_map<core::EventKey, std::int64_t> new_events_;
};

}  // namespace tidings::adapters::sqlite
