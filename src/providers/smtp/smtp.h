#pragma once

#include "providers/shared/kind.h"

namespace tidings::providers {

// A provider that hands e-mails to an SMTP server; README.md has its settings.
Kind smtp_kind();

}  // namespace tidings::providers
