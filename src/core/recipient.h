#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "core/faults.h"
#include "core/ids.h"
#include "core/quiet_hours.h"
#include "core/words.h"

namespace tidings::core {

struct PushToken {
    std::string token;
    std::string platform;  // may be empty
    json::object newer{};  // as in Recipient

    bool operator==(const PushToken&) const = default;
};

// A user: where they are reached, and how they want it. A recipient that was never written has version 0.
struct Recipient {
    UserId user;
    std::int64_t version = 0;   // of the last change taken; a change with a lower or the same one is old
    std::int64_t revision = 0;  // one higher with each write, also where an event fills in what is lacking
    // An event received before this moment (microseconds since 1970) fills in nothing: a PUT or a deletion
    // came since, or a change that took away what events fill in.
    std::int64_t filled_from = 0;
    // Its last deletion (microseconds since 1970): an event received before it is one for somebody deleted,
    // whoever is back since.
    std::int64_t erased_at = 0;
    bool erased = false;  // deleted: nothing is sent until a new PUT or a `creates_recipient` event

    std::string email;
    std::string phone;  // E.164
    std::vector<PushToken> push_tokens;
    std::string locale;                      // BCP 47; empty: the default
    std::string timezone;                    // IANA; empty: UTC
    std::map<Channel, bool> channels;        // absent: on
    std::map<std::string, bool> categories;  // absent: on
    std::optional<QuietHours> quiet_hours;
    // What a newer program wrote and this one does not know, each where it stood: written again with the
    // rest.
    json::object newer{};

    // The address on a channel as the provider takes it, empty when there is none; push tokens are joined by
    // commas.
    std::string address(Channel c) const;

    // Whose clocks quiet hours and texts go by. UTC where the profile has none, or one that is gone from
    // tzdata.
    TimeZone zone() const;

    // The profile as `GET /v1/users/{id}` shows it, and as PUT takes it. Reading fills `faults` with all that
    // is wrong; the recipient is then not to be used.
    json::value to_json() const;
    static Recipient from_json(const UserId& user, const json::value& v, Faults& faults,
                               Unknown unknown = Unknown::is_fault);

    bool operator==(const Recipient&) const = default;
};

}  // namespace tidings::core
