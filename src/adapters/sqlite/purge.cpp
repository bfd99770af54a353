#include "adapters/sqlite/purge.h"

#include "adapters/sqlite/store_reads.h"
#include "core/state.h"

namespace tidings::adapters::sqlite {
namespace {

constexpr const char* kDeleteAttempts = "DELETE FROM attempts WHERE notification = ?";
constexpr const char* kDeleteContents = "DELETE FROM contents WHERE seq BETWEEN ? AND ?";
constexpr const char* kDeleteNotifications = "DELETE FROM notifications WHERE seq BETWEEN ? AND ?";
constexpr const char* kDeleteKey = "DELETE FROM event_keys WHERE id_hash = ? AND rest_hash = ?";
constexpr const char* kDeleteEvent = "DELETE FROM events WHERE seq = ?";
constexpr const char* kDeleteCancellations =
    "DELETE FROM cancelled_events WHERE (source, event_id) IN (" TIDINGS_OLD_CANCELLATIONS ")";
constexpr const char* kDeleteDeadRecords =
    "DELETE FROM dead_records WHERE id IN (" TIDINGS_OLD_DEAD_RECORDS ")";

std::int64_t first_of(std::int64_t event) {
    return event * kChannelsOfEvent;
}

std::int64_t last_of(std::int64_t event) {
    return first_of(event) + kChannelsOfEvent - 1;
}

}  // namespace

ports::Purged Purge::run(Time before, std::int64_t from, std::size_t max) {
    const Counters unchanged = Counters::read(connection_);
    counters_ = unchanged;
    ports::Purged purged;
    for (const auto& event : candidates(before, from, max, purged.next)) {
        if (forget(event)) ++purged.events;
    }
    connection_.use(kDeleteCancellations)->bind(before, max).run();
    connection_.use(kDeleteDeadRecords)->bind(before, max).run();
    if (counters_ != unchanged) counters_.write(connection_);
    return purged;
}

std::vector<Purge::Candidate> Purge::candidates(Time before, std::int64_t from, std::size_t max,
                                                std::int64_t& next) {
    std::vector<Candidate> found;
    const auto query = connection_.use(kOldestEvents);
    query->bind(from, max);
    while (query->step()) {
        if (query->time(1) >= before) return found;
        const auto key = core::EventKey::of(core::Source(query->text(2)), core::EventId(query->text(3)),
                                            core::UserId(query->text(4)));
        found.push_back({query->integer(0), key});
    }
    if (found.size() == max && max > 0) next = found.back().seq + 1;
    return found;
}

// False: something of it is not over yet.
bool Purge::forget(const Candidate& event) {
    const auto rows = notifications_of(event.seq);
    for (const auto& row : rows) {
        if (!core::is_settled(row.state)) return false;
    }
    for (const auto& row : rows) {
        connection_.use(kDeleteAttempts)->bind(row.id).run();
        --counters_.states[core::index(row.state)];
        ++counters_.purged;
    }
    connection_.use(kDeleteContents)->bind(first_of(event.seq), last_of(event.seq)).run();
    connection_.use(kDeleteNotifications)->bind(first_of(event.seq), last_of(event.seq)).run();
    connection_.use(kDeleteKey)->bind(event.key.id_hash, event.key.rest_hash).run();
    connection_.use(kDeleteEvent)->bind(event.seq).run();
    ++counters_.purged_events;
    return true;
}

std::vector<Purge::Row> Purge::notifications_of(std::int64_t event) {
    std::vector<Row> rows;
    const auto query = connection_.use(kNotificationsOfEvent);
    query->bind(first_of(event), last_of(event));
    while (query->step()) rows.push_back({query->uuid(0), query->word(1, core::kStates)});
    return rows;
}

}  // namespace tidings::adapters::sqlite
