#pragma once

#include <string>
#include <string_view>

#include "base/json.h"
#include "base/result.h"

// What every message of Celery is wrapped in: headers, properties, and a body in base64.
namespace tidings::adapters::redis {

// A longer message is not read.
inline constexpr std::size_t kMessageMax = 8U << 20U;

struct Envelope {
    json::object headers;
    json::value body;
    std::size_t bytes = 0;  // of the body, where it was read
};

// Errc::invalid: "the message <what>", where `what` says what is wrong with it.
Error bad_message(std::string_view what);

// Errc::invalid says what is wrong with it, and quotes nothing of it.
Result<Envelope> read_envelope(std::string_view message);

// A message to an exchange that is not kept: an event, or an answer to a question. `tag` is no other's.
std::string write_envelope(std::string_view exchange, std::string_view routing_key, std::string_view tag,
                           const Envelope& envelope);

}  // namespace tidings::adapters::redis
