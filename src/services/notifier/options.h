#pragma once

#include <cstddef>

#include "base/time.h"
#include "core/retry.h"
#include "services/catalog/catalog.h"

namespace tidings::notifier {

struct Options {
    core::RetryPolicy retry;
    catalog::Texts texts;
    std::size_t batch_max = 500;  // records or notifications in one step: past this a commit gains little
};

}  // namespace tidings::notifier
