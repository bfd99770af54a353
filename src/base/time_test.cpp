#include "base/time.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace tidings {
namespace {

using namespace std::chrono_literals;

std::string reformatted(std::string_view text) {
    const auto time = parse_rfc3339(text);
    return time ? format_rfc3339(*time) : "refused";
}

TEST(Rfc3339, WritesFractionsOfThreeOrSixDigits) {
    const Time t = *parse_rfc3339("2026-03-29T00:30:00Z");
    EXPECT_EQ(format_rfc3339(t), "2026-03-29T00:30:00Z");
    EXPECT_EQ(format_rfc3339(t + 5ms), "2026-03-29T00:30:00.005Z");
    EXPECT_EQ(format_rfc3339(t + 5us), "2026-03-29T00:30:00.000005Z");
    EXPECT_EQ(format_rfc3339(t + 1001us), "2026-03-29T00:30:00.001001Z");
    EXPECT_EQ(format_rfc3339(from_micros(-1)), "1969-12-31T23:59:59.999999Z");
}

TEST(Rfc3339, ReadsOffsets) {
    EXPECT_EQ(reformatted("2026-03-29T02:30:00.5+02:00"), "2026-03-29T00:30:00.500Z");
    EXPECT_EQ(reformatted("2026-03-29T00:00:00-23:59"), "2026-03-29T23:59:00Z");
    EXPECT_EQ(reformatted("2026-01-01T00:00:00+14:00"), "2025-12-31T10:00:00Z");
    EXPECT_EQ(reformatted("2026-01-01t00:00:00z"), "2026-01-01T00:00:00Z");
    EXPECT_EQ(reformatted("2026-01-01T00:00:00-00:00"), "2026-01-01T00:00:00Z");
}

TEST(Rfc3339, CutsDigitsPastTheMicrosecond) {
    EXPECT_EQ(reformatted("2026-01-01T00:00:00.1234569Z"), "2026-01-01T00:00:00.123456Z");
    EXPECT_EQ(reformatted("2026-01-01T00:00:00." + std::string(1000, '9') + "Z"),
              "2026-01-01T00:00:00.999999Z");
}

TEST(Rfc3339, ALeapSecondReadsAsTheNextSecond) {
    EXPECT_EQ(reformatted("1998-12-31T23:59:60Z"), "1999-01-01T00:00:00Z");
    EXPECT_EQ(reformatted("1998-12-31T15:59:60.123-08:00"), "1999-01-01T00:00:00.123Z");
    EXPECT_EQ(reformatted("1998-12-31T22:59:60Z"), "refused");
    EXPECT_EQ(reformatted("1998-12-31T23:58:60Z"), "refused");
    EXPECT_EQ(reformatted("1998-12-31T23:59:61Z"), "refused");
}

TEST(Rfc3339, ReadsTheYears1To9999) {
    EXPECT_EQ(reformatted("0001-01-01T00:00:00Z"), "0001-01-01T00:00:00Z");
    EXPECT_EQ(reformatted("9999-12-31T23:59:59.999999Z"), "9999-12-31T23:59:59.999999Z");
    EXPECT_EQ(reformatted("0000-12-31T23:59:59Z"), "refused");
    EXPECT_EQ(reformatted("0001-01-01T00:00:00+01:00"), "refused");
    EXPECT_EQ(reformatted("9999-12-31T23:59:60Z"), "refused");
}

TEST(Rfc3339, RefusesWhatIsNoTime) {
    for (const std::string_view text : {"",
                                        "2026-03-29",
                                        "2026-03-29T00:30:00",
                                        "2026-03-29T00:30Z",
                                        "2026-03-29 00:30:00Z",
                                        "2026-02-29T00:00:00Z",
                                        "2026-13-01T00:00:00Z",
                                        "2026-00-01T00:00:00Z",
                                        "2026-04-31T00:00:00Z",
                                        "2026-04-00T00:00:00Z",
                                        "2026-03-29T24:00:00Z",
                                        "2026-03-29T00:60:00Z",
                                        "2026-03-29T00:30:00.Z",
                                        "2026-03-29T00:30:00,5Z",
                                        "2026-03-29T00:30:00+0200",
                                        "2026-03-29T00:30:00+02",
                                        "2026-03-29T00:30:00+24:00",
                                        "2026-03-29T00:30:00+00:60",
                                        "2026-03-29T00:30:00ZZ",
                                        " 2026-03-29T00:30:00Z",
                                        "26-03-29T00:30:00Z",
                                        "+026-03-29T00:30:00Z",
                                        "2026-3-29T00:30:00Z",
                                        "1e10",
                                        "yesterday"}) {
        const auto time = parse_rfc3339(text);
        ASSERT_FALSE(time.has_value()) << text;
        EXPECT_EQ(time.error().code, Errc::invalid);
    }
    EXPECT_EQ(reformatted("2024-02-29T00:00:00Z"), "2024-02-29T00:00:00Z");
}

RC_GTEST_PROP(Rfc3339Property, TimesReadBack, ()) {
    const auto first = to_micros(*parse_rfc3339("0001-01-01T00:00:00Z"));
    const auto last = to_micros(*parse_rfc3339("9999-12-31T23:59:59.999999Z"));
    const Time t = from_micros(*rc::gen::inRange(first, last));
    RC_ASSERT(parse_rfc3339(format_rfc3339(t)).value() == t);
}

Duration duration(std::string_view text) {
    return parse_duration(text).value();
}

TEST(ParseDuration, ReadsUnitsLargestFirst) {
    EXPECT_EQ(duration("90s"), 90s);
    EXPECT_EQ(duration("1h30m"), 90min);
    EXPECT_EQ(duration("250ms"), 250ms);
    EXPECT_EQ(duration("7d"), 168h);
    EXPECT_EQ(duration("1d2h3m4s5ms"), 26h + 3min + 4s + 5ms);
    EXPECT_EQ(duration("0s"), 0s);
    EXPECT_EQ(duration("0010m"), 10min);
    EXPECT_EQ(duration("36500d"), kDurationMax);
}

TEST(ParseDuration, RefusesAnythingElse) {
    for (const std::string_view text : {"",
                                        "5",
                                        "s",
                                        "-5s",
                                        "+5s",
                                        "1.5h",
                                        "1m1h",
                                        "1s1s",
                                        "1h 30m",
                                        "5us",
                                        "5S",
                                        "5w",
                                        " 5s",
                                        "5s ",
                                        "1ms2s",
                                        "99999999999999999999s",
                                        "9223372036854775807s",
                                        "106751991d24h1000000000m",
                                        "P1D",
                                        "36500d1ms",
                                        "106751991d"}) {
        const auto result = parse_duration(text);
        ASSERT_FALSE(result.has_value()) << text;
        EXPECT_EQ(result.error().code, Errc::invalid);
    }
}

TEST(FormatDuration, WritesTheShortestForm) {
    EXPECT_EQ(format_duration(0s), "0s");
    EXPECT_EQ(format_duration(90s), "1m30s");
    EXPECT_EQ(format_duration(24h), "1d");
    EXPECT_EQ(format_duration(25h + 1ms), "1d1h1ms");
    EXPECT_EQ(format_duration(1999us), "1ms");
    EXPECT_EQ(format_duration(-90min), "-1h30m");
    EXPECT_EQ(format_duration(Duration::min()), "-106751991d4h54s775ms");
}

RC_GTEST_PROP(DurationProperty, WholeMillisecondsReadBack, ()) {
    const std::chrono::milliseconds d{*rc::gen::inRange<std::int64_t>(0, kDurationMax / 1ms)};
    RC_ASSERT(parse_duration(format_duration(d)).value() == d);
}

}  // namespace
}  // namespace tidings
