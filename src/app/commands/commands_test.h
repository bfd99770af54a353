#pragma once

#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/cli.h"
#include "app/scripted_server_test.h"
#include "base/json.h"
#include "http/problem.h"
#include "support/temporary_folder.h"

// The commands that speak to a server, against one whose answers are scripted: what they ask, and what they
// print.
namespace tidings::app {

using Words = std::vector<std::string>;

struct Called {
    int code;
    std::string out;
    std::string err;
};

// The commands are given `environment` alone.
inline Called run_in(std::map<std::string, std::string> environment, Words arguments) {
    std::ostringstream out;
    std::ostringstream err;
    const int code =
        run_command_line({std::move(arguments), std::move(environment), out, err, Style()}, all_commands());
    return {code, out.str(), err.str()};
}

// The server is that of TIDINGS_URL.
inline Called run(const ScriptedServer& server, Words arguments) {
    return run_in({{"TIDINGS_URL", server.url()}}, std::move(arguments));
}

// One command, one answer: what it asks, and what it makes of the answer. The tests of each command have a
// table of them; what is held of all stands in commands_test.cpp.
struct Exchange {
    std::string name;
    Words arguments;
    std::string asked;  // "METHOD /path?query"
    std::string body;   // as JSON; empty: none
    std::string answer;
    std::string printed;
};

inline void PrintTo(const Exchange& exchange, std::ostream* out) {
    *out << exchange.name;
}

inline std::string exchange_name(const ::testing::TestParamInfo<Exchange>& info) {
    return info.param.name;
}

// A server that knows one event "e1" with two notifications, "n1" on sms and "n2" on email.
inline http::Response one_event(const http::Request& request) {
    const std::string path = request.path;
    const auto ok = [](const std::string& body) { return http::respond(200, "application/json", body); };
    const auto notification = [](const std::string& id, const std::string& channel) {
        return R"({"id": ")" + id + R"(", "event_id": "e1", "source": "s", "user": "u1", "channel": ")" +
               channel +
               R"(", "state": "delivered", "attempts": [{"number": 1, "outcome": "delivered", "provider": "p",
               "finished_at": "2026-01-01T00:00:00Z"}]})";
    };
    if (path == "/v1/events/e1") {
        return ok(R"({"id": "e1", "decisions": [
            {"user": "u1", "channel": "sms", "result": "send", "reason": "ok"},
            {"user": "u1", "channel": "email", "result": "send", "reason": "ok"}],
            "notifications": [{"id": "n1"}, {"id": "n2"}]})");
    }
    if (path == "/v1/notifications/n1") return ok(notification("n1", "sms"));
    if (path == "/v1/notifications/n2") return ok(notification("n2", "email"));
    if (path == "/v1/reasons") return ok(R"({"items": []})");
    return http::respond(404, "application/json", R"({"title": "not found"})");
}

class ExchangeTest : public ::testing::TestWithParam<Exchange> {};

}  // namespace tidings::app
