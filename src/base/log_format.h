#pragma once

#include <string>
#include <string_view>

#include "base/log.h"

// How a line of the log is written; apart from log.h so that tests see it without a standard error.
namespace tidings::log {

// Longer texts are cut there, with "…" behind them.
inline constexpr std::size_t kValueMax = 4096;

// `message="event accepted" count=3`: a value stands in quotes where it is empty or has anything but plain
// printable ASCII.
std::string format_logfmt(std::string_view message, Fields fields);

// `"message":"event accepted","count":3`: the members without the braces.
std::string format_json(std::string_view message, Fields fields);

// Appends `text` in double quotes, as JSON writes strings, with all control characters escaped (C1 too, which
// move terminals) and each byte that is not UTF-8 as U+FFFD.
void append_quoted(std::string_view text, std::string& out);

}  // namespace tidings::log
