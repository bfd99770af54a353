#include "base/time_zone.h"

#include <thread>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace tidings {
namespace {

using namespace std::chrono_literals;

Time at(std::string_view text) {
    return parse_rfc3339(text).value();
}

// What the clocks of `zone` show at `utc`, written as if it were UTC.
std::string shown(std::string_view zone, std::string_view utc) {
    const LocalTime local = TimeZone::find(zone).value().to_local(at(utc));
    const std::string text = format_rfc3339(Time{local.time_since_epoch()});
    return text.substr(0, text.size() - 1);
}

std::string change_after(std::string_view zone, std::string_view utc) {
    return format_rfc3339(TimeZone::find(zone).value().next_change(at(utc)));
}

TEST(TimeZone, FollowsDaylightSavingToTheSecond) {
    EXPECT_EQ(shown("Europe/Berlin", "2026-03-29T00:59:59Z"), "2026-03-29T01:59:59");
    EXPECT_EQ(shown("Europe/Berlin", "2026-03-29T01:00:00Z"), "2026-03-29T03:00:00");
    EXPECT_EQ(shown("Europe/Berlin", "2026-10-25T00:59:59.999999Z"), "2026-10-25T02:59:59.999999");
    EXPECT_EQ(shown("Europe/Berlin", "2026-10-25T01:00:00Z"), "2026-10-25T02:00:00");
}

TEST(TimeZone, FindsTheMomentOfAClock) {
    const TimeZone berlin = TimeZone::find("Europe/Berlin").value();
    const auto moment = [&](std::string_view local, bool later) {
        return format_rfc3339(berlin.to_time(LocalTime{at(local).time_since_epoch()}, later));
    };
    EXPECT_EQ(moment("2026-07-01T12:00:00.5Z", false), "2026-07-01T10:00:00.500Z");
    EXPECT_EQ(moment("2026-10-25T02:30:00Z", false), "2026-10-25T00:30:00Z");
    EXPECT_EQ(moment("2026-10-25T02:30:00Z", true), "2026-10-25T01:30:00Z");
    EXPECT_EQ(moment("2026-03-29T02:30:00Z", false), "2026-03-29T01:30:00Z");
    EXPECT_EQ(moment("2026-03-29T02:30:00Z", true), "2026-03-29T00:30:00Z");
}

TEST(TimeZone, KnowsOffsetAndAbbreviation) {
    const TimeZone berlin = TimeZone::find("Europe/Berlin").value();
    const TimeZone::Offset summer = berlin.offset_at(at("2026-07-01T00:00:00Z"));
    EXPECT_EQ(summer.east, 2h);
    EXPECT_TRUE(summer.is_daylight);
    EXPECT_EQ(summer.abbreviation, "CEST");
    EXPECT_EQ(berlin.offset_at(at("2026-01-01T00:00:00Z")).abbreviation, "CET");
    EXPECT_EQ(TimeZone::utc().offset_at(at("2026-01-01T00:00:00Z")).abbreviation, "UTC");
}

TEST(TimeZone, FollowsDaylightSavingInTheYear2100) {
    EXPECT_EQ(shown("Europe/Berlin", "2100-07-01T12:00:00Z"), "2100-07-01T14:00:00");
    EXPECT_EQ(shown("Europe/Berlin", "2100-01-01T12:00:00Z"), "2100-01-01T13:00:00");
    EXPECT_EQ(change_after("Europe/Berlin", "2100-01-01T00:00:00Z"), "2100-03-28T01:00:00Z");
}

TEST(TimeZone, KnowsHalfAnHourOfDaylightSaving) {
    EXPECT_EQ(shown("Australia/Lord_Howe", "2026-01-01T00:00:00Z"), "2026-01-01T11:00:00");
    EXPECT_EQ(shown("Australia/Lord_Howe", "2026-07-01T00:00:00Z"), "2026-07-01T10:30:00");
}

TEST(TimeZone, KnowsTheDayThatApiaSkipped) {
    EXPECT_EQ(shown("Pacific/Apia", "2011-12-30T09:59:59Z"), "2011-12-29T23:59:59");
    EXPECT_EQ(shown("Pacific/Apia", "2011-12-30T10:00:00Z"), "2011-12-31T00:00:00");
}

TEST(TimeZone, WorksBefore1970) {
    EXPECT_EQ(shown("America/New_York", "1969-07-20T20:17:40.5Z"), "1969-07-20T16:17:40.500");
}

TEST(TimeZone, NextChangeIsStrictlyAfter) {
    EXPECT_EQ(change_after("Europe/Berlin", "2026-01-01T00:00:00Z"), "2026-03-29T01:00:00Z");
    EXPECT_EQ(change_after("Europe/Berlin", "2026-03-29T00:59:59.999999Z"), "2026-03-29T01:00:00Z");
    EXPECT_EQ(change_after("Europe/Berlin", "2026-03-29T01:00:00Z"), "2026-10-25T01:00:00Z");
}

TEST(TimeZone, NextChangeSkipsChangesOfTheNameAlone) {
    // Spain went from WET to WEST and then to CET in 1940, which is the same offset under another name.
    const TimeZone zone = TimeZone::find("Europe/Madrid").value();
    Time t = at("1900-06-01T00:00:00Z");
    for (int i = 0; i < 60; ++i) {
        const Time change = zone.next_change(t);
        const auto offset_before =
            zone.to_local(change - 1s).time_since_epoch() - (change - 1s).time_since_epoch();
        const auto offset_after = zone.to_local(change).time_since_epoch() - change.time_since_epoch();
        EXPECT_NE(offset_before, offset_after) << format_rfc3339(change);
        t = change;
    }
}

TEST(TimeZone, NoChangeIsKnownWhereNoneIsMade) {
    EXPECT_EQ(TimeZone::utc().next_change(at("2026-01-01T00:00:00Z")), Time::max());
    EXPECT_EQ(TimeZone::find("Asia/Tokyo").value().next_change(at("2026-01-01T00:00:00Z")), Time::max());
}

TEST(TimeZone, UtcShowsTheMomentItself) {
    EXPECT_EQ(TimeZone::utc().name(), "UTC");
    EXPECT_EQ(shown("UTC", "2026-03-29T01:00:00.000001Z"), "2026-03-29T01:00:00.000001");
}

TEST(TimeZone, KeepsTheNameItWasFoundBy) {
    EXPECT_EQ(TimeZone::find("Europe/Kiev").value().name(), "Europe/Kiev");
    EXPECT_EQ(TimeZone::find("Etc/GMT+5").value().name(), "Etc/GMT+5");
    EXPECT_EQ(shown("Etc/GMT+5", "2026-01-01T12:00:00Z"), "2026-01-01T07:00:00");
}

TEST(TimeZone, RefusesWhatIsNoNameOfTheDatabase) {
    for (const std::string_view name :
         {"", "Mars/Olympus", "Europe", "Europe/", "europe/berlin", "/usr/share/zoneinfo/Europe/Berlin",
          "../zoneinfo/Europe/Berlin", "Europe/../Europe/Berlin", "right/Europe/Berlin",
          "posix/Europe/Berlin", "localtime", "posixrules", "Fixed/UTC+05:00:00", "UTC+1", "+01:00",
          "zone.tab", "Europe/Berlin ", " UTC"}) {
        const auto zone = TimeZone::find(name);
        ASSERT_FALSE(zone.has_value()) << name;
        EXPECT_EQ(zone.error().code, Errc::invalid);
    }
    EXPECT_FALSE(TimeZone::find(std::string(1000, 'A')).has_value());
    EXPECT_FALSE(TimeZone::find(std::string_view("Europe/Berlin\0", 14)).has_value());
}

TEST(TimeZone, IsFoundFromManyThreads) {
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([] {
            for (const auto* name : {"Europe/Paris", "Asia/Kolkata", "America/Sao_Paulo", "Mars/Olympus"}) {
                (void)TimeZone::find(name);
            }
        });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(shown("Asia/Kolkata", "2026-01-01T00:00:00Z"), "2026-01-01T05:30:00");
}

}  // namespace
}  // namespace tidings
