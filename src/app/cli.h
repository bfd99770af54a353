#pragma once

#include <map>
#include <ostream>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "app/command.h"

namespace tidings::app {

// What the program was started with.
struct Start {
    std::vector<std::string> arguments;  // without the program's name
    std::map<std::string, std::string> environment;
    std::ostream& out;
    std::ostream& err;
    Style style;  // for `out`
};

// Finds the command and runs it. Returns the exit code: the command's own; 1 when it failed, 2 for a command
// line that makes no sense: that is seen before the command is run. The value of a setting is none of it,
// whether a flag says it or a file. Errors go to `err` as "tidings: …".
int run_command_line(const Start& start, std::span<const CommandSpec> commands);

}  // namespace tidings::app
