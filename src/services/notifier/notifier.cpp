#include "services/notifier/notifier.h"

#include "base/log.h"
#include "services/notifier/withdrawal.h"
#include "services/records/status_record.h"

namespace tidings::notifier {
namespace {

constexpr Duration kChoresEvery = std::chrono::seconds{1};
constexpr Duration kSweepEvery = std::chrono::minutes{1};
constexpr std::size_t kCollectMax = 100;

struct Divided {
    std::vector<core::Notification> begun;
    std::vector<core::Notification> waiting;
};

// By whether a worker has said that it begins the send of this round.
Divided divide(std::span<const core::Notification> queued) {
    Divided out;
    for (const auto& n : queued) (n.started_round == n.round ? out.begun : out.waiting).push_back(n);
    return out;
}

}  // namespace

Notifier::Notifier(const Parts& parts, Options options, Random random)
    : parts_(parts),
      options_(std::move(options)),
      lanes_(parts.queue),
      tracker_(parts.log, parts.store, parts.queue, parts.clock, parts.catalog, options_),
      handover_(parts.log, parts.queue, parts.store, parts.clock, parts.catalog, tracker_, random),
      withdrawal_(parts.store, parts.queue, parts.clock, tracker_),
      commander_(parts.log, parts.store, parts.queries, parts.clock, parts.catalog, handover_, withdrawal_,
                 options_),
      consumer_(parts.log, parts.store, parts.clock, parts.catalog, lanes_, handover_, withdrawal_, options_),
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
    if (auto part = push_lost(); !add(part)) return part;
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

// A send that had begun, of an event type that holds what may have been sent, has ended unknown. The tracker
// folds that as it does any outcome.
Result<> Notifier::tell_unknown(std::span<const core::Notification> begun) {
    if (begun.empty()) return {};
    const Time now = parts_.clock.now();
    std::vector<ports::NewRecord> records;
    for (const auto& n : begun) {
        core::Outcome outcome;
        outcome.kind = core::OutcomeKind::unknown;
        outcome.detail = "the program ended during the send";
        records.push_back(records::write_outcome(
            {{n.id, n.round}, n.attempt_count + 1, "unknown", now, now, std::move(outcome)}));
    }
    return parts_.log.append(records);
}

// The embedded queue starts empty. What was queued is decided again, once all outcomes that were reported
// before the end are known, so that nothing is sent again whose send is on record; nor what had been
// announced.
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
    const auto [begun, waiting] = divide(*queued);
    if (const auto told = tell_unknown(begun); !told) return told.error();
    const auto taken = withdrawal_.take_back(waiting);
    if (!taken) return taken.error();
    recovered_to_ = queued->back().id;
    log::info("taken up again after a stop", {{"notifications", *taken}, {"held", begun.size()}});
    return queued->size();
}

// Where more is `queued` than the queue holds, somebody has died or failed between the two: the oldest are
// pushed again. Pushing what is there changes nothing.
Result<std::size_t> Notifier::push_lost() {
    if (parts_.clock.steady() < sweep_at_) return std::size_t{0};
    const auto depths = parts_.queue.depths();
    if (!depths) return depths.error();
    const auto ledger = parts_.queries.ledger();
    if (!ledger) return ledger.error();
    std::size_t held = 0;
    for (const auto& depth : *depths) held += depth.waiting + depth.leased;
    if (static_cast<std::size_t>(ledger->states[core::index(core::State::queued)]) <= held)
        swept_to_ = {};
    else if (const auto pushed = push_some_lost(); !pushed)
        return pushed;
    if (swept_to_ == core::NotificationId{}) sweep_at_ = parts_.clock.steady() + kSweepEvery;
    return std::size_t{0};
}

Result<std::size_t> Notifier::push_some_lost() {
    auto queued = parts_.store.queued(swept_to_, options_.batch_max);
    if (!queued) return queued.error();
    swept_to_ = queued->empty() ? core::NotificationId{} : queued->back().id;
    const Time before = parts_.clock.now() - options_.lost_after;
    std::erase_if(*queued, [&](const core::Notification& n) { return n.updated_at >= before; });
    auto tasks = handover_.tasks_of(*queued);
    if (!tasks) return tasks.error();
    if (const auto pushed = handover_.push_again(*tasks); !pushed) return pushed.error();
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
