#pragma once

#include <atomic>
#include <map>
#include <mutex>
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
    std::atomic<bool> draining{false};

    void set(const std::vector<PartHealth>& parts);

    struct Part {
        bool required = false;
        bool good = false;
    };
    std::map<std::string, Part> parts() const;

private:
    mutable std::mutex mutex_;
    std::map<std::string, Part> parts_;
};

// /healthz, /readyz, /metrics and /openapi.json, which need no key: they say nothing about anybody.
void add_system_routes(http::Router& router, Metrics& metrics, const Readiness& readiness);

}  // namespace tidings::app
