#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace tidings::app {

// One `key = value` of tidings.toml, under its full name.
struct FileSetting {
    std::string name;  // "http.listen"
    std::string text;  // arrays as a comma list
    std::size_t line = 0;
};

// Reads TOML. Errc::invalid says the line, "file tidings.toml line 3: …"; values that no setting can have
// (dates, tables in arrays) are faults too. `path` is for the texts only.
Result<std::vector<FileSetting>> read_settings_file(std::string_view toml, std::string_view path);

}  // namespace tidings::app
