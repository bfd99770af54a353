#pragma once

#include <functional>
#include <ostream>
#include <string>
#include <string_view>

#include "app/api_client.h"
#include "app/style.h"
#include "base/json.h"
#include "base/result.h"
#include "base/time.h"

namespace tidings::app {

// Tells the demo and keeps count: what is checked is read through the HTTP interface, as anyone would.
class Story {
public:
    Story(const ApiClient& client, std::ostream& out, Style style)
        : client_(client), out_(out), style_(style) {}

    const ApiClient& client() const { return client_; }

    // A numbered heading.
    void begin_act(std::string_view title);

    void say(std::string_view text);

    // One line with ✓ or ✗. Returns `happened`.
    bool check(bool happened, std::string_view what);

    // An act that could not go on.
    void fail(const Error& error);

    // Whether there were checks, and all of them held.
    bool all_happened() const { return checks_ > 0 && failures_ == 0; }

    // Asks for a notification until `is_so`, for ten seconds at most.
    Result<json::value> await_notification(const std::string& id,
                                           const std::function<bool(const json::value&)>& is_so);

    // Asks for an event's notifications until there are `count` and all satisfy `is_so`, and prints a line
    // for each change of state that it sees.
    Result<json::array> await_notifications(const std::string& query_name, const std::string& query_value,
                                            std::size_t count,
                                            const std::function<bool(const json::value&)>& is_so);

    // Sends an event and returns its id.
    Result<std::string> send(std::string_view type, std::string_view user, json::object data,
                             std::vector<std::string> channels = {});
    Result<> put_user(std::string_view user, json::object profile);

    // Turns the test clock forward.
    Result<> set_clock(Time to);

private:
    Result<json::value> await(const std::string& path, const std::function<bool(const json::value&)>& is_so,
                              const std::function<void(const json::value&)>& look);

    const ApiClient& client_;
    std::ostream& out_;
    Style style_;
    int acts_ = 0;
    int checks_ = 0;
    int failures_ = 0;
};

}  // namespace tidings::app
