#pragma once

#include "adapters/sqlite/connection.h"
#include "adapters/sqlite/counters.h"
#include "ports/store.h"

namespace tidings::adapters::sqlite {

// Deletes what ports::Store::purge says, inside a transaction that somebody else has begun and ends. What
// finds nothing writes nothing. Throws SQLite::Exception.
class Purge {
public:
    explicit Purge(Connection& connection) : connection_(connection) {}

    ports::Purged run(Time before, std::int64_t from, std::size_t max);

private:
    struct Candidate {
        std::int64_t seq = 0;
        core::EventKey key;
    };
    struct Row {
        Uuid id;
        core::State state = core::State::scheduled;
    };

    // Old events, settled or not; `next` is set where more may be old.
    std::vector<Candidate> candidates(Time before, std::int64_t from, std::size_t max, std::int64_t& next);
    bool forget(const Candidate& event);
    std::vector<Row> notifications_of(std::int64_t event);

    Connection& connection_;
    Counters counters_;
};

}  // namespace tidings::adapters::sqlite
