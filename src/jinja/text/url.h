#pragma once

#include <string_view>

namespace tidings::jinja {

// Whether a word is a link, as the patterns of Jinja2's urlize have it; in linear time.
bool is_url(std::string_view word);
bool is_mail_address(std::string_view word);

// A prefix such as "tel:" or "ftp://".
bool is_scheme(std::string_view text);

}  // namespace tidings::jinja
