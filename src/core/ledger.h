#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "base/json.h"
#include "core/words.h"

namespace tidings::core {

// What became of the records of the event logs, as counted while they were consumed.
struct ConsumedCounts {
    std::int64_t events = 0;      // one for one recipient, decided
    std::int64_t duplicates = 0;  // repeated, conflicting ones included
    std::int64_t changes = 0;     // of profiles
    std::int64_t unreadable = 0;  // dead records
    std::int64_t gaps = 0;        // offsets without a record, less those of a log that was made anew
    std::int64_t missing = 0;     // deleted before they were read: a fault

    std::int64_t sum() const { return events + duplicates + changes + unreadable + gaps + missing; }
    ConsumedCounts& operator+=(const ConsumedCounts& other);
    bool operator==(const ConsumedCounts&) const = default;
};

// The counts that must agree if nothing was lost and nothing made twice.
struct Ledger {
    std::int64_t accepted = 0;  // the ends of the event logs
    std::int64_t consumed = 0;  // the store's offsets
    ConsumedCounts counts;
    std::int64_t decided = 0;  // decisions to send
    std::array<std::int64_t, kStates.size()> states{};
    std::int64_t purged = 0;   // by retention
    std::int64_t stuck = 0;    // queued for longer than queue.lost_after, without a task
    std::int64_t overdue = 0;  // due for a minute while their queue has room

    std::int64_t lag() const { return accepted - consumed; }

    // Every equation that does not hold, as a sentence with its numbers. Empty: it balances.
    std::vector<std::string> faults() const;

    // The answer of GET /v1/ledger.
    json::value to_json() const;
};

}  // namespace tidings::core
