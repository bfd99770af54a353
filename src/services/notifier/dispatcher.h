#pragma once

#include <set>

#include "ports/clock.h"
#include "ports/store.h"
#include "services/catalog/catalog.h"
#include "services/notifier/handover.h"
#include "services/notifier/lanes.h"
#include "services/notifier/options.h"
#include "services/notifier/surroundings.h"

namespace tidings::notifier {

// Moves what has become due to the queue while its lanes have room, deciding again at that moment. One that
// the store refuses to move stays where it is, and holds up no other: the ledger calls it overdue. Where it
// refuses very many it is not they who are at fault: that is an error, and all are tried again after a
// minute. For one thread.
class Dispatcher {
public:
    Dispatcher(ports::Store& store, const ports::Clock& clock, catalog::CatalogView& catalog, Lanes& lanes,
               Handover& handover, const Options& options);

    // One batch over all lanes, urgent ones first; returns how many notifications it moved.
    Result<std::size_t> step();

private:
    Result<std::vector<core::Notification>> due();
    Result<std::vector<core::Notification>> due(ports::Lane lane, std::size_t max);
    Result<std::size_t> dispatch_all(std::span<const core::Notification> due);
    Result<std::size_t> dispatch(std::vector<core::Notification> due);
    Result<> leave(const core::Notification& guilty, const Error& why);

    ports::Store& store_;
    const ports::Clock& clock_;
    catalog::CatalogView& catalog_;
    Lanes& lanes_;
    Handover& handover_;
    const Options& options_;
    std::set<core::NotificationId> refused_;  // by the store
    SteadyTime resumes_at_{};
};

}  // namespace tidings::notifier
