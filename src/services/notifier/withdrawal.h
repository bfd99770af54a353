#pragma once

#include <span>

#include "ports/clock.h"
#include "ports/store.h"
#include "ports/task_queue.h"
#include "services/notifier/handover.h"
#include "services/notifier/tracker.h"

namespace tidings::notifier {

// Takes waiting notifications back, to be decided again at once. For one thread.
class Withdrawal {
public:
    Withdrawal(ports::Store& store, ports::TaskQueue& queue, const ports::Clock& clock, Tracker& tracker)
        : store_(store), queue_(queue), clock_(clock), tracker_(tracker) {}

    // `queued` ones leave the queue (those that a worker has already stay), `scheduled` ones become due now.
    // A notification that somebody else moves at the same time is left to them. Errc::conflict where that has
    // no end, where another notifier must fold first what was reported, or while the queue lacks its memory,
    // for a worker may have what is not in it, or waits there as it did once: to be called again with the
    // same ones then, as they were, and the same goal; for what was decided anew meanwhile would be taken
    // back for nothing, and with several notifiers without end. One that the store refuses to move is told,
    // and left. Returns how many it took back.
    Result<std::size_t> take_back(std::span<const core::Notification> waiting, Tracker::Goal& goal);

    // The same for who refills the queue, and has waited for the workers: what was queued then may have been
    // under way.
    Result<std::size_t> take_up(std::span<const core::Notification> queued, Tracker::Goal& goal);

    // The same for those of an erased recipient, of which nothing is to be sent any more: they are
    // `suppressed` for good. `teller` tells it.
    Result<std::size_t> give_up(std::span<const core::Notification> waiting, Tracker::Goal& goal,
                                Handover& teller);

private:
    using Edit = ports::Changes::Update (*)(const core::Notification&, Time now);
    enum class By { anyone, refill };
    Result<std::size_t> withdraw(std::span<const core::Notification> waiting, Tracker::Goal& goal, Edit edit,
                                 Handover* teller, By by = By::anyone);
    Result<> make_sure(std::span<const core::TaskId> tasks, std::span<const ports::Withdrawn> withdrawn,
                       Tracker::Goal& goal, By by);
    Result<std::size_t> commit_all(std::span<const core::Notification> ours, Edit edit, Handover* teller);
    Result<std::size_t> commit_some(std::vector<core::Notification> ours, Edit edit, Handover* teller);
    Result<> commit(std::span<const core::Notification> ours, Edit edit, Handover* teller);
    Result<> read_anew(std::vector<core::Notification>& ours);

    ports::Store& store_;
    ports::TaskQueue& queue_;
    const ports::Clock& clock_;
    Tracker& tracker_;
};

}  // namespace tidings::notifier
