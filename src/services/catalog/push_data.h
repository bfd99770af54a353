#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace tidings::catalog {

// The data of a push message that a text says, as compact JSON: it must be what a device takes, an object of
// strings. An error says where it is not, with line and column in the text.
Result<std::string> read_push_data(std::string_view text);

}  // namespace tidings::catalog
