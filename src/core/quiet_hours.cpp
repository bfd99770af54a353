#include "core/quiet_hours.h"

#include <algorithm>

#include <fmt/format.h>

namespace tidings::core {
namespace {

using std::chrono::days;
using std::chrono::minutes;

// The clock face at a local time, and how long until it shows `goal` if no change of the offset comes
// between.
Duration face(LocalTime local) {
    return local - std::chrono::floor<days>(local);
}

Duration until_face(LocalTime local, minutes goal) {
    const Duration wait = goal - face(local);
    return wait > Duration::zero() ? wait : wait + days{1};
}

bool face_is_quiet(const QuietHours& quiet, Duration shown) {
    if (quiet.from <= quiet.to) return shown >= quiet.from && shown < quiet.to;
    return shown >= quiet.from || shown < quiet.to;
}

// Walks from one moment at which the answer may change to the next: where the clock reaches an end of the
// span, and where the clock itself is put forward or back.
std::optional<Time> first(const QuietHours& quiet, const TimeZone& zone, Time t, bool wanted,
                          Duration within) {
    const Time end = t + within;
    Time change = zone.next_change(t);
    while (t <= end) {
        const LocalTime local = zone.to_local(t);
        if (face_is_quiet(quiet, face(local)) == wanted) return t;
        const Time reached = t + until_face(local, wanted ? quiet.from : quiet.to);
        t = std::min(reached, change);
        if (t == change) change = zone.next_change(t);
    }
    return std::nullopt;
}

}  // namespace

Result<minutes> QuietHours::parse_clock(std::string_view text) {
    const auto digit = [&](std::size_t i) { return text[i] >= '0' && text[i] <= '9'; };
    if (text.size() == 5 && text[2] == ':' && digit(0) && digit(1) && digit(3) && digit(4)) {
        const int hour = (text[0] - '0') * 10 + (text[1] - '0');
        const int minute = (text[3] - '0') * 10 + (text[4] - '0');
        if (hour < 24 && minute < 60) return minutes{hour * 60 + minute};
    }
    return invalid("must be a time from 00:00 to 23:59, such as 22:00");
}

Result<QuietHours> QuietHours::parse(std::string_view span) {
    const auto dash = span.find('-');
    if (dash == std::string_view::npos) return invalid("must be a span such as 22:00-08:00");
    const auto from = parse_clock(span.substr(0, dash));
    if (!from) return from.error();
    const auto to = parse_clock(span.substr(dash + 1));
    if (!to) return to.error();
    return QuietHours{*from, *to};
}

std::string QuietHours::format_clock(minutes m) {
    return fmt::format("{:02}:{:02}", m.count() / 60, m.count() % 60);
}

bool is_quiet(const QuietHours& quiet, const TimeZone& zone, Time t) {
    return face_is_quiet(quiet, face(zone.to_local(t)));
}

Time first_not_quiet(const QuietHours& quiet, const TimeZone& zone, Time t) {
    // Ends are reached within a day; a change of the clock may make one be skipped or come twice.
    return first(quiet, zone, t, false, days{3}).value_or(t + days{3});
}

std::optional<Time> first_quiet(const QuietHours& quiet, const TimeZone& zone, Time t) {
    if (quiet.from == quiet.to) return std::nullopt;
    return first(quiet, zone, t, true, days{3});
}

}  // namespace tidings::core
