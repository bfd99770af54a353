#pragma once

#include <array>
#include <string_view>

namespace tidings::core {

// The logs that services speak through.
enum class Topic {
    events,           // what happened, and changes of profiles, keyed by user
    events_critical,  // the same for critical events, read first
    status,           // outcomes and changes of state, keyed by notification
    commands,         // what people asked for: replay
    catalog,          // event types, templates, API keys; the newest record of each key counts
    dead,             // records that nobody could read, with the reason
};
inline constexpr std::array kTopics{Topic::events,   Topic::events_critical, Topic::status,
                                    Topic::commands, Topic::catalog,         Topic::dead};

// "tidings.events.critical"
std::string_view name(Topic t);

// Whether the ledger counts what is consumed from it.
constexpr bool carries_events(Topic t) {
    return t == Topic::events || t == Topic::events_critical;
}

}  // namespace tidings::core
