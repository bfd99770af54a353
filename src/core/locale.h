#pragma once

#include <string_view>

namespace tidings::core {

// Whether this is a language tag as BCP 47 has it: "en", "pt-BR", "zh-Hant-TW", "de-DE-1996",
// "de-u-co-phonebk". The language has 2 or 3 letters; whole names ("german") and "en_US" are none. What the
// parts mean is not asked. At most 35 characters.
bool is_locale(std::string_view text);

}  // namespace tidings::core
