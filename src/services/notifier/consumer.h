#pragma once

#include <map>
#include <memory>
#include <set>
#include <span>
#include <vector>

#include "ports/clock.h"
#include "ports/event_log.h"
#include "ports/store.h"
#include "services/catalog/catalog.h"
#include "services/notifier/batch.h"
#include "services/notifier/handover.h"
#include "services/notifier/lanes.h"
#include "services/notifier/options.h"
#include "services/notifier/place.h"
#include "services/notifier/second_look.h"
#include "services/notifier/withdrawal.h"

namespace tidings::notifier {

// Turns records of the event logs into decided events and their notifications, critical ones first: one
// transaction a batch, which moves the offsets too. For one thread.
class Consumer {
public:
    Consumer(ports::EventLog& log, ports::Store& store, const ports::Clock& clock,
             catalog::CatalogView& catalog, Lanes& lanes, Handover& handover, Withdrawal& withdrawal,
             const Options& options);

    // One batch; returns the number of its records.
    Result<std::size_t> step();

    // As TopicReader's.
    void attend();

private:
    // Through what waits for one recipient: until a part could be taken back it stays in hand as it was first
    // seen, for who decides later knows the profile as it is now.
    struct Look {
        core::NotificationId after;
        std::size_t count = 0;  // of the part in hand
        std::vector<core::Notification> erased;
        std::vector<core::Notification> waiting;
        Tracker::Goal goal;
    };

    Result<> position();
    using Records = std::span<const ports::Record>;
    // Each returns how many of the records it is done with, from the first on.
    Result<std::size_t> consume_all(Records records);
    Result<std::size_t> consume(Records records);
    Result<std::size_t> commit(Records records);
    Result<> keep_dead(const ports::Changes& changes);
    Result<> bury(const ports::Record& record, const Error& why);
    void move_offsets(std::span<const ports::Record> records, const Batch& batch, ports::Changes& changes);
    void settle_offsets(const ports::Changes& changes);
    void remember(std::span<const core::UserId> users);
    void adopt_abandoned();
    Result<bool> take_back();
    Result<std::size_t> take_some_back(const core::UserId& user, Look& look);
    Result<> take_in_hand(const core::UserId& user, Look& look);

    ports::EventLog& log_;
    ports::Store& store_;
    const ports::Clock& clock_;
    catalog::CatalogView& catalog_;
    Lanes& lanes_;
    Handover& handover_;
    Withdrawal& withdrawal_;
    const Options& options_;
    std::unique_ptr<ports::LogReader> reader_;
    Places places_;
    bool astray_ = false;                   // what was polled and not consumed is to be read again
    std::map<core::UserId, Look> changed_;  // whose waiting notifications are still to be taken back
    std::vector<Uuid> rows_;                // that end once all of them are
};

}  // namespace tidings::notifier
