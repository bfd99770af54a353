#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "app/engine.h"
#include "base/metrics.h"
#include "http/router.h"

namespace tidings::app {

// What /readyz says. Any thread may read and write it; `Observer` looks after it, so that no probe waits for
// the store.
class Readiness {
public:
    // `now` is for tests.
    explicit Readiness(std::function<SteadyTime()> now = {});

    std::atomic<bool> draining{false};

    void set(const std::vector<PartHealth>& parts);

    // Somebody looks at a part, until the next call or `set`. A part that keeps them waiting for five seconds
    // is no good.
    void turns_to(const std::string& part);

    struct Part {
        bool required = false;
        bool good = false;
    };
    std::map<std::string, Part> parts() const;

private:
    struct Look {
        std::string part;
        SteadyTime since;
    };

    const std::function<SteadyTime()> now_;
    mutable std::mutex mutex_;
    std::map<std::string, Part> parts_;
    std::optional<Look> look_;
};

// /healthz, /readyz, /metrics and /openapi.json, which need no key: they say nothing about anybody.
void add_system_routes(http::Router& router, Metrics& metrics, const Readiness& readiness);

}  // namespace tidings::app
