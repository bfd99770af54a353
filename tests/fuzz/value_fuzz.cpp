// The short texts that stand for one value: times, durations, ids, limits, quiet hours, zones, addresses.
// What is read is written so that it reads back as the same.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/assert.h"
#include "base/hash.h"
#include "base/time_zone.h"
#include "base/utf8.h"
#include "core/address.h"
#include "core/ids.h"
#include "core/quiet_hours.h"
#include "core/rate_limit.h"
#include "core/words.h"

using namespace tidings;

namespace {

const Time kNow = parse_rfc3339("2026-06-15T12:00:00Z").value();

void check_times(std::string_view text) {
    if (const auto t = parse_rfc3339(text)) {
        TIDINGS_ASSERT(parse_rfc3339(format_rfc3339(*t)).value() == *t);
        const core::QuietHours night{std::chrono::hours{22}, std::chrono::hours{8}};
        const auto zone = TimeZone::find("Europe/Berlin").value();
        TIDINGS_ASSERT(!core::is_quiet(night, zone, core::first_not_quiet(night, zone, *t)));
    }
    if (const auto d = parse_duration(text)) {
        const auto written = format_duration(*d);
        TIDINGS_ASSERT(parse_duration(written).value() == std::chrono::floor<std::chrono::milliseconds>(*d));
        TIDINGS_ASSERT(kNow + *d >= kNow && kNow - *d <= kNow);
    }
    if (const auto zone = TimeZone::find(text)) {
        TIDINGS_ASSERT(zone->name() == text);
        TIDINGS_ASSERT(zone->next_change(kNow) > kNow);
    }
}

void check_ids(std::string_view text) {
    if (const auto id = Uuid::parse(text)) TIDINGS_ASSERT(id->str() == text);
    if (const auto id = core::TaskId::parse(text)) TIDINGS_ASSERT(id->str() == text && id->round >= 0);
    if (const auto bytes = from_hex(text)) TIDINGS_ASSERT(to_hex(*bytes) == text);
}

void check_quiet_hours(std::string_view text) {
    const auto quiet = core::QuietHours::parse(text);
    if (!quiet) return;
    TIDINGS_ASSERT(core::QuietHours::format_clock(quiet->from) + "-" +
                       core::QuietHours::format_clock(quiet->to) ==
                   text);
    const auto end = core::first_not_quiet(*quiet, TimeZone::utc(), kNow);
    TIDINGS_ASSERT(end >= kNow && end - kNow < std::chrono::hours{24});
}

void check_limit(std::string_view text) {
    const auto limit = core::RateLimit::parse(text);
    if (!limit || !*limit) return;
    TIDINGS_ASSERT(core::RateLimit::parse((*limit)->str()).value() == *limit);
    core::SlidingWindow window(**limit);
    const SteadyTime now{};
    TIDINGS_ASSERT(window.grant(now, (*limit)->count + 1) == (*limit)->count);
    TIDINGS_ASSERT(window.next_grant(now) > now);
}

void check_addresses(std::string_view text) {
    constexpr std::string_view kDangerous(" <>\r\n\t\0", 7);
    for (const auto fault :
         {core::email_fault, core::phone_fault, core::push_token_fault, core::locale_fault}) {
        if (fault(text)) continue;
        TIDINGS_ASSERT(is_utf8(text) && !has_control(text) && !text.empty());
        if (fault != core::push_token_fault)
            TIDINGS_ASSERT(text.find_first_of(kDangerous) == std::string_view::npos);
    }
}

void check_words(std::string_view text) {
    if (const auto word = core::parse_channel(text)) TIDINGS_ASSERT(core::name(*word) == text);
    if (const auto word = core::parse_priority(text)) TIDINGS_ASSERT(core::name(*word) == text);
    if (const auto word = core::parse_state(text)) TIDINGS_ASSERT(core::name(*word) == text);
    if (const auto word = core::parse_reason(text)) TIDINGS_ASSERT(core::name(*word) == text);
    if (const auto word = core::parse_outcome(text)) TIDINGS_ASSERT(core::name(*word) == text);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    check_times(text);
    check_ids(text);
    check_quiet_hours(text);
    check_limit(text);
    check_addresses(text);
    check_words(text);
    TIDINGS_ASSERT(is_utf8(text.substr(0, utf8_prefix(text))));
    TIDINGS_ASSERT((utf8_prefix(text) == size) == is_utf8(text));
    return 0;
}
