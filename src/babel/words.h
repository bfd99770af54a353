#pragma once

#include <span>
#include <string>
#include <string_view>

#include "babel/locale.h"

namespace tidings::babel {

// "a, b and c", in one of Babel's styles: "standard", "or", "unit", each also with "-short"; "unit-narrow".
// Another style is a ValueError.
std::string format_list(const Locale& locale, std::span<const std::string_view> items,
                        std::string_view style);

// The name of a region ("DE", "419") or a language ("pt-BR") in the locale's own words; the code where there
// is none.
std::string territory_name(const Locale& locale, std::string_view code);
std::string language_name(const Locale& locale, std::string_view code);

}  // namespace tidings::babel
