#pragma once

#include "ports/clock.h"
#include "ports/store.h"
#include "services/catalog/catalog.h"
#include "services/notifier/handover.h"
#include "services/notifier/lanes.h"
#include "services/notifier/options.h"
#include "services/notifier/surroundings.h"

namespace tidings::notifier {

// Moves what has become due to the queue while its lanes have room, deciding again at that moment. For one
// thread.
class Dispatcher {
public:
    Dispatcher(ports::Store& store, const ports::Clock& clock, catalog::CatalogView& catalog, Lanes& lanes,
               Handover& handover, const Options& options);

    // One batch over all lanes, urgent ones first; returns how many notifications it moved.
    Result<std::size_t> step();

private:
    Result<std::vector<core::Notification>> due();
    Result<std::size_t> dispatch(std::vector<core::Notification> due);

    ports::Store& store_;
    const ports::Clock& clock_;
    catalog::CatalogView& catalog_;
    Lanes& lanes_;
    Handover& handover_;
    const Options& options_;
};

}  // namespace tidings::notifier
