#include "core/event.h"

#include <map>

#include "base/hash.h"

namespace tidings::core {
namespace {

std::string time_or_empty(const std::optional<Time>& t) {
    return t ? format_rfc3339(*t) : std::string();
}

std::string names(const std::optional<std::vector<Channel>>& channels) {
    std::string out;
    for (const Channel c : channels.value_or(std::vector<Channel>{})) {
        out += name(c);
        out += ',';
    }
    return out;
}

// The members of an object have no order that means anything: a producer that repeats an event may write them
// in another.
json::value sorted(const json::value& v) {
    if (const auto* array = v.if_array()) {
        json::array out;
        for (const json::value& item : *array) out.push_back(sorted(item));
        return out;
    }
    const auto* object = v.if_object();
    if (!object) return v;
    std::map<std::string_view, const json::value*> by_key;
    for (const auto& member : *object) by_key.emplace(member.key(), &member.value());
    json::object out;
    for (const auto& [key, value] : by_key) out.emplace(key, sorted(*value));
    return out;
}

}  // namespace

std::string Event::body_hash() const {
    const Sha256 hash = sha256_of({type.str(), json::write(sorted(data)), priority ? name(*priority) : "",
                                   names(channels), time_or_empty(send_at), time_or_empty(expires_at)});
    return {hash.begin(), hash.end()};
}

}  // namespace tidings::core
