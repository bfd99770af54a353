#include "services/notifier/notifier.h"

#include <algorithm>
#include <iterator>
#include <set>

namespace tidings::notifier {
namespace {

constexpr Duration kChoresEvery = std::chrono::seconds{1};
constexpr Duration kSweepEvery = std::chrono::minutes{1};
constexpr std::size_t kRowsMax = 1000;

// What all sweeps fence off each other with; no commit's row has it.
Uuid sweep_row() {
    Uuid row;
    row.bytes.fill(0xff);
    return row;
}

}  // namespace

Notifier::Notifier(const Parts& parts, Options options, Random random)
    : parts_(parts),
      options_(std::move(options)),
      lanes_(parts.queue),
      tracker_(parts.log, parts.store, parts.queue, parts.clock, parts.catalog, options_),
      handover_(parts.log, parts.queue, parts.store, parts.clock, parts.catalog, tracker_, random),
      withdrawal_(parts.store, parts.queue, parts.clock, tracker_),
      recovery_(parts.log, parts.store, parts.queue, parts.clock, tracker_, withdrawal_, options_),
      collector_(parts.log, parts.store, parts.queue, parts.clock, tracker_),
      commander_(parts.log, parts.store, parts.queries, parts.clock, parts.catalog, handover_, withdrawal_,
                 options_),
      consumer_(parts.log, parts.store, parts.clock, parts.catalog, lanes_, handover_, withdrawal_, options_),
      dispatcher_(parts.store, parts.clock, parts.catalog, lanes_, handover_, options_),
      catalog_sieve_(parts.log, parts.store, parts.clock) {
    sweep_.fence.row = sweep_row();
}

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
    // Whatever stops the parts below: others may be waiting for our partitions.
    consumer_.attend();
    commander_.attend();
    if (const auto looked = look_after_queue(); !looked) return looked.error();
    std::size_t count = 0;
    waits_for_others_ = false;
    // A part that others must first make room for is tried again; that holds up no other part.
    const auto add = [&](const Result<std::size_t>& part) {
        if (part) count += *part;
        const bool waits = !part && part.error().code == Errc::conflict;
        waits_for_others_ = waits_for_others_ || waits;
        return part || waits;
    };
    if (recovery_.under_way()) {
        auto part = recovery_.step();
        return add(part) ? Result<std::size_t>(count) : part;
    }
    // Another one fills the queue: what was decided now could only be kept.
    if (recovery_.is_needed()) return count;
    if (auto part = handover_.step(); !add(part)) return part;
    if (auto part = commander_.step(); !add(part)) return part;
    if (auto part = consumer_.step(); !add(part)) return part;
    if (auto part = dispatcher_.step(); !add(part)) return part;
    if (parts_.clock.steady() < chores_at_) return count;
    chores_at_ = parts_.clock.steady() + kChoresEvery;
    if (auto part = collector_.step(); !add(part)) return part;
    if (auto part = handover_.redo_old(); !add(part)) return part;
    if (auto part = push_lost(); !add(part)) return part;
    if (auto part = catalog_sieve_.step(); !part) return part;
    return count;
}

Result<> Notifier::look_after_queue() {
    if (parts_.clock.steady() < look_at_) return {};
    if (const auto looked = recovery_.look(); !looked) return looked;
    look_at_ = parts_.clock.steady() + kChoresEvery;
    return {};
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
    const Time before = parts_.clock.now() - options_.lost_after;
    // Ids rise with the moment an event came: behind one that is new there is none that is old.
    const bool is_last = queued->empty() || queued->back().id.time() >= before;
    const auto last = is_last ? core::NotificationId{} : queued->back().id;
    // What was moved in the future was moved before the clock was set back: who knows how long ago.
    const Time ahead = parts_.clock.now() + kSweepEvery;
    std::erase_if(*queued, [&](const core::Notification& n) {
        return n.updated_at >= before && n.updated_at <= ahead;
    });
    if (const auto left = leave_out_errands(*queued); !left) return left.error();
    if (const auto given_up = give_up_erased(*queued); !given_up) return given_up.error();
    auto tasks = handover_.tasks_of(Uuid{}, *queued);
    if (!tasks) return tasks.error();
    if (const auto pushed = handover_.push_again(*tasks, sweep_); !pushed) return pushed.error();
    swept_to_ = last;
    return tasks->size();
}

// What a commit has left to be pushed is pushed for that, by whoever comes to it first.
Result<> Notifier::leave_out_errands(std::vector<core::Notification>& lost) {
    if (lost.empty()) return {};
    const auto rows = parts_.store.outgoing(parts_.clock.now() + std::chrono::years{1}, kRowsMax);
    if (!rows) return rows.error();
    std::set<core::NotificationId> others;
    for (const auto& row : *rows) others.insert(row.notifications.begin(), row.notifications.end());
    const bool all_known = rows->size() < kRowsMax;
    std::erase_if(lost, [&](const core::Notification& n) { return !all_known || others.contains(n.id); });
    return {};
}

// Whoever erased them has died before it came to that.
Result<> Notifier::give_up_erased(std::span<const core::Notification> lost) {
    std::vector<core::Notification> erased;
    std::ranges::copy_if(lost, std::back_inserter(erased), &core::Notification::is_erased);
    const auto given_up = withdrawal_.give_up(erased, sweep_erased_, handover_);
    return given_up ? Result<>() : given_up.error();
}

}  // namespace tidings::notifier
