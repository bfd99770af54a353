#pragma once

#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "http/server.h"

namespace tidings::app {

inline http::ServerOptions on_any_port() {
    http::ServerOptions options;
    options.listen = "127.0.0.1:0";
    return options;
}

// An HTTP server on loopback whose answers a test scripts, and which remembers what it was asked. It stands
// where clients expect a tidings.
class ScriptedServer {
public:
    using Script = std::function<http::Response(const http::Request&)>;

    explicit ScriptedServer(Script script)
        : script_(std::move(script)),
          server_(on_any_port(), [this](http::Request&& request, http::Responder&& responder) {
              http::Response response = script_(request);
              {
                  const std::lock_guard lock(mutex_);
                  requests_.push_back(std::move(request));
              }
              responder.answer(std::move(response));
          }) {
        EXPECT_TRUE(server_.start());
        thread_ = std::thread([this] { server_.run(); });
    }
    ~ScriptedServer() {
        server_.stop(std::chrono::milliseconds{0});
        thread_.join();
    }
    ScriptedServer(const ScriptedServer&) = delete;
    ScriptedServer& operator=(const ScriptedServer&) = delete;

    // One that always answers the same.
    static Script always(int status, std::string json) {
        return [status, json = std::move(json)](const http::Request&) {
            return http::respond(status, "application/json", json);
        };
    }

    std::string url() const { return "http://127.0.0.1:" + std::to_string(server_.port()); }

    std::vector<http::Request> requests() {
        const std::lock_guard lock(mutex_);
        return requests_;
    }

    // "GET /v1/users/u1?x=y", a line for each request.
    std::string asked() {
        std::string lines;
        for (const http::Request& request : requests()) {
            lines += request.method + ' ' + request.path;
            lines += (request.query.empty() ? "" : "?" + request.query) + '\n';
        }
        return lines;
    }

private:
    Script script_;
    std::mutex mutex_;
    std::vector<http::Request> requests_;
    http::Server server_;
    std::thread thread_;
};

}  // namespace tidings::app
