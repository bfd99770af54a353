#include "adapters/sqlite/counters.h"

namespace tidings::adapters::sqlite {
namespace {

constexpr const char* kReadCounters =
    "SELECT last_seq, decided, purged, purged_events, scheduled, queued, sent, delivered, failed, "
    "cancelled, expired, suppressed FROM counters";
constexpr const char* kWrite =
    "UPDATE counters SET last_seq = ?, decided = ?, purged = ?, purged_events = ?, scheduled = ?, queued = "
    "?, "
    "sent = ?, delivered = ?, failed = ?, cancelled = ?, expired = ?, suppressed = ? WHERE only = 1";

}  // namespace

Counters Counters::read(Connection& connection) {
    const auto query = connection.use(kReadCounters);
    query->bind().step();
    Counters out;
    out.last_seq = query->integer(0);
    out.decided = query->integer(1);
    out.purged = query->integer(2);
    out.purged_events = query->integer(3);
    for (std::size_t i = 0; i < out.states.size(); ++i)
        out.states[i] = query->integer(static_cast<int>(i) + 4);
    return out;
}

void Counters::write(Connection& connection) const {
    const auto update = connection.use(kWrite);
    update->bind(last_seq, decided, purged, purged_events);
    for (std::size_t i = 0; i < states.size(); ++i) update->bind_at(static_cast<int>(i) + 5, states[i]);
    update->run();
}

}  // namespace tidings::adapters::sqlite
