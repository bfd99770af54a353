#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "base/secret.h"
#include "base/time.h"

namespace tidings::app {

// Speaks to a running tidings over its HTTP interface. Where gateway and admin are processes of their own,
// `base_url` is the gateway's; the rest is asked of the admin, which is known by `set_admin_url`, or because
// the gateway says so (307). Not for several threads.
class ApiClient {
public:
    struct Answer {
        int status = 0;
        json::value body;         // null where the answer has none, or none that is JSON
        bool is_foreign = false;  // it has a body that is no JSON
    };
    using Query = std::vector<std::pair<std::string, std::string>>;

    // `key` may be empty: on loopback none is needed until the first is made.
    ApiClient(std::string base_url, Secret key);

    // Whatever the status is. Errc::unavailable when nobody answers. `path` is percent-encoded.
    Result<Answer> exchange(std::string_view method, const std::string& path,
                            const std::optional<json::value>& body = std::nullopt) const;

    // The body of a success, which must be JSON; any other status is an error: Errc::not_found (404),
    // conflict (409), unavailable (429, 5xx), invalid. Its text has the problem's title and detail and, on
    // lines of their own, the faults.
    Result<json::value> ask(std::string_view method, const std::string& path,
                            const std::optional<json::value>& body = std::nullopt) const;

    Result<json::value> get(const std::string& path) const { return ask("GET", path); }

    // Empty: the same as the gateway's, or what the gateway says.
    void set_admin_url(std::string url);

    // How long an answer may take; a question with `wait` takes as long as it says.
    void set_timeout(Duration timeout) { timeout_ = timeout; }

    const std::string& base_url() const { return base_url_; }

private:
    const std::string& url_for(std::string_view method, std::string_view path) const;

    std::string base_url_;
    std::string admin_url_;  // empty: not known
    Secret key_;
    Duration timeout_ = std::chrono::seconds{10};
};

// "/v1/events/a%2Fb": `segments` are encoded.
std::string path_of(std::initializer_list<std::string_view> segments, const ApiClient::Query& query = {});

// "?limit=5&cursor=a%2Fb", or nothing.
std::string query_text(const ApiClient::Query& query);

}  // namespace tidings::app
