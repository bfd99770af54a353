#pragma once

#include <functional>
#include <map>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "app/argument_checks.h"
#include "app/settings.h"
#include "app/style.h"
#include "base/result.h"

namespace tidings::app {

struct OptionSpec {
    std::string name;        // "--user"
    std::string value = {};  // what the help calls its value, "ID"; empty for a switch
    std::string help = {};
    bool repeated = false;
    bool required = false;
    std::vector<std::string> words = {};  // the values there are; others are refused
    bool comma_list = false;              // several of them with commas
    Check check = nullptr;                // of a value without words
    bool empty_takes_away = false;        // '' is a value too
};

struct PositionalSpec {
    std::string name;  // "TYPE"
    std::string help;
    bool required = true;
    bool repeated = false;
    std::vector<std::string> words = {};
    Check check = nullptr;
    std::vector<std::string> offered = {};  // for completion; there are others
};

// What a command was given.
class Arguments {
public:
    std::map<std::string, std::vector<std::string>>
        values;  // options by name, positionals too; a switch: one

    bool has(const std::string& name) const { return values.contains(name); }

    // The last one given, or `otherwise`.
    std::string value(const std::string& name, const std::string& otherwise = "") const;
    std::vector<std::string> all(const std::string& name) const;
};

// What a command may use. Its results go to `out`; errors are returned.
struct Invocation {
    Arguments arguments;
    SettingSources sources;
    std::ostream& out;
    std::ostream& err;
    Style style;  // for `out`
};

inline constexpr const char* kServerSection = "The server";

// A command of the program. The same table makes the parser, the help, the completion and the guesses at
// mistyped names.
struct CommandSpec {
    std::string name;     // "dead list": a group and a command
    std::string section;  // of the list of commands
    std::string help;     // one line
    std::string examples = {};
    std::vector<PositionalSpec> positionals = {};
    std::vector<OptionSpec> options = {};

    // What of the arguments does not go together, or is missing, with what to do; empty: nothing. Asked
    // before `run`, and answered from the arguments alone.
    std::function<std::string(const Arguments&)> misuse = {};

    // Returns the exit code. Errors are failures of what was asked for; the command line makes sense.
    std::function<Result<int>(Invocation&)> run;
};

// Every command, in the order of the help.
const std::vector<CommandSpec>& all_commands();

}  // namespace tidings::app
