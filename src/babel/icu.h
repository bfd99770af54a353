#pragma once

#include <string>
#include <string_view>

#include <unicode/locid.h>
#include <unicode/unistr.h>
#include <unicode/utypes.h>

#include "babel/locale.h"

namespace tidings::babel {

// For the sources of this room that use ICU; no other header may include it.

// With the Gregorian calendar unless the tag names another, as Babel has no other.
icu::Locale icu_locale(const Locale& locale);

std::string to_utf8(const icu::UnicodeString& text);
icu::UnicodeString to_utf16(std::string_view text);

// Fails with a LimitError, or a ValueError of that text where the status says that an argument was wrong.
void check(UErrorCode status, std::string_view what_is_wrong);

}  // namespace tidings::babel
