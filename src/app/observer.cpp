#include "app/observer.h"

#include "base/log.h"

namespace tidings::app {
namespace {

constexpr Duration kUnbalancedFor = std::chrono::seconds{2};  // before that it is no fault

double seconds(Duration d) {
    return std::chrono::duration<double>(d).count();
}

}  // namespace

Observer::Observer(Engine& engine, const admin::Parts& parts, const admin::Options& options, Metrics& metrics,
                   Readiness& readiness)
    : engine_(engine), parts_(parts), options_(options), metrics_(metrics), readiness_(readiness) {}

Result<std::size_t> Observer::step() {
    const auto maintained = engine_.maintain();
    const auto ledger = admin::Admin::ledger(parts_, options_, false);
    readiness_.store = maintained && ledger;  // what cannot be written is not ready, though it can be read
    readiness_.log = maintained.has_value();
    if (!maintained) return maintained.error();
    if (!ledger) return ledger.error();
    lag_ = ledger->lag();
    show(*ledger);
    if (const auto shown = show_queue(); !shown) return shown.error();
    return std::size_t{0};
}

void Observer::show(const core::Ledger& ledger) {
    const auto set = [&](std::string_view name, std::string_view help, std::int64_t value) {
        metrics_.gauge(name, help).set(static_cast<double>(value));
    };
    set("tidings_ledger_accepted", "Records that the event logs hold or held.", ledger.accepted);
    set("tidings_ledger_lag", "Accepted records that wait to be decided.", ledger.lag());
    set("tidings_ledger_events", "Events for one recipient that were decided.", ledger.counts.events);
    set("tidings_ledger_duplicates", "Records that repeated an event.", ledger.counts.duplicates);
    set("tidings_ledger_changes", "Changes of profiles.", ledger.counts.changes);
    set("tidings_ledger_unreadable", "Records that nobody could read.", ledger.counts.unreadable);
    set("tidings_ledger_decided", "Notifications that were decided.", ledger.decided);
    const auto faults = ledger.faults();
    set("tidings_ledger_faults", "Equations of the ledger that do not hold.",
        static_cast<std::int64_t>(faults.size()));
    for (const auto state : core::kStates) {
        metrics_
            .gauge("tidings_notifications", "Notifications by state.",
                   {{"state", std::string(core::name(state))}})
            .set(static_cast<double>(ledger.states[core::index(state)]));
    }
    tell(faults);
}

// Once, and not at once: what has just come due because the clock jumped is not overdue yet.
void Observer::tell(const std::vector<std::string>& faults) {
    const SteadyTime now = parts_.clock.steady();
    if (faults.empty()) {
        unbalanced_since_.reset();
        told_ = false;
        return;
    }
    if (!unbalanced_since_) unbalanced_since_ = now;
    if (told_ || now - *unbalanced_since_ < kUnbalancedFor) return;
    told_ = true;
    for (const auto& fault : faults) log::error("the ledger does not balance", {{"fault", fault}});
}

Result<> Observer::show_queue() {
    const auto depths = parts_.queue.depths();
    if (!depths) return depths.error();
    for (const auto& depth : *depths) {
        const Labels labels{{"channel", std::string(core::name(depth.lane.channel))},
                            {"priority", std::string(core::name(depth.lane.priority))}};
        metrics_.gauge("tidings_queue_tasks", "Tasks that wait in the queue.", labels)
            .set(static_cast<double>(depth.waiting));
        metrics_.gauge("tidings_queue_leased_tasks", "Tasks that a worker has.", labels)
            .set(static_cast<double>(depth.leased));
        metrics_.gauge("tidings_queue_oldest_seconds", "How long the oldest waiting task has waited.", labels)
            .set(depth.oldest ? seconds(parts_.clock.steady() - *depth.oldest) : 0);
    }
    return {};
}

}  // namespace tidings::app
