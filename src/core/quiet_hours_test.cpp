#include "core/quiet_hours.h"

#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "support/builders.h"

namespace tidings::core {
namespace {

using namespace std::chrono_literals;
using std::chrono::minutes;
using test::at;
using test::kNoon;

QuietHours span(const char* text) {
    return QuietHours::parse(text).value();
}

TimeZone zone(std::string_view name) {
    return TimeZone::find(name).value();
}

std::string first_not_quiet_in(const char* name, const char* quiet, const char* t) {
    return format_rfc3339(first_not_quiet(span(quiet), zone(name), at(t)));
}

std::string first_quiet_in(const char* name, const char* quiet, const char* t) {
    const auto found = first_quiet(span(quiet), zone(name), at(t));
    return found ? format_rfc3339(*found) : "never";
}

// ---- reading and writing

TEST(QuietHours, ReadsBackWhatItWrites) {
    for (int m = 0; m < 1440; ++m) {
        const std::string text = QuietHours::format_clock(minutes{m});
        EXPECT_EQ(QuietHours::parse_clock(text).value(), minutes{m}) << text;
    }
    EXPECT_EQ(span("22:00-08:30"), (QuietHours{minutes{1320}, minutes{510}}));
}

TEST(QuietHours, RefusesWhatIsNoClock) {
    for (const char* text : {"", "24:00", "23:60", "2:00", "02:0", "002:00", "02-00", "-1:00", "aa:bb",
                             "02:00 ", "+2:00", "02:00:00"}) {
        EXPECT_FALSE(QuietHours::parse_clock(text)) << text;
    }
    for (const char* text : {"", "-", "22:00", "22:00-", "-08:00", "22:00-24:00", "22:00-08:00-09:00",
                             "22:00 - 08:00", "22:00–08:00"}) {
        EXPECT_FALSE(QuietHours::parse(text)) << text;
    }
}

// ---- the sentence itself

TEST(QuietHours, IsHalfOpen) {
    const auto quiet = span("13:00-14:00");
    EXPECT_FALSE(is_quiet(quiet, TimeZone::utc(), kNoon + 1h - 1us));
    EXPECT_TRUE(is_quiet(quiet, TimeZone::utc(), kNoon + 1h));
    EXPECT_TRUE(is_quiet(quiet, TimeZone::utc(), kNoon + 2h - 1us));
    EXPECT_FALSE(is_quiet(quiet, TimeZone::utc(), kNoon + 2h));
}

TEST(QuietHours, GoesOverMidnight) {
    const auto quiet = span("22:00-08:00");
    for (int hour = 0; hour < 24; ++hour) {
        const Time t = kNoon - 12h + std::chrono::hours{hour};
        EXPECT_EQ(is_quiet(quiet, TimeZone::utc(), t), hour < 8 || hour >= 22) << hour;
    }
}

TEST(QuietHours, EmptyWhenBothEndsAreEqual) {
    for (const char* empty : {"00:00-00:00", "12:00-12:00", "23:59-23:59"}) {
        EXPECT_FALSE(is_quiet(span(empty), TimeZone::utc(), kNoon));
        EXPECT_EQ(first_not_quiet(span(empty), TimeZone::utc(), kNoon), kNoon);
        EXPECT_EQ(first_quiet(span(empty), TimeZone::utc(), kNoon), std::nullopt);
    }
}

TEST(QuietHours, FindsTheMomentToTheMicrosecond) {
    const auto quiet = span("22:00-08:00");
    EXPECT_EQ(first_not_quiet(quiet, TimeZone::utc(), kNoon + 123us), kNoon + 123us);
    EXPECT_EQ(first_not_quiet(quiet, TimeZone::utc(), kNoon + 13h + 1us), kNoon + 20h);
    EXPECT_EQ(first_quiet(quiet, TimeZone::utc(), kNoon + 1us), kNoon + 10h);
    EXPECT_EQ(first_quiet(quiet, TimeZone::utc(), kNoon + 11h), kNoon + 11h);
}

TEST(QuietHours, AllButAMinuteEndsAtThatMinute) {
    EXPECT_EQ(first_not_quiet(span("00:01-00:00"), TimeZone::utc(), kNoon), kNoon + 12h);
    EXPECT_EQ(first_not_quiet(span("00:00-23:59"), TimeZone::utc(), kNoon), kNoon + 12h - 1min);
}

// ---- clocks that are put forward, back, or over a day

TEST(QuietHours, EndInAGapIsTheMomentOfTheGap) {
    EXPECT_EQ(first_not_quiet_in("America/New_York", "22:00-02:30", "2026-03-08T04:00:00Z"),
              "2026-03-08T07:00:00Z");
    EXPECT_EQ(first_not_quiet_in("Europe/London", "22:00-01:30", "2026-03-28T23:00:00Z"),
              "2026-03-29T01:00:00Z");
    EXPECT_EQ(first_not_quiet_in("Australia/Lord_Howe", "22:00-02:15", "2026-10-03T12:00:00Z"),
              "2026-10-03T15:30:00Z");
    EXPECT_EQ(first_not_quiet_in("Antarctica/Troll", "22:00-01:30", "2026-03-28T23:00:00Z"),
              "2026-03-29T01:00:00Z");
}

TEST(QuietHours, BeginInAGapIsTheMomentOfTheGap) {
    EXPECT_EQ(first_quiet_in("America/New_York", "02:30-08:00", "2026-03-08T04:00:00Z"),
              "2026-03-08T07:00:00Z");
    EXPECT_EQ(first_not_quiet_in("America/New_York", "02:30-08:00", "2026-03-08T07:00:00Z"),
              "2026-03-08T12:00:00Z");
}

TEST(QuietHours, ASpanInsideAGapIsSkipped) {
    EXPECT_EQ(first_quiet_in("America/New_York", "02:10-02:50", "2026-03-08T06:00:00Z"),
              "2026-03-09T06:10:00Z");
}

TEST(QuietHours, EndInAnOverlapComesTwice) {
    EXPECT_EQ(first_not_quiet_in("America/New_York", "22:00-01:30", "2026-11-01T04:00:00Z"),
              "2026-11-01T05:30:00Z");
    EXPECT_EQ(first_quiet_in("America/New_York", "22:00-01:30", "2026-11-01T05:30:00Z"),
              "2026-11-01T06:00:00Z");
    EXPECT_EQ(first_not_quiet_in("America/New_York", "22:00-01:30", "2026-11-01T06:00:00Z"),
              "2026-11-01T06:30:00Z");
    EXPECT_EQ(first_not_quiet_in("Europe/London", "22:00-01:30", "2026-10-24T23:00:00Z"),
              "2026-10-25T00:30:00Z");
    EXPECT_EQ(first_quiet_in("Europe/Dublin", "22:00-01:30", "2026-10-25T00:30:00Z"), "2026-10-25T01:00:00Z");
    EXPECT_EQ(first_not_quiet_in("Australia/Lord_Howe", "22:00-01:45", "2026-04-04T13:00:00Z"),
              "2026-04-04T14:45:00Z");
    EXPECT_EQ(first_quiet_in("Australia/Lord_Howe", "22:00-01:45", "2026-04-04T14:45:00Z"),
              "2026-04-04T15:00:00Z");
    EXPECT_EQ(first_not_quiet_in("Australia/Lord_Howe", "22:00-01:45", "2026-04-04T15:00:00Z"),
              "2026-04-04T15:15:00Z");
}

TEST(QuietHours, MidnightsThatDoNotExist) {
    EXPECT_EQ(first_quiet_in("Asia/Beirut", "00:00-07:00", "2026-03-28T21:00:00Z"), "2026-03-28T22:00:00Z");
    EXPECT_EQ(first_not_quiet_in("America/Santiago", "20:00-00:00", "2026-09-06T03:00:00Z"),
              "2026-09-06T04:00:00Z");
    EXPECT_EQ(first_quiet_in("Africa/Cairo", "00:30-07:00", "2026-04-23T21:00:00Z"), "2026-04-23T22:00:00Z");
}

TEST(QuietHours, TheDayThatApiaSkipped) {
    EXPECT_EQ(first_not_quiet_in("Pacific/Apia", "22:00-08:00", "2011-12-30T09:00:00Z"),
              "2011-12-30T18:00:00Z");
    EXPECT_EQ(first_quiet_in("Pacific/Apia", "08:00-20:00", "2011-12-30T08:00:00Z"), "2011-12-30T18:00:00Z");
}

TEST(QuietHours, AZoneWithMinutesInItsOffset) {
    EXPECT_EQ(first_not_quiet_in("Asia/Kathmandu", "22:00-08:00", "2025-12-31T18:15:00Z"),
              "2026-01-01T02:15:00Z");
}

// ---- every zone, against a walk by the minute

std::vector<std::string> all_zones() {
    std::ifstream file("/usr/share/zoneinfo/tzdata.zi");
    std::vector<std::string> names;
    std::string line;
    while (std::getline(file, line)) {
        std::istringstream words(line);
        std::string kind, first, second;
        words >> kind >> first >> second;
        if (kind == "Z") names.push_back(first);
        if (kind == "L") names.push_back(second);
    }
    return names;
}

// What the clock shows at each minute of a stretch, and from it the answers by plain walking.
class Walk {
public:
    Walk(const TimeZone& zone, Time begin, minutes length) : begin_(begin) {
        for (minutes m{0}; m < length; ++m) {
            const LocalTime local = zone.to_local(begin + m);
            const auto face = local - std::chrono::floor<std::chrono::days>(local);
            faces_.push_back(static_cast<int>(std::chrono::floor<minutes>(face).count()));
        }
    }

