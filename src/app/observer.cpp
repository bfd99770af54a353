#include "app/observer.h"

#include <algorithm>

#include "base/log.h"

namespace tidings::app {
namespace {

constexpr Duration kUnbalancedFor = std::chrono::seconds{2};  // before that it is no fault

double seconds(Duration d) {
    return std::chrono::duration<double>(d).count();
}

}  // namespace

Observer::Observer(Engine& engine, catalog::CatalogView& catalog, const admin::Options& options,
                   Metrics& metrics, Readiness& readiness)
    : engine_(engine), catalog_(catalog), options_(options), metrics_(metrics), readiness_(readiness) {}

Result<std::size_t> Observer::step() {
    const auto parts = engine_.maintain([this](const std::string& part) { readiness_.turns_to(part); });
    readiness_.set(parts);
    tell(parts);
    awaits_part_ = std::ranges::any_of(parts, &PartHealth::is_coming);
    for (const auto& part : parts) {
        if (!part.state) return part.state.error();
    }
    // What fails here is a part that has failed since, which the next step will tell.
    const bool can_count = engine_.has_store() && engine_.has_queue();
    if (const auto shown = can_count ? show_ledger() : show_lag(); !shown) return shown.error();
    if (!engine_.has_queue()) return std::size_t{0};
    if (const auto shown = show_queue(); !shown) return shown.error();
    return std::size_t{0};
}

Result<> Observer::show_ledger() {
    const admin::Parts parts{engine_.log(),   engine_.store(), engine_.queries(),
                             engine_.queue(), engine_.clock(), catalog_};
    const auto ledger = admin::Admin::ledger(parts, options_, false);
    if (!ledger) return ledger.error();
    // The log's own word counts too: it knows how old what waits is.
    const auto lag = engine_.lag();
    if (!lag) return lag.error();
    lag_ = std::max(ledger->lag(), *lag);
    show(*ledger);
    return {};
}

Result<> Observer::show_lag() {
    const auto lag = engine_.lag();
    if (!lag) return lag.error();
    lag_ = *lag;
    return {};
}

// When a part comes or goes: between that /readyz says it, and each step that needs the part fails.
void Observer::tell(const std::vector<PartHealth>& parts) {
    const SteadyTime now = engine_.clock().steady();
    for (const auto& part : parts) {
        const auto missing = missing_since_.find(part.name);
        if (part.state && missing != missing_since_.end()) {
            log::info("a part is back", {{"part", part.name}, {"missed_for", now - missing->second}});
            missing_since_.erase(missing);
        } else if (!part.state && missing == missing_since_.end()) {
            log::error("a part is missing", {{"part", part.name}, {"error", part.state.error().message}});
            missing_since_[part.name] = now;
        }
    }
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
    const SteadyTime now = engine_.clock().steady();
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
    const auto depths = engine_.queue().depths();
    if (!depths) return depths.error();
    for (const auto& depth : *depths) {
        const Labels labels{{"channel", std::string(core::name(depth.lane.channel))},
                            {"priority", std::string(core::name(depth.lane.priority))}};
        metrics_.gauge("tidings_queue_tasks", "Tasks that wait in the queue.", labels)
            .set(static_cast<double>(depth.waiting));
        metrics_.gauge("tidings_queue_leased_tasks", "Tasks that a worker has.", labels)
            .set(static_cast<double>(depth.leased));
        metrics_.gauge("tidings_queue_oldest_seconds", "How long the oldest waiting task has waited.", labels)
            .set(depth.oldest ? seconds(engine_.clock().steady() - *depth.oldest) : 0);
    }
    return {};
}

}  // namespace tidings::app
