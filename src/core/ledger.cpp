#include "core/ledger.h"

#include <numeric>

#include <fmt/format.h>

namespace tidings::core {

ConsumedCounts& ConsumedCounts::operator+=(const ConsumedCounts& other) {
    events += other.events;
    duplicates += other.duplicates;
    changes += other.changes;
    unreadable += other.unreadable;
    gaps += other.gaps;
    missing += other.missing;
    return *this;
}

std::vector<std::string> Ledger::faults() const {
    std::vector<std::string> out;
    if (lag() < 0) {
        out.push_back(
            fmt::format("the store has consumed {} records, but the log ends at {}", consumed, accepted));
    }
    if (consumed != counts.sum()) {
        out.push_back(
            fmt::format("{} records were consumed, but {} are accounted for", consumed, counts.sum()));
    }
    if (counts.missing > 0) out.push_back(fmt::format("{} records were deleted unread", counts.missing));
    const auto held = std::accumulate(states.begin(), states.end(), purged);
    if (decided != held) {
        out.push_back(fmt::format("{} notifications were decided, but {} are accounted for", decided, held));
    }
    if (stuck > 0) out.push_back(fmt::format("{} notifications are queued without a task", stuck));
    if (overdue > 0)
        out.push_back(fmt::format("{} notifications are overdue although there is room", overdue));
    return out;
}

json::value Ledger::to_json() const {
    const auto found = faults();
    json::object by_state;
    for (const State s : kStates) by_state[name(s)] = states[index(s)];
    json::object o;
    o["balanced"] = found.empty();
    o["accepted"] = accepted;
    o["lag"] = lag();
    o["events"] = counts.events;
    o["duplicates"] = counts.duplicates;
    o["changes"] = counts.changes;
    o["unreadable"] = counts.unreadable;
    o["gaps"] = counts.gaps;
    o["missing"] = counts.missing;
    o["decided"] = decided;
    o["states"] = std::move(by_state);
    o["purged"] = purged;
    o["faults"] = json::array(found.begin(), found.end());
    return o;
}

}  // namespace tidings::core
