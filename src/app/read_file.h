#pragma once

#include <string>

#include "base/result.h"

namespace tidings::app {

// The content of a file that somebody named. Errc::not_found where there is none, or it cannot be read.
Result<std::string> read_file(const std::string& path);

}  // namespace tidings::app
