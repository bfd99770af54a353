#include "services/web/unsubscribe_token.h"

#include "base/hash.h"
#include "base/json.h"

namespace tidings::web {

UnsubscribeTokens::UnsubscribeTokens(Secret key, std::string base_url)
    : key_(std::move(key)), base_url_(std::move(base_url)) {}

// The token is hex all through, so that no mail program breaks it: 32 digits of the signature, then the text.
std::string UnsubscribeTokens::url(const core::UserId& user, const std::string& category) const {
    const std::string text = json::write(json::array{user.str(), category});
    return base_url_ + "/v1/unsubscribe/" + sign(text) + to_hex(text);
}

std::optional<UnsubscribeTokens::Meant> UnsubscribeTokens::read(std::string_view token) const {
    if (token.size() < 34) return std::nullopt;
    const auto text = from_hex(token.substr(32));
    if (!text || !equal_in_constant_time(token.substr(0, 32), sign(*text))) return std::nullopt;
    const auto v = json::read(*text);
    if (!v || !v->is_array() || v->get_array().size() != 2) return std::nullopt;
    const auto& parts = v->get_array();
    if (!parts[0].is_string() || !parts[1].is_string()) return std::nullopt;
    return Meant{core::UserId(std::string(parts[0].get_string())), std::string(parts[1].get_string())};
}

std::string UnsubscribeTokens::sign(std::string_view text) const {
    const auto mac = hmac_sha256(key_.reveal(), text);
    return to_hex({reinterpret_cast<const char*>(mac.data()), 16});
}

}  // namespace tidings::web
