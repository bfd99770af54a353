#include "core/event.h"

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

}  // namespace

std::string Event::body_hash() const {
    const Sha256 hash = sha256_of({type.str(), json::write(data), priority ? name(*priority) : "",
                                   names(channels), time_or_empty(send_at), time_or_empty(expires_at)});
    return {hash.begin(), hash.end()};
}

}  // namespace tidings::core
