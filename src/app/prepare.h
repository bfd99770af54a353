#pragma once

#include <string>

#include "app/settings.h"
#include "base/result.h"

// What has to be there before a server can start. Both may be repeated, also by several processes at once,
// and return a sentence that says what was done.
namespace tidings::app {

// `tidings migrate`: the database and its schema. The embedded engine's schema is brought up
// to date whenever it is opened.
Result<std::string> migrate(const Settings& settings);

// `tidings init`: the topics, the built-in catalog and the secrets that processes share. With `flush` every
// acknowledgement of Kafka means the disk.
Result<std::string> init(const Settings& settings, bool flush);

}  // namespace tidings::app
