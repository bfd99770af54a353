#pragma once

#include <cstddef>

#include "base/time.h"
#include "core/retry.h"
#include "services/catalog/catalog.h"

namespace tidings::notifier {

struct Options {
    core::RetryPolicy retry;
    catalog::Texts texts;
    // A `queued` notification without a task is pushed again after this.
    Duration lost_after = std::chrono::minutes{15};
    // The deciding of one batch; one record is decided all the same.
    Duration decide_max = std::chrono::milliseconds{250};
    bool shares_store = false;    // with other notifiers
    std::size_t batch_max = 500;  // records or notifications in one step: past this a commit gains little
};

}  // namespace tidings::notifier
