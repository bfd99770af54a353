#include "core/topic.h"

#include "base/assert.h"

namespace tidings::core {

std::string_view name(Topic t) {
    constexpr std::array<std::string_view, kTopics.size()> kNames{
        "tidings.events",   "tidings.events.critical", "tidings.status",
        "tidings.commands", "tidings.catalog",         "tidings.dead"};
    TIDINGS_ASSERT(static_cast<std::size_t>(t) < kNames.size());
    return kNames[static_cast<std::size_t>(t)];
}

}  // namespace tidings::core
