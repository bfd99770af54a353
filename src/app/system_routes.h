#pragma once

#include <atomic>

#include "base/metrics.h"
#include "http/router.h"

namespace tidings::app {

// /healthz, /readyz and /metrics, which need no key: they say nothing about anybody. Readiness is looked
// after by `Observer`, so that no probe waits for the store.
struct Readiness {
    std::atomic<bool> log{true};
    std::atomic<bool> store{true};
    std::atomic<bool> draining{false};
};
void add_system_routes(http::Router& router, Metrics& metrics, const Readiness& readiness);

}  // namespace tidings::app
