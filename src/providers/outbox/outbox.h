#pragma once

#include "providers/shared/kind.h"

namespace tidings::providers {

// A provider that keeps everything here and answers as the address says; README.md has the table.
Kind outbox_kind();

}  // namespace tidings::providers
