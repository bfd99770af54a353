#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/secret.h"
#include "core/ids.h"

namespace tidings::web {

// The links by which a recipient switches a category off: what is meant, and an HMAC-SHA256 that shows that
// we made them. They do not end. A value that is cheap to copy.
class UnsubscribeTokens {
public:
    struct Meant {
        core::UserId user;
        std::string category;
    };

    // `base_url` is where recipients reach the gateway: "https://notify.example.org".
    UnsubscribeTokens(Secret key, std::string base_url);

    std::string url(const core::UserId& user, const std::string& category) const;
    std::optional<Meant> read(std::string_view token) const;

private:
    std::string sign(std::string_view text) const;

    Secret key_;
    std::string base_url_;
};

}  // namespace tidings::web
