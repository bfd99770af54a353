#include "services/notifier/recovery.h"

#include "base/log.h"
#include "services/notifier/unreported.h"

namespace tidings::notifier {
namespace {

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

Result<std::size_t> Recovery::step() {
    const auto at_the_end = tracker_.at_the_end();
    if (!at_the_end) return at_the_end.error();
    if (!*at_the_end) return std::size_t{0};
    if (const auto filled = fill_windows(); !filled) return filled.error();
    const auto queued = store_.queued(after_, options_.batch_max);
    if (!queued) return queued.error();
    if (queued->empty()) {
        done_ = true;
        return std::size_t{1};
    }
    const auto [begun, perhaps] = divide(*queued);
    if (const auto told = tell_unreported(begun); !told) return told.error();
    const auto taken = withdrawal_.take_up(perhaps);
    if (!taken) return taken.error();
    after_ = queued->back().id;
    log::info("taken up again after a stop", {{"notifications", *taken}, {"unreported", begun.size()}});
    return queued->size();
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
