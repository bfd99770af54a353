#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tidings::core {

// How a text travels as SMS (3GPP TS 23.038, 23.040). Of GSM-7 a unit is a septet, of UCS-2 16 bits. One
// segment holds 160 or 70 of them, each of several 153 or 67. What takes two units is never split.
struct SmsSize {
    bool gsm7 = true;  // else UCS-2, which one character outside of GSM-7 is enough for
    std::size_t units = 0;
    std::size_t segments = 0;  // 0 for an empty text

    // The characters that are not in GSM-7, each once, as they come; the first few only.
    std::vector<std::string> not_gsm7;

    // "GSM-7" or "UCS-2".
    std::string_view encoding() const { return gsm7 ? "GSM-7" : "UCS-2"; }
};

// `text` is UTF-8. Takes linear time.
SmsSize sms_size(std::string_view text);

}  // namespace tidings::core
