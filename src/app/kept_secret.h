#pragma once

#include <filesystem>

#include "base/result.h"
#include "base/secret.h"

namespace tidings::app {

// The secret in that file, 64 hexadecimal digits; made, for its owner alone, where there is no file. It
// stands there with a checksum, for a changed one would make every link that it has signed invalid without a
// word. Errc::invalid where the file is damaged: nothing is put in its place then.
Result<Secret> read_or_make_secret(const std::filesystem::path& path);

}  // namespace tidings::app
