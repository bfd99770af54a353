#pragma once

#include <atomic>
#include <optional>
#include <string>
#include <vector>

#include "app/engine.h"
#include "app/system_routes.h"
#include "base/metrics.h"
#include "services/admin/admin.h"

namespace tidings::app {

// Looks at the engine about every second: keeps it in order, sets the gauges, says whether it is ready, and
// knows how far the notifier lags behind. For one thread, `lag` for any.
class Observer {
public:
    Observer(Engine& engine, const admin::Parts& parts, const admin::Options& options, Metrics& metrics,
             Readiness& readiness);

    Result<std::size_t> step();

    std::int64_t lag() const { return lag_; }

private:
    void show(const core::Ledger& ledger);
    void tell(const std::vector<std::string>& faults);
    Result<> show_queue();

    Engine& engine_;
    admin::Parts parts_;
    admin::Options options_;
    Metrics& metrics_;
    Readiness& readiness_;
    std::atomic<std::int64_t> lag_{0};
    std::optional<SteadyTime> unbalanced_since_;
    bool told_ = false;  // of this imbalance
};

}  // namespace tidings::app
