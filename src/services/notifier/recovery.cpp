#include "services/notifier/recovery.h"

#include "base/log.h"
#include "services/notifier/held.h"
#include "services/notifier/unreported.h"

namespace tidings::notifier {
namespace {

constexpr Duration kClaimEvery = ports::TaskQueue::kRefillClaim / 3;

struct Divided {
    std::vector<core::Notification> begun;
    std::vector<core::Notification> perhaps;
};

// By whether a worker has said that it begins the send of this round.
Divided divide(std::span<const core::Notification> queued) {
    Divided out;
    for (const auto& n : queued) (n.started_round == n.round ? out.begun : out.perhaps).push_back(n);
    return out;
}

}  // namespace

Result<> Recovery::look() {
    if (under_way_) return {};
    const auto lost = queue_.has_lost_memory();
    if (!lost) return lost.error();
    needed_ = *lost;
    if (!needed_) return {};
    return claim();
}

// What another process does, or has taken over since, is not ours.
Result<> Recovery::claim() {
    const auto begun = queue_.begin_refill();
    if (!begun) return begun.error();
    const auto now = clock_.steady();
    // Also where this process was at it already: then memory has been lost again.
    if (begun->has_value() && (!under_way_ || (*begun)->anew)) {
        begins_at_ = now + (*begun)->busy;
        reported_.clear();
        windows_filled_ = false;
        after_ = {};
    }
    under_way_ = begun->has_value();
    claim_at_ = now + kClaimEvery;
    return {};
}

Result<std::size_t> Recovery::step() {
    if (!under_way_) return std::size_t{0};
    if (clock_.steady() >= claim_at_) {
        if (const auto claimed = claim(); !claimed) return claimed.error();
        if (!under_way_) return std::size_t{0};
    }
    const auto may = may_begin();
    if (!may) return may.error();
    return *may ? refill() : Result<std::size_t>(0);
}

// Once the workers of before are done, and what they reported is folded: what comes on the log after that is
// not waited for, since under load there is always more. What a worker may have is `queued`, so where nothing
// is, as at the first start of all, nobody is waited for.
Result<bool> Recovery::may_begin() {
    if (clock_.steady() < begins_at_) {
        const auto queued = store_.queued({}, 1);
        if (!queued) return queued.error();
        if (!queued->empty()) return false;
        begins_at_ = clock_.steady();
    }
    if (reported_.empty()) {
        auto reach = tracker_.reach();
        if (!reach) return reach.error();
        reported_ = std::move(*reach);
    }
    return tracker_.has_folded(reported_);
}

Result<std::size_t> Recovery::refill() {
    if (const auto filled = fill_windows(); !filled) return filled.error();
    auto queued = store_.queued(after_, options_.batch_max);
    if (!queued) return queued.error();
    if (queued->empty()) return end();
    const auto last = queued->back().id;
    const auto count = queued->size();
    // Those have been pushed since.
    const auto id_of = [](const core::Notification& n) { return core::TaskId{n.id, n.round}; };
    if (const auto left = leave_out_held(queue_, *queued, id_of); !left) return left.error();
    if (const auto taken = take_up(*queued); !taken) return taken.error();
    after_ = last;
    return count;
}

Result<std::size_t> Recovery::end() {
    under_way_ = false;
    if (const auto ended = queue_.end_refill(); !ended && ended.error().code != Errc::conflict) {
        return ended.error();
    }
    needed_ = false;
    return std::size_t{1};
}

Result<> Recovery::take_up(std::span<const core::Notification> queued) {
    if (queued.empty()) return {};
    const auto [begun, perhaps] = divide(queued);
    // What may have to be called again comes before what each call would tell anew.
    const auto taken = withdrawal_.take_up(perhaps, goal_);
    if (!taken) return taken.error();
    if (const auto told = tell_unreported(begun); !told) return told.error();
    log::info("taken up again after a stop", {{"notifications", *taken}, {"unreported", begun.size()}});
    return {};
}

// Before anything is in the queue, so that nothing is taken under windows that have forgotten.
Result<> Recovery::fill_windows() {
    if (windows_filled_) return {};
    for (const auto& [channel, limit] : queue_.limits()) {
        const Time since = clock_.now() - limit.window - limit.permit_life();
        const auto began = store_.sends_since(channel, since, static_cast<std::size_t>(limit.count));
        if (!began) return began.error();
        if (const auto counted = queue_.count_sends(channel, *began); !counted) return counted;
    }
    windows_filled_ = true;
    return {};
}

// The tracker folds that as it does any outcome.
Result<> Recovery::tell_unreported(std::span<const core::Notification> begun) {
    if (begun.empty()) return {};
    std::vector<ports::NewRecord> records;
    for (const auto& n : begun) {
        records.push_back(outcome_of({{n.id, n.round},
                                      n.attempt_count + 1,
                                      n.returns + 1,
                                      "the program ended during the send",
                                      Duration::zero()},
                                     clock_.now()));
    }
    return log_.append(records);
}

}  // namespace tidings::notifier
