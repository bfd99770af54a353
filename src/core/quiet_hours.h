#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"
#include "base/time_zone.h"

namespace tidings::core {

// A span of the wall clock in which a recipient is left alone: [from, to), over midnight when from > to,
// empty when they are equal. Minutes since midnight, 0 to 1439.
struct QuietHours {
    std::chrono::minutes from{0};
    std::chrono::minutes to{0};

    // "22:00-08:00"; no "24:00".
    static Result<QuietHours> parse(std::string_view span);
    static Result<std::chrono::minutes> parse_clock(std::string_view text);
    static std::string format_clock(std::chrono::minutes m);

    bool operator==(const QuietHours&) const = default;
};

// Whether the recipient's wall clock shows a quiet time at `t`.
bool is_quiet(const QuietHours& quiet, const TimeZone& zone, Time t);

// The first moment at or after `t` that is not quiet. It exists: a span never covers a whole day.
Time first_not_quiet(const QuietHours& quiet, const TimeZone& zone, Time t);

// The first moment at or after `t` that is quiet, or nothing when none comes within three days (an empty
// span, or one that a change of the clock skips).
std::optional<Time> first_quiet(const QuietHours& quiet, const TimeZone& zone, Time t);

}  // namespace tidings::core
