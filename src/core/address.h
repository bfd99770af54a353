#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/words.h"

namespace tidings::core {

// Why a text cannot be an address, as the end of a sentence ("must be …"), or nothing when it can. No address
// that passes holds a control character, or a space or an angle bracket of ASCII, so that none can add a
// header or a command.

// local@domain as SMTP carries it (RFC 5321): at most 64 and 255 bytes; the local part is a dot-atom, UTF-8
// letters included; the domain has labels of letters, digits, hyphens and UTF-8 letters.
std::optional<std::string> email_fault(std::string_view text);

// E.164: a plus and up to 15 digits, the first not 0.
std::optional<std::string> phone_fault(std::string_view text);

// A device's token: 1 to 4,096 printable ASCII characters without spaces and commas.
std::optional<std::string> push_token_fault(std::string_view text);

// What a channel's address is made of: push tokens are joined by commas, other channels have one. Empty parts
// are none.
std::vector<std::string> split_address(Channel channel, std::string_view address);

// The form in which one address is kept on the list of suppressions, and looked for there: an e-mail address
// in small letters, since no domain tells case and hardly any mailbox does.
std::string suppression_form(Channel channel, std::string_view address);

// What to look for on that list to know which parts of an address are on it.
std::vector<std::pair<Channel, std::string>> suppression_keys(Channel channel, std::string_view address);

// "en", "ru-RU", "zh-Hant-TW": see is_locale().
std::optional<std::string> locale_fault(std::string_view text);

}  // namespace tidings::core
