#pragma once

#include <optional>
#include <string>

#include "base/json.h"
#include "base/time.h"
#include "core/event.h"
#include "core/ids.h"
#include "core/retry.h"
#include "core/words.h"

namespace tidings::core {

// One event for one recipient on one channel: its row in the store. Its text, the "content", is kept apart:
// JSON with the members of the template, rendered (e-mail: subject, text, html; SMS: text; push: title, body,
// data).
struct Notification {
    NotificationId id;
    Source source;
    EventId event_id;
    TypeName type;
    std::int32_t type_version = 0;
    UserId user;
    Channel channel = Channel::email;
    Priority priority = Priority::normal;

    State state = State::scheduled;
    Reason reason = Reason::ok;  // why it is in this state
    std::string detail;  // the same in more words: a provider's answer, a template's error with its place
    Round round = 0;
    Round started_round = 0;    // the last one of which a worker has said that it begins; 0: none
    int returns = 0;            // sends since the last replay whose end nobody reported, see task.h
    int outcome_rank = -1;      // of the outcome that made the state; -1: no outcome did, see moves.h
    std::int32_t revision = 0;  // of the row; every change raises it

    int attempt_count = 0;    // attempts used up
    int attempts_before = 0;  // those of before the last replay: they do not count for the retry policy
    bool cancel_requested = false;

    Time created_at;
    Time updated_at;    // queued: when it was queued, whatever is written to it since
    Time due_at;        // scheduled: when it is to be looked at; settled by an outcome: first_due_at
    Time first_due_at;  // when it was first due, which expiry counts from
    Time expires_at;

    std::string address;                // empty once its recipient was deleted, and not before it is final
    bool address_from_profile = false;  // then it is gone when the profile has none any more
    std::string provider;               // of the outcome that made the state
    std::string template_locale;
    std::int32_t template_version = 0;
    std::string traceparent;

    // Its recipient was deleted, and its address and text with them: it is not to be sent, even where they
    // have come back since.
    bool is_erased() const { return address.empty(); }

    bool operator==(const Notification&) const = default;
};

// One call to one provider, as it is kept.
struct Attempt {
    NotificationId notification;
    Round round = 0;
    int number = 0;
    std::string provider;
    Time started_at;
    Time finished_at;
    OutcomeKind outcome = OutcomeKind::unknown;
    std::string detail;
    std::string provider_id;

    bool operator==(const Attempt&) const = default;
};

}  // namespace tidings::core
