#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/time.h"
#include "core/ids.h"
#include "core/words.h"

namespace tidings::core {

// A fact from a producer for one recipient, as the gateway accepted it.
struct Event {
    Source source;
    EventId id;
    TypeName type;
    std::int32_t type_version = 0;  // of the event type, when it was accepted
    UserId user;
    json::value data;
    Time received_at;
    std::int32_t recipients = 1;  // of the request that it came with, this one included

    std::optional<Priority> priority;              // instead of the type's
    std::optional<std::vector<Channel>> channels;  // instead of the type's; never empty
    std::optional<Time> send_at;
    std::optional<Time> expires_at;
    std::string traceparent;

    EventKey key() const { return EventKey::of(source, id, user); }

    // SHA-256 of all that the producer said: two records with one key and different hashes conflict. It
    // leaves out what the gateway stamped, and the order of members.
    std::string body_hash() const;
};

}  // namespace tidings::core
