#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/settings_table.h"
#include "base/time.h"

namespace tidings::app {

// What is wrong with `text` as the value of that setting, and what would be right, as the end of a sentence:
// "is not an address; write host:port, such as 127.0.0.1:8080". Nothing: it is good.
std::optional<std::string> complaint(const SettingSpec& spec, std::string_view text);

// The texts as what they mean; nothing where they mean nothing.
std::optional<bool> parse_flag(std::string_view text);  // true, yes, on, 1, or the opposite
std::optional<std::int64_t> parse_number(std::string_view text);
std::optional<double> parse_share(std::string_view text);
std::optional<std::vector<Duration>> parse_durations(std::string_view text);

// Whether it is the address of a server over http or https.
bool is_url(std::string_view text);

// The parts of a comma list, without the blanks around them; none for an empty text.
std::vector<std::string> parse_list(std::string_view text);

}  // namespace tidings::app
