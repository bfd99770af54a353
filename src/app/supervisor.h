#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "app/service_loop.h"
#include "app/signals.h"
#include "base/metrics.h"
#include "base/result.h"

namespace tidings::app {

// Something that is no service but starts and stops with them, such as the HTTP server. `stop` returns when
// it has stopped.
struct Part {
    std::string name;
    std::function<Result<>()> start;
    std::function<void()> stop;
};

// Starts services and parts in the order in which they were added and drains them in the reverse order, so
// that what takes work in from outside is added last.
//
// `add`, `start`, `run` and `stop` belong to one thread.
class Supervisor {
public:
    explicit Supervisor(Metrics& metrics) : metrics_(metrics) {}
    ~Supervisor();  // stops

    // The loop lives as long as the supervisor.
    ServiceLoop& add(Service service);
    void add(Part part);

    // Starts everything, or says what did not start and stops what did.
    Result<> start();

    // Drains everything, however long it takes. May be called again.
    void stop();

    // What is drained now, and what comes later, gives up its work at hand. Any thread.
    void abandon();

    struct Ending {
        Duration limit = std::chrono::seconds{20};  // of the whole drain
        Duration grace = std::chrono::seconds{2};   // after the limit, to end with the step at hand
        std::function<void(int)> exit_at_once;      // std::_Exit unless told
    };

    // Waits for SIGTERM, SIGINT or a crash, and drains within the limit. Then it gives up what is at hand
    // (nothing is lost by that: leases end), and ends the program where a thread does not return even so. A
    // second signal ends the program at once, with 128 + the signal. Returns the exit code: 0, or 1 after a
    // crash.
    int run(Signals& signals, const Ending& ending);
    int run(Signals& signals) { return run(signals, Ending{}); }

private:
    struct Running {
        Part part;
        std::unique_ptr<ServiceLoop> loop;  // or nothing
    };

    void crashed(const std::string& name);
    bool drain(Signals& signals, Duration limit, const Ending& ending);

    Metrics& metrics_;
    std::vector<Running> parts_;
    std::size_t started_ = 0;
    std::atomic<bool> has_crashed_ = false;
    std::atomic<bool> stopped_ = false;
    std::mutex mutex_;
    Signals* signals_ = nullptr;  // while `run` waits
};

}  // namespace tidings::app