    // The first minute from each one at which `quiet` holds or does not; faces_.size() where none does.
    std::vector<std::size_t> firsts(const QuietHours& quiet, bool wanted) const {
        std::vector<std::size_t> out(faces_.size() + 1, faces_.size());
        for (std::size_t i = faces_.size(); i-- > 0;)
            out[i] = holds(quiet, faces_[i]) == wanted ? i : out[i + 1];
        return out;
    }

    Time moment(std::size_t i) const { return begin_ + minutes{i}; }

private:
    static bool holds(const QuietHours& quiet, int face) {
        const bool after = face >= quiet.from.count();
        const bool before = face < quiet.to.count();
        return quiet.from <= quiet.to ? after && before : after || before;
    }

    Time begin_;
    std::vector<int> faces_;
};

constexpr minutes kBefore = 30h;   // of a change: moments from here on are tried …
constexpr minutes kTried = 36h;    // … for so long …
constexpr minutes kWalked = 110h;  // … and answers are looked for this far, more than three days past them

QuietHours random_span(Random& random, Time around, const TimeZone& zone) {
    const auto minute = [&] { return minutes{random.below(1440)}; };
    if (random.below(2) == 0) return {minute(), minute()};
    // An end near what the clock shows at the change, where the cases are.
    const LocalTime local = zone.to_local(around);
    const auto face = std::chrono::floor<minutes>(local - std::chrono::floor<std::chrono::days>(local));
    const minutes near = (face + minutes{random.below(240)} + 22h) % minutes{1440};
    return random.below(2) == 0 ? QuietHours{near, minute()} : QuietHours{minute(), near};
}

void check_around(const TimeZone& zone, Time change, Random& random) {
    const Walk walk(zone, change - kBefore, kWalked);
    for (int i = 0; i < 6; ++i) {
        const QuietHours quiet = random_span(random, change, zone);
        const auto quiets = walk.firsts(quiet, true);
        const auto others = walk.firsts(quiet, false);
        for (int k = 0; k < 12; ++k) {
            const std::size_t from = random.below(static_cast<std::uint64_t>(kTried.count()));
            const Time t = walk.moment(from);
            const auto where = [&] {
                return zone.name() + " " + QuietHours::format_clock(quiet.from) + "-" +
                       QuietHours::format_clock(quiet.to) + " at " + format_rfc3339(t);
            };
            const bool now_quiet = quiets[from] == from;
            ASSERT_EQ(is_quiet(quiet, zone, t), now_quiet) << where();
            ASSERT_EQ(first_not_quiet(quiet, zone, t), walk.moment(others[from])) << where();
            const Time next = walk.moment(quiets[from]);
            ASSERT_EQ(first_quiet(quiet, zone, t),
                      quiet.from == quiet.to ? std::nullopt : std::optional(next))
                << where();
            // Half a minute later the answer is the same, unless it was that very minute.
            const Time later = t + 30s;
            if (now_quiet) {
                ASSERT_EQ(first_not_quiet(quiet, zone, later), walk.moment(others[from])) << where();
            }
        }
    }
}

// All changes of the offset between two moments, and some moments without one.
void check_zone(const std::string& name, Time begin, Time end, Random& random) {
    const TimeZone z = zone(name);
    for (Time t = z.next_change(begin); t < end; t = z.next_change(t)) {
        check_around(z, t, random);
        if (testing::Test::HasFatalFailure()) return;
    }
    const Time anywhere = at("1980-01-01T00:00:00Z") + minutes{random.below(120ULL * 365 * 1440)};
    check_around(z, anywhere, random);
}

TEST(QuietHours, G7EveryZoneAroundEveryChangeAsAWalkByTheMinuteSays) {
    const std::uint64_t seed = testing::UnitTest::GetInstance()->random_seed() + 1U;
    SCOPED_TRACE("seed " + std::to_string(seed));
    Random random(seed);
    const auto names = all_zones();
    ASSERT_GT(names.size(), 500U);
    for (const std::string& name : names) {
        if (name == "Factory") continue;
        check_zone(name, at("2025-06-01T00:00:00Z"), at("2027-06-01T00:00:00Z"), random);
        // Years with odd changes: Apia's and Tokelau's day, half-hour shifts, changes of standard time.
        if (random.below(4) == 0)
            check_zone(name, at("2006-01-01T00:00:00Z"), at("2017-01-01T00:00:00Z"), random);
        if (HasFatalFailure()) return;
    }
    check_zone("Pacific/Apia", at("2011-12-01T00:00:00Z"), at("2012-12-01T00:00:00Z"), random);
    check_zone("Europe/Berlin", at("2099-01-01T00:00:00Z"), at("2101-01-01T00:00:00Z"), random);
}

}  // namespace
}  // namespace tidings::core
