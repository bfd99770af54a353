#include "ports/event_log.h"

#include <algorithm>

namespace tidings::ports {

std::string_view header(const Headers& headers, std::string_view name) {
    for (const auto& [key, value] : headers) {
        if (key == name) return value;
    }
    return {};
}

Result<bool> has_had_events(EventLog& log) {
    for (const auto topic : {Topic::events, Topic::events_critical}) {
        const auto extents = log.extents(topic);
        if (!extents) return extents.error();
        if (std::ranges::any_of(*extents, [](const Extent& extent) { return extent.end > 0; })) return true;
    }
    return false;
}

}  // namespace tidings::ports
