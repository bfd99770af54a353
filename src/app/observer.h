#pragma once

#include <atomic>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "app/engine.h"
#include "app/system_routes.h"
#include "base/metrics.h"
#include "services/admin/admin.h"

namespace tidings::app {

// Looks at the engine about every second: keeps it in order, sets the gauges, says whether it is ready, and
// knows how far the notifier lags behind. The ledger is watched where store and queue can be asked. For one
// thread, `lag` for any.
class Observer {
public:
    Observer(Engine& engine, catalog::CatalogView& catalog, const admin::Options& options, Metrics& metrics,
             Readiness& readiness);

    Result<std::size_t> step();

    // How long until the next step: less while a part is still coming.
    Duration idle() const { return awaits_part_ ? kLookForPart : kLook; }

    std::int64_t lag() const { return lag_; }

private:
    static constexpr Duration kLook = std::chrono::seconds{1};
    static constexpr Duration kLookForPart = std::chrono::milliseconds{100};

    Result<> show_ledger();
    Result<> show_lag();
    void show(const core::Ledger& ledger);
    void tell(const std::vector<PartHealth>& parts);
    void tell(const std::vector<std::string>& faults);
    Result<> show_queue();

    Engine& engine_;
    catalog::CatalogView& catalog_;
    admin::Options options_;
    Metrics& metrics_;
    Readiness& readiness_;
    std::atomic<std::int64_t> lag_{0};
    std::map<std::string, SteadyTime> missing_since_;  // by part
    std::optional<SteadyTime> unbalanced_since_;
    bool awaits_part_ = false;
    bool told_ = false;  // of this imbalance
};

}  // namespace tidings::app
