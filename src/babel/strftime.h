#pragma once

#include <string>
#include <string_view>

#include "babel/date_time.h"

namespace tidings::babel {

// Python's strftime: the C library's directives in the C locale, and %f, %z and %Z by Python. `format` is
// bounded, and so is the text; a ValueError says so.
std::string strftime(const DateTime& moment, std::string_view format);

}  // namespace tidings::babel
