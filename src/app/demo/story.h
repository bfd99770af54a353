#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <ostream>
#include <string>
#include <string_view>

#include "app/api_client.h"
#include "app/demo/stage.h"
#include "app/style.h"
#include "base/json.h"
#include "base/result.h"
#include "base/time.h"

namespace tidings::app {

// Tells the demo and keeps count: what is checked is read through the HTTP interface, as anyone would.
class Story {
public:
    // `patience`: how long anything may take.
    Story(const ApiClient& client, std::ostream& out, Style style, std::chrono::milliseconds patience,
          Stage stage = {})
        : client_(client), out_(out), style_(style), patience_(patience), stage_(std::move(stage)) {}

    const ApiClient& client() const { return client_; }
    const Stage& stage() const { return stage_; }

    // The id of one of its people.
    std::string user(std::string_view name) const { return std::string(name) + stage_.suffix; }

    // A numbered heading.
    void begin_act(std::string_view title);

    void say(std::string_view text);

    // One line with ✓ or ✗. Returns `happened`.
    bool check(bool happened, std::string_view what);

    // An act that could not go on.
    void fail(const Error& error);

    // Whether there were checks, and all of them held.
    bool all_happened() const { return checks_ > 0 && failures_ == 0; }

    // Asks until `is_so`; what is not found yet is waited for, and `look` sees each answer.
    Result<json::value> await(const std::string& path, const std::function<bool(const json::value&)>& is_so,
                              const std::function<void(const json::value&)>& look = nullptr);

    // Asks for a notification until `is_so`, and adds a row to the act's table for each change of state that
    // it sees.
    Result<json::value> await_notification(const std::string& id,
                                           const std::function<bool(const json::value&)>& is_so);

    // The same for an event's notifications, until there are `count` and all satisfy `is_so`.
    Result<json::array> await_notifications(const std::string& query_name, const std::string& query_value,
                                            std::size_t count,
                                            const std::function<bool(const json::value&)>& is_so);

    // Sends an event to one of its people and returns its id. A gateway hears of a new type only a moment
    // later, so what is refused is sent again.
    Result<std::string> send(std::string_view type, std::string_view name, json::object data,
                             std::vector<std::string> channels = {});
    Result<> put_user(std::string_view name, json::object profile);

    // Turns the test clock forward.
    Result<> set_clock(Time to);

private:
    void note(const json::value& notification);
    void add_row(const json::value& notification);

    const ApiClient& client_;
    std::ostream& out_;
    Style style_;
    std::chrono::milliseconds patience_;
    Stage stage_;
    bool has_table_ = false;                   // the act has one already
    std::map<std::string, std::string> seen_;  // the states in it, by notification
    int acts_ = 0;
    int checks_ = 0;
    int failures_ = 0;
};

}  // namespace tidings::app
