#include <algorithm>

#include <fmt/format.h>

#include "core/state.h"
#include "simulation/evidence.h"

namespace tidings::simulation {

namespace {

// What was under way when it was cancelled, and nobody knew of, counts when it is told in the end.
bool came_through(const Evidence& e, const core::Notification& n, std::size_t sends_before) {
    if (n.state != core::State::delivered && n.state != core::State::sent) return false;
    return std::any_of(e.journal.sends.begin(),
                       e.journal.sends.begin() + static_cast<std::ptrdiff_t>(sends_before),
                       [&](const Send& send) { return send.task.id.notification == n.id; });
}

// Of what is decided later, too.
void check_events(const Evidence& e, Faults& faults) {
    std::map<core::EventId, std::size_t> last;
    for (std::size_t i = 0; i < e.journal.sends.size(); ++i) {
        const auto n = e.notifications.find(e.journal.sends[i].task.id.notification);
        if (n != e.notifications.end()) last[n->second.event_id] = i;
    }
    for (const auto& [id, sends_before] : e.journal.cancelled_events) {
        const auto sent = last.find(id);
        if (sent == last.end() || sent->second < sends_before) continue;
        faults.push_back(fmt::format("{} was sent after its event {} had been cancelled",
                                     e.journal.sends[sent->second].task.id.str(), id.str()));
    }
}

}  // namespace

void nothing_is_sent_after_a_cancel(const Evidence& e, Faults& faults) {
    for (const auto& [id, sends_before] : e.journal.cancelled) {
        for (std::size_t i = sends_before; i < e.journal.sends.size(); ++i) {
            if (e.journal.sends[i].task.id.notification != id) continue;
            faults.push_back(fmt::format("{} was cancelled and then sent", e.journal.sends[i].task.id.str()));
        }
        const auto& n = e.notifications.at(id);
        if (n.state == core::State::cancelled || came_through(e, n, sends_before)) continue;
        faults.push_back(fmt::format("{} was cancelled, and is {}", id.str(), core::name(n.state)));
    }
    check_events(e, faults);
}

}  // namespace tidings::simulation
