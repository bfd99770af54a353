#pragma once

#include <string>
#include <thread>

#include "app/settings.h"
#include "app/system_routes.h"
#include "http/server.h"

namespace tidings::app {

// Answers where the program will listen while the servers that it needs are not there yet: /healthz says that
// it lives, /readyz which part it waits for, and below /v1/ everything is 503. Its thread ends with it.
class WaitingRoom {
public:
    // Errc::unavailable or Errc::invalid where it cannot listen.
    static Result<std::unique_ptr<WaitingRoom>> open(const Settings& settings);
    ~WaitingRoom();

    void missing(const std::string& part) { readiness_.set({{part, true, unavailable("")}}); }

private:
    explicit WaitingRoom(const Settings& settings);

    Metrics metrics_;
    Readiness readiness_;
    http::Router router_;
    http::Server server_;
    std::thread thread_;
};

}  // namespace tidings::app
