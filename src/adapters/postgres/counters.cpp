#include "adapters/postgres/counters.h"

namespace tidings::adapters::postgres {
namespace {

constexpr const char* kAdd =
    "UPDATE counters SET decided = decided + $1::int8, purged = purged + $2::int8, "
    "purged_events = purged_events + $3::int8, scheduled = scheduled + $4::int8, queued = queued + $5::int8, "
    "sent = sent + $6::int8, delivered = delivered + $7::int8, failed = failed + $8::int8, "
    "cancelled = cancelled + $9::int8, expired = expired + $10::int8, suppressed = suppressed + $11::int8 "
    "WHERE slot = pg_backend_pid() % 64";

}  // namespace

Step Counters::step() const {
    Parameters p;
    p.add(decided).add(purged).add(purged_events);
    for (const std::int64_t count : states) p.add(count);
    return {kAdd, std::move(p)};
}

}  // namespace tidings::adapters::postgres
