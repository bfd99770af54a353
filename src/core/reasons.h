#pragma once

#include <string_view>

#include "base/json.h"
#include "core/words.h"

namespace tidings::core {

// One sentence for people: what the reason says about a decision or a notification.
std::string_view sentence(Reason r);

// The answer of GET /v1/reasons: {"items": [{"reason", "sentence"}]}, in the order of the enumerators.
json::value reasons_to_json();

}  // namespace tidings::core
