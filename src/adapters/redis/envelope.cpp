#include "adapters/redis/envelope.h"

#include <optional>

#include "base/hash.h"

namespace tidings::adapters::redis {
namespace {

const json::object* object_in(const json::object& o, std::string_view name) {
    const auto* v = json::member(o, name);
    return v ? v->if_object() : nullptr;
}

// The text of the body. Without body_encoding it stands there as it is.
std::optional<std::string> body_of(const json::object& envelope) {
    const auto* body = json::member(envelope, "body");
    const auto* properties = object_in(envelope, "properties");
    if (!body || !body->is_string() || !properties) return std::nullopt;
    const auto encoding = json::text_or_empty(*properties, "body_encoding");
    if (encoding.empty()) return std::string(body->get_string());
    if (encoding != "base64") return std::nullopt;
    return base64_decode(body->get_string());
}

}  // namespace

Error bad_message(std::string_view what) {
    return invalid("the message " + std::string(what));
}

Result<Envelope> read_envelope(std::string_view message) {
    if (message.size() > kMessageMax) return bad_message("is too long");
    const auto parsed = json::read(message);
    if (!parsed) return bad_message("is no JSON");
    const auto* envelope = parsed->if_object();
    const auto* headers = envelope ? object_in(*envelope, "headers") : nullptr;
    if (!headers) return bad_message("has no headers");
    if (json::text_or_empty(*envelope, "content-type") != "application/json") {
        return bad_message("is of another type than JSON");
    }
    const auto text = body_of(*envelope);
    if (!text) return bad_message("has a body that is not base64");
    auto body = json::read(*text);
    if (!body) return bad_message("has a body that is no JSON");
    return Envelope{*headers, std::move(*body), text->size()};
}

std::string write_envelope(std::string_view exchange, std::string_view routing_key, std::string_view tag,
                           const Envelope& envelope) {
    return json::write(json::object{
        {"body", base64_encode(json::write(envelope.body))},
        {"content-encoding", "utf-8"},
        {"content-type", "application/json"},
        {"headers", envelope.headers},
        {"properties",
         json::object{
             {"delivery_mode", 1},
             {"delivery_info", json::object{{"exchange", exchange}, {"routing_key", routing_key}}},
             {"priority", 0},
             {"body_encoding", "base64"},
             {"delivery_tag", tag},
         }},
    });
}

}  // namespace tidings::adapters::redis
