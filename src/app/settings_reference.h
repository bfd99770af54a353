#pragma once

#include <string>

namespace tidings::app {

// docs/settings.md: every setting, in Markdown.
std::string settings_reference();

}  // namespace tidings::app
