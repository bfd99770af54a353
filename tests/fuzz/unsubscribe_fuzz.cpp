// A user and a category, a line each, then a token. Links that we made read as what they mean; nothing else
// does.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/assert.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/utf8.h"
#include "fuzz/lines.h"
#include "services/web/unsubscribe_token.h"

using namespace tidings;

namespace {

constexpr std::string_view kPath = "https://notify.example.org/v1/unsubscribe/";

// What anyone can make: the right form, with the signature of another key.
std::string forged(std::string_view text) {
    const auto mac = hmac_sha256("another key", text);
    return to_hex({reinterpret_cast<const char*>(mac.data()), 16}) + to_hex(text);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view rest(reinterpret_cast<const char*>(data), size);
    const core::UserId user{std::string(fuzz::take_line(rest))};
    const std::string category{fuzz::take_line(rest)};
    const web::UnsubscribeTokens tokens(Secret("key"), "https://notify.example.org");
    TIDINGS_ASSERT(!tokens.read(rest));
    TIDINGS_ASSERT(!tokens.read(forged(rest)));
    if (!is_utf8(user.str()) || !is_utf8(category) || user.str().find('\0') != std::string::npos ||
        category.find('\0') != std::string::npos) {
        return 0;
    }

    const std::string url = tokens.url(user, category);
    TIDINGS_ASSERT(url.starts_with(kPath));
    std::string token = url.substr(kPath.size());
    const auto meant = tokens.read(token);
    TIDINGS_ASSERT(meant && meant->user == user && meant->category == category);
    // Any other character in any place, and a token that is cut, mean nothing.
    const std::size_t at = size % token.size();
    TIDINGS_ASSERT(!tokens.read(std::string_view(token).substr(0, at)));
    token[at] = token[at] == '0' ? '1' : '0';
    TIDINGS_ASSERT(!tokens.read(token));
    return 0;
}
