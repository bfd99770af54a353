#pragma once

#include <functional>
#include <memory>
#include <string>

#include "app/settings.h"
#include "base/result.h"

// The one place that knows concrete types: which adapters stand behind the ports, which providers send, which
// services run.
namespace tidings::app {

// A whole program in this process, on threads of its own.
class RunningServer {
public:
    virtual ~RunningServer() = default;  // drains

    // Where it listens: "http://127.0.0.1:8080". With port 0 in `http.listen`, the port that was got.
    virtual std::string url() const = 0;
};

// Starts what the settings say and returns as soon as it answers requests. For `tidings demo` and tests.
Result<std::unique_ptr<RunningServer>> start_server(const Settings& settings);

// `tidings serve`: the same until SIGTERM or SIGINT, drained. Returns the exit code; why it did not start is
// in the error.
Result<int> serve(const Settings& settings);

}  // namespace tidings::app
