#pragma once

#include <cstdint>
#include <string_view>

#include "babel/locale.h"

namespace tidings::babel {

enum class PluralType : std::uint8_t { cardinal, ordinal };

// The category of CLDR that the locale has for a number: "zero", "one", "two", "few", "many" or "other".
std::string_view plural_category(const Locale& locale, double n, PluralType type = PluralType::cardinal);

// For translations: the same of a count in the language of a tag, English's where it is not known.
inline std::string_view plural_category(std::string_view locale, std::int64_t n) {
    return plural_category(Locale::find_or_english(locale), static_cast<double>(n));
}

}  // namespace tidings::babel
