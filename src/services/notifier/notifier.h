#pragma once

#include "ports/clock.h"
#include "ports/event_log.h"
#include "ports/store.h"
#include "ports/store_queries.h"
#include "ports/task_queue.h"
#include "services/catalog/catalog.h"
#include "services/notifier/catalog_sieve.h"
#include "services/notifier/collector.h"
#include "services/notifier/commander.h"
#include "services/notifier/consumer.h"
#include "services/notifier/dispatcher.h"
#include "services/notifier/handover.h"
#include "services/notifier/lanes.h"
#include "services/notifier/options.h"
#include "services/notifier/recovery.h"
#include "services/notifier/tracker.h"
#include "services/notifier/withdrawal.h"

namespace tidings::notifier {

// What a notifier is made of. The engine's parts outlive it.
struct Parts {
    ports::EventLog& log;
    ports::Store& store;
    ports::StoreQueries& queries;
    ports::TaskQueue& queue;
    const ports::Clock& clock;
    catalog::CatalogView& catalog;
};

// Decides events, follows outcomes, dispatches what has come due. It owns no thread and never waits; `track`
// and `decide` may each have a thread of their own, so that outcomes do not wait for templates.
class Notifier {
public:
    Notifier(const Parts& parts, Options options, Random random);

    // One bounded batch of each kind of work; returns how much there was. 0: nothing to do before something
    // is appended, or time passes.
    Result<std::size_t> step();

    // The two halves of a step: outcomes, and everything else.
    Result<std::size_t> track();
    Result<std::size_t> decide();

    // Whether something waits for what other notifiers do, of which nobody wakes this one: look again soon.
    bool waits_for_others() const { return waits_for_others_; }

private:
    Result<> look_after_queue();
    Result<std::size_t> push_lost();
    Result<std::size_t> push_some_lost();
    Result<> leave_out_errands(std::vector<core::Notification>& lost);
    Result<> give_up_erased(std::span<const core::Notification> lost);

    Parts parts_;
    Options options_;
    Lanes lanes_;
    Tracker tracker_;
    Handover handover_;
    Withdrawal withdrawal_;
    Recovery recovery_;
    Collector collector_;
    Commander commander_;
    Consumer consumer_;
    Dispatcher dispatcher_;
    CatalogSieve catalog_sieve_;
    bool waits_for_others_ = false;
    SteadyTime look_at_{};
    SteadyTime chores_at_{};
    SteadyTime sweep_at_{};
    core::NotificationId swept_to_;
    Again sweep_;
    Tracker::Goal sweep_erased_;
};

}  // namespace tidings::notifier
