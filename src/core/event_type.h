#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/time.h"
#include "core/faults.h"
#include "core/ids.h"
#include "core/retry.h"
#include "core/words.h"

namespace tidings::core {

// A catalog entry: what events of this type look like and how they are treated.
struct EventType {
    TypeName name;
    std::int32_t version = 1;
    std::string title;
    std::string description;
    json::value schema;  // JSON Schema, draft 7, of the payload

    Priority priority = Priority::normal;
    std::vector<Channel> channels{kChannels.begin(), kChannels.end()};

    std::string locale;  // of recipients who have none, or none with a text; empty: the setting's

    std::string category = "general";  // what a recipient may switch off
    bool category_can_be_off = true;

    // Where in the data an address stands when the profile has none: JSON Pointers by channel.
    std::map<Channel, std::string> address;
    bool creates_recipient = false;

    bool critical_keeps_quiet = false;  // quiet hours hold critical ones of this type too
    std::optional<RetryPolicy> retry;   // instead of the setting
    bool hold_unknown = false;          // an unanswered send is held as failed instead of sent again
    Duration expires_after = std::chrono::hours{72};

    // What a newer program wrote and this one does not know, each where it stood: written again with the
    // rest.
    json::object newer{};

    // The JSON form, as PUT takes it and GET shows it. Reading fills `faults` with all that is wrong; the
    // schema itself is not looked into. A channel that is not known is a fault in any case: without it an
    // event would be decided for fewer channels than it was meant for.
    static EventType from_json(const TypeName& name, const json::value& v, Faults& faults,
                               Unknown unknown = Unknown::is_fault);
    json::value to_json() const;
};

}  // namespace tidings::core
