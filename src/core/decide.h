#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/event.h"
#include "core/event_type.h"
#include "core/notification.h"
#include "core/recipient.h"

namespace tidings::core {

// What was decided for one channel, kept with the event.
struct Decision {
    UserId user;
    Channel channel = Channel::email;
    bool send = false;
    Reason reason = Reason::ok;
    std::string detail;

    json::value to_json() const;
};

// A channel's text for the event at hand. A failure says why there is none, for a template's error with its
// place: `subject: UndefinedError: 'x' is undefined (line 3, column 7)`; Errc::not_found where there is no
// template.
struct Rendered {
    std::string content;  // JSON
    std::string locale;
    std::int32_t version = 0;
};
using Renderer = std::function<Result<Rendered>(Channel)>;

// What the recipient's side of a decision rests on, as it is at `now`.
struct Circumstances {
    const EventType& type;
    const Recipient& recipient;
    // Asked for each of an address's suppression_keys().
    std::function<bool(Channel, const std::string& key)> is_suppressed;
    bool cancelled = false;  // the event, before it was decided
    Time now;
};

struct DecidedNotification {
    Notification notification;  // `scheduled` with its due_at, or `failed` where its text could not be made
    std::string content;
};

struct Decided {
    std::vector<Decision> decisions;
    std::vector<DecidedNotification> notifications;
};

// Who gets what, where, when and with which text: one decision for each channel of the event or its type. The
// same function serves sending, explaining and the preview.
Decided decide(const Event& event, const Circumstances& circumstances, const Renderer& render);

// What to do with a notification that has come due, or was withdrawn, given how things are now. One that is
// delayed, or waits for a retry, goes on waiting; one that quiet hours held goes as they are now.
struct Verdict {
    State state = State::queued;  // queued, scheduled (again, at `due_at`), expired, suppressed, cancelled
    Reason reason = Reason::ok;
    Time due_at;
    std::string address;
    bool address_from_profile = false;
};
Verdict decide_again(const Notification& n, const Circumstances& circumstances);

// The moment from which a time rule may give another answer: it expires, or quiet hours begin.
Time good_until(const Notification& n, const Circumstances& circumstances);

// The recipient that a `creates_recipient` event makes, or completes: addresses, locale and zone from the
// data fill what the profile lacks and overwrite nothing; what cannot be one is left out. One who was deleted
// begins anew.
Recipient recipient_from(const Event& event, const EventType& type, const Recipient& known);

// The address on a channel: the profile's, else the one the type finds in the data. Empty when there is none.
std::string address_for(const Event& event, const EventType& type, const Recipient& recipient,
                        Channel channel);

}  // namespace tidings::core
