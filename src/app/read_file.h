#pragma once

#include <cstddef>
#include <string>

#include "base/result.h"

namespace tidings::app {

// No file that somebody names is larger; what has no end is given up there.
inline constexpr std::size_t kFileBytesMax = 64 << 20;

// The content of a file that somebody named: settings, templates, data. An error names it and says why: there
// is none (Errc::not_found), it may not be read, is a folder, has more than kFileBytesMax bytes. A pipe is
// read to its end; one that nobody has opened for writing within `patience` milliseconds is
// Errc::unavailable.
Result<std::string> read_file(const std::string& path, int patience = 10'000);

// The same of standard input.
Result<std::string> read_standard_input();

}  // namespace tidings::app
