#include <algorithm>

#include <fmt/format.h>

#include "simulation/evidence.h"

namespace tidings::simulation {

namespace {

// G7: of what came before a deletion neither data nor address is left; of what was to be sent and came after
// the last one, all is. Whose clocks differ, or are set, may see them in another order.
struct Deletions {
    // Versions of changes that come at once are a microsecond apart, whatever the clock says.
    static constexpr Duration kAhead = std::chrono::milliseconds{1};

    const Evidence& e;

    bool before_one(const core::UserId& user, SteadyTime received) const {
        return std::ranges::any_of(e.journal.changes, [&](const Change& change) {
            return is_deletion(change, user) && change.answered && change.status < 300 &&
                   received < change.asked && is_alone(change);
        });
    }
    // Of two changes at once that two gateways take, either may be the later one.
    bool is_alone(const Change& change) const {
        return std::ranges::none_of(e.journal.changes, [&](const Change& other) {
            if (other.user != change.user || &other == &change) return false;
            const bool came_before = other.answered && *other.answered + kAhead < change.asked;
            return !came_before && other.asked <= *change.answered + kAhead;
        });
    }
    bool after_all(const core::UserId& user, SteadyTime received) const {
        return std::ranges::none_of(e.journal.changes, [&](const Change& change) {
            return is_deletion(change, user) && !(change.answered && *change.answered + kAhead < received);
        });
    }
    static bool is_deletion(const Change& change, const core::UserId& user) {
        return change.user == user && change.method == "DELETE";
    }
};

}  // namespace

void what_was_deleted_is_gone(const Evidence& e, Faults& faults) {
    if (e.swarm.has(Kind::skewed_clocks) || !e.journal.set.empty() || e.journal.accepted.empty()) return;
    const auto steady_of = [&, any = e.journal.accepted.front()](Time at) {
        return any.steady + (at - any.at);
    };
    const Deletions deletions{e};
    for (const auto& [key, stored] : e.events) {
        const auto received = steady_of(stored.event.received_at);
        const bool has_data = !stored.event.data.is_null();
        if (has_data && deletions.before_one(stored.event.user, received)) {
            faults.push_back(fmt::format("{} has its data, and {} was deleted after it",
                                         stored.event.id.str(), stored.event.user.str()));
        }
        const bool sends = std::ranges::any_of(stored.decisions, &core::Decision::send);
        if (!has_data && sends && deletions.after_all(stored.event.user, received)) {
            faults.push_back(fmt::format("{} lacks its data, and {} was not deleted after it",
                                         stored.event.id.str(), stored.event.user.str()));
        }
    }
    for (const auto& [id, n] : e.notifications) {
        const auto* event = e.event_of(id);
        if (!event || n.address.empty()) continue;
        if (deletions.before_one(n.user, steady_of(event->received_at))) {
            faults.push_back(
                fmt::format("{} has its address, and {} was deleted after it", id.str(), n.user.str()));
        }
    }
}

}  // namespace tidings::simulation
