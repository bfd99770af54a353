#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "app/command.h"

namespace tidings::app {

// What a shell may offer.
struct Candidates {
    std::vector<std::string> words;
    bool files = false;  // names of files, too
};

// What may stand at the last of `words`, which is being typed; they are those behind the program's name.
Candidates complete(std::span<const CommandSpec> commands, std::span<const std::string> words);

// The command line's first word by which the shells' scripts ask for `complete`; the candidates are printed a
// line each, and ":files" where names of files may stand.
inline constexpr std::string_view kCompleteWord = "__complete";

// The script for a shell, or nothing where there is none.
std::optional<std::string_view> completion_script(std::string_view shell);

}  // namespace tidings::app
