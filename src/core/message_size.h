#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "core/words.h"

// How large a message is, known before it is sent. `content` is what a channel sends, as it is kept: e-mail
// {"subject", "text", "html"}, SMS {"text"}, push {"title", "body", "data"}.
namespace tidings::core {

// What both push services refuse beyond.
inline constexpr std::size_t kPushBytesMax = 4'096;

// The bytes of what is sent of a push message and counts, as compact JSON in UTF-8.
struct PushSize {
    std::size_t fcm = 0;   // {"notification": {"title", "body"}, "data": {…}}
    std::size_t apns = 0;  // {"aps": {"alert": {"title", "body"}}, …data}
};
PushSize push_size(const json::object& content);

// The sizes that count on this channel, for people to read.
//   e-mail: {"subject_characters", "text_bytes", "html_bytes", "bytes"}, before it is encoded for transport
//   SMS:    {"encoding": "GSM-7" or "UCS-2", "units", "segments"}
//   push:   {"title_characters", "body_characters", "fcm_bytes", "apns_bytes"}
json::object sizes_of(Channel channel, const json::object& content);

// What a person would want to know before this is sent, as sentences: what is too large or costs more than it
// need, what is empty, what looks like a template that was not rendered.
std::vector<std::string> warnings_of(Channel channel, const json::object& content);

}  // namespace tidings::core
