#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/members.h"
#include "core/words.h"

namespace tidings::core {

// The member `channels`, an array that is not empty: each channel once, in its order. Absent: nothing.
std::optional<std::vector<Channel>> read_channels(Members& members, Faults& faults);

// The same as a comma list, as headers carry it: "email,sms". Nothing for a text that is none.
std::optional<std::vector<Channel>> parse_channels(std::string_view list);
std::string join(const std::vector<Channel>& channels);

}  // namespace tidings::core
