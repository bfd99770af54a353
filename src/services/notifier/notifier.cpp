#include "services/notifier/notifier.h"

#include "base/log.h"
#include "services/notifier/withdrawal.h"
#include "services/records/status_record.h"

namespace tidings::notifier {
namespace {

constexpr Duration kChoresEvery = std::chrono::seconds{1};
constexpr std::size_t kCollectMax = 100;

}  // namespace

Notifier::Notifier(const Parts& parts, Options options, Random random)
    : parts_(parts),
      options_(std::move(options)),
      lanes_(parts.queue),
      handover_(parts.log, parts.queue, parts.store, parts.clock, parts.catalog, random),
      commander_(parts.log, parts.store, parts.queries, parts.queue, parts.clock, parts.catalog, options_),
      tracker_(parts.log, parts.store, parts.queue, parts.clock, parts.catalog, options_),
      consumer_(parts.log, parts.store, parts.queue, parts.clock, parts.catalog, lanes_, handover_, options_),
      dispatcher_(parts.store, parts.clock, parts.catalog, lanes_, handover_, options_) {}

Result<std::size_t> Notifier::step() {
    const auto tracked = track();
    if (!tracked) return tracked;
    const auto decided = decide();
    if (!decided) return decided;
    return *tracked + *decided;
}

Result<std::size_t> Notifier::track() {
    if (const auto refreshed = parts_.catalog.refresh(); !refreshed) return refreshed.error();
    return tracker_.step();
}

Result<std::size_t> Notifier::decide() {
    if (const auto refreshed = parts_.catalog.refresh(); !refreshed) return refreshed.error();
    if (!recovered_) return recover();
    std::size_t count = 0;
    const auto add = [&](const Result<std::size_t>& part) {
        if (part) count += *part;
        return part.has_value();
    };
    if (auto part = handover_.step(); !add(part)) return part;
    if (auto part = commander_.step(); !add(part)) return part;
    if (auto part = consumer_.step(); !add(part)) return part;
    if (auto part = dispatcher_.step(); !add(part)) return part;
    if (parts_.clock.steady() < chores_at_) return count;
    chores_at_ = parts_.clock.steady() + kChoresEvery;
    if (auto part = collect(); !add(part)) return part;
    if (auto part = handover_.redo_old(); !add(part)) return part;
    return count;
}

// Whether the tracker has folded all outcomes that were reported before this call.
Result<bool> Notifier::tracked_to_the_end() {
    const auto extents = parts_.log.extents(core::Topic::status);
    if (!extents) return extents.error();
    for (const auto& extent : *extents) {
        const auto next = parts_.store.offset(extent.partition);
        if (!next) return next.error();
        if (next->value_or(0) < extent.end) return false;
    }
    return true;
}

// The embedded queue starts empty. What was queued is decided again, once all outcomes that were reported
// before the end are known, so that nothing is sent again whose send is on record.
Result<std::size_t> Notifier::recover() {
    const auto tracked = tracked_to_the_end();
    if (!tracked) return tracked.error();
    if (!*tracked) return std::size_t{0};
    const auto queued = parts_.store.queued(recovered_to_, options_.batch_max);
    if (!queued) return queued.error();
    if (queued->empty()) {
        recovered_ = true;
        return std::size_t{1};
    }
    const auto taken = withdraw(parts_.store, parts_.queue, parts_.clock, *queued, false);
    if (!taken) return taken.error();
    recovered_to_ = queued->back().id;
    log::info("taken up again after a stop", {{"notifications", *taken}});
    return queued->size();
}

// A task whose lease has ended was perhaps sent: that is an outcome, `unknown`, for the policy to judge.
Result<std::size_t> Notifier::collect() {
    const auto ended = parts_.queue.ended(kCollectMax);
    if (!ended) return ended.error();
    if (ended->empty()) return std::size_t{0};
    // An outcome on its way is worth more than a guess.
    const auto tracked = tracked_to_the_end();
    if (!tracked) return tracked.error();
    if (!*tracked) return std::size_t{0};
    std::vector<core::NotificationId> ids;
    for (const auto& leased : *ended) ids.push_back(leased.task.id.notification);
    const auto found = parts_.store.notifications(ids);
    if (!found) return found.error();
    const Time now = parts_.clock.now();
    std::vector<ports::NewRecord> records;
    for (const auto& leased : *ended) {
        const auto n = found->find(leased.task.id.notification);
        const bool open = n != found->end() && n->second.state == core::State::queued &&
                          n->second.round == leased.task.id.round;
        if (!open) continue;
        core::Outcome outcome;
        outcome.kind = core::OutcomeKind::unknown;
        outcome.detail = "the worker did not report in time";
        records.push_back(records::write_outcome(
            {leased.task.id, leased.task.attempt, "unknown", now, now, std::move(outcome)}));
    }
    if (const auto told = parts_.log.append(records); !told) return told.error();
    if (const auto done = parts_.queue.acknowledge(*ended); !done) return done.error();
    return ended->size();
}

}  // namespace tidings::notifier
