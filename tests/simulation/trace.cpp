#include "simulation/trace.h"

namespace tidings::simulation {

void tell(const Trace& trace, const ports::Changes& changes) {
    if (!trace.on()) return;
    const auto row = [&](std::string_view what, const core::Notification& n) {
        trace.say("{} {}.{} {} {}: {} ({}), due {}, to {}", what, n.id.str(), n.round, n.user.str(),
                  core::name(n.channel), core::name(n.state), core::name(n.reason), format_rfc3339(n.due_at),
                  n.address);
    };
    for (const auto& [r, before] : changes.recipients) {
        trace.say("stores {}: version {} {}{}", r.user.str(), r.version, json::write(r.to_json()),
                  r.erased ? " erased" : "");
    }
    for (const auto& update : changes.updates) row("updates", update.after);
    for (const auto& made : changes.notifications) row("decides", made.notification);
    if (changes.outgoing) trace.say("leaves errand {}", changes.outgoing->id.str());
    for (const auto& id : changes.outgoing_done) trace.say("deletes errand {}", id.str());
    for (const auto& moved : changes.offsets) {
        trace.say("moves {}/{} from {} to {}", core::name(moved.partition.topic), moved.partition.number,
                  moved.from, moved.to);
    }
}

}  // namespace tidings::simulation
