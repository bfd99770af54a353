#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/time.h"
#include "core/event.h"
#include "core/event_type.h"
#include "core/notification.h"
#include "core/outcome.h"
#include "core/recipient.h"

// Good examples of the nouns of core, for tests to change what they are about:
//
//     auto e = an_event([](auto& x) { x.priority = Priority::critical; });
//
// All of them fit together: the event is Ann's order, the notification is its e-mail in round 1, queued at
// `kNoon`, and the outcome is that round's.
namespace tidings::test {

// 2026-06-15, a Monday.
inline const Time kNoon =
    Time{std::chrono::sys_days{std::chrono::year{2026} / 6 / 15}} + std::chrono::hours{12};

// A moment from its RFC 3339 form.
Time at(std::string_view rfc3339);

// A JSON value from its text.
json::value json_of(std::string_view text);

core::Event an_event();
core::EventType a_type();  // order.completed: all channels, category orders, e-mail and phone in the data
core::Recipient a_recipient();  // Ann, with an address on every channel
core::Notification a_notification();
core::OutcomeRecord an_outcome(core::OutcomeKind kind = core::OutcomeKind::delivered, core::Round round = 1);

template <class Change>
core::Event an_event(Change change) {
    auto made = an_event();
    change(made);
    return made;
}

template <class Change>
core::EventType a_type(Change change) {
    auto made = a_type();
    change(made);
    return made;
}

template <class Change>
core::Recipient a_recipient(Change change) {
    auto made = a_recipient();
    change(made);
    return made;
}

template <class Change>
core::Notification a_notification(Change change) {
    auto made = a_notification();
    change(made);
    return made;
}

}  // namespace tidings::test
