#pragma once

#include <string>
#include <string_view>

namespace tidings::html {

// Appends `text` with its entities decoded: those of HTML 5 by name, all by number, with their ";". What is
// none stays as it is; what may not be in a text (NUL, surrogates) becomes U+FFFD, other control characters a
// space.
void decode(std::string_view text, std::string& out);
std::string decoded(std::string_view text);

}  // namespace tidings::html
