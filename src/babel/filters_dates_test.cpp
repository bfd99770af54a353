#include "babel/babel_test.h"

namespace tidings::babel {
namespace {

TEST(BabelDates, MomentsAreShownOnTheRecipientsClocksAndDatesAsTheyAre) {
    check_printed({
        {"'2026-03-29T22:30:00Z'|dateformat('y-MM-dd')", "2026-03-30"},
        {"'2026-03-29T22:30:00Z'|dateformat('y-MM-dd', rebase=false)", "2026-03-29"},
        {"'2026-03-29'|dateformat('y-MM-dd')", "2026-03-29"},
        {"'2026-03-29'|datetimeformat('y-MM-dd HH:mm')", "2026-03-29 00:00"},
        {"'10:30'|timeformat('HH:mm')", "10:30"},
        {"'2026-07-01T10:30:00+05:30'|timeformat('HH:mm')", "07:00"},
        {"'2026-07-01T10:30:00+05:30'|timeformat('HH:mm xxx', rebase=false)", "10:30 +05:30"},
        {"'2026-07-01T10:30:00'|timeformat('HH:mm')", "12:30"},
        {"0|datetimeformat('y-MM-dd HH:mm')", "1970-01-01 01:00"},
        {"1774778400.25|datetimeformat('HH:mm:ss.SSS')", "12:00:00.250"},
        {"now()|datetimeformat('y-MM-dd HH:mm')", "2026-01-15 12:00"},
        {"date(2026, 3, 29)|dateformat('short', locale='de')", "29.03.26"},
    });
}

TEST(BabelDates, LocaleAndZoneOfACallWinOverTheRecipients) {
    check_printed({
        {"'2026-07-05T10:00:00Z'|datetimeformat('d. MMMM HH:mm', locale='de', timezone='Asia/Tokyo')",
         "5. Juli 19:00"},
        {"'2026-07-05'|dateformat('MMMM', locale='de_AT')", "Juli"},
        {"'2026-01-05'|dateformat('MMMM', locale='de-AT')", "Jänner"},
        {"'2026-07-05'|dateformat('y', locale='th-TH')", "2026"},
        {"'2026-07-05'|dateformat('y', locale='th-TH-u-ca-buddhist')", "2569"},
        {"1234.5|numberformat(locale='ar-EG')", "١٬٢٣٤٫٥"},
        {"1234.5|numberformat(locale='ar-EG-u-nu-latn')", "1,234.5"},
        {"1|numberformat(locale='xx')", "ValueError: unknown locale 'xx'"},
        {"1|numberformat(locale='')", "1"},
        {"0|dateformat(timezone='Berlin')", "ValueError: unknown time zone 'Berlin'"},
        {"0|dateformat(locale=1)", "TypeError: locale must be a text, not 'int'"},
    });
}

TEST(BabelDates, AnUnknownLocaleOfAProfileIsTakenForEnglish) {
    jinja::Surroundings around = in_berlin();
    const std::string longest(300, 'x');
    for (const std::string_view locale : {"", "xx", "root", "tlh-KL", "a_b_c_d", longest.c_str()}) {
        around.locale = locale;
        EXPECT_EQ(printed("'2026-07-05'|dateformat('MMMM')", around), "July") << locale;
    }
    around.locale = "de-XX";
    EXPECT_EQ(printed("'2026-07-05'|dateformat('MMMM')", around), "Juli");
}

// The database calls Ireland's winter daylight saving. Morocco's time has had no name since 2018.
TEST(BabelDates, ZonesAreNamedAsPeopleDo) {
    const auto name = [](std::string_view zone, std::string_view moment) {
        return printed("'" + std::string(moment) + "'|datetimeformat('zzzz Z', timezone='" +
                       std::string(zone) + "')");
    };
    EXPECT_EQ(name("Europe/Berlin", "2026-01-01T00:00:00Z"), "Central European Standard Time +0100");
    EXPECT_EQ(name("Europe/Berlin", "2026-07-01T00:00:00Z"), "Central European Summer Time +0200");
    EXPECT_EQ(name("Europe/Dublin", "2026-01-01T00:00:00Z"), "Greenwich Mean Time +0000");
    EXPECT_EQ(name("Europe/Dublin", "2026-07-01T00:00:00Z"), "Irish Standard Time +0100");
    EXPECT_EQ(name("Africa/Casablanca", "2026-07-01T00:00:00Z"), "GMT+01:00 +0100");
    EXPECT_EQ(name("America/New_York", "2026-07-01T00:00:00Z"), "Eastern Daylight Time -0400");
    EXPECT_EQ(name("Asia/Kolkata", "2026-07-01T00:00:00Z"), "India Standard Time +0530");
    EXPECT_EQ(name("UTC", "2026-07-01T00:00:00Z"), "Coordinated Universal Time +0000");
}

TEST(BabelDates, TheCalendarIsGregorianAtAllTimes) {
    check_printed({
        {"'0001-01-01'|dateformat('y-MM-dd EEE')", "1-01-01 Mon"},
        {"'1500-02-28'|dateformat('y-MM-dd EEE')", "1500-02-28 Wed"},
        {"'1582-10-10'|dateformat('y-MM-dd EEE')", "1582-10-10 Sun"},
        {"'9999-12-31'|dateformat('y-MM-dd EEE')", "9999-12-31 Fri"},
        {"'9999-12-31T23:30:00Z'|dateformat", "OverflowError: date value out of range"},
    });
}

TEST(BabelDates, WhatIsNoDateIsAnErrorThatSaysSo) {
    const std::string wanted =
        " is no date or time; write it as '2026-03-29T10:00:00Z', '2026-03-29' or '10:30'";
    check_printed({
        {"'soon'|dateformat", "ValueError: dateformat(): 'soon'" + wanted},
        {"'2026-02-29'|dateformat", "ValueError: dateformat(): '2026-02-29'" + wanted},
        {"''|datetimeformat", "ValueError: datetimeformat(): ''" + wanted},
        {"none|dateformat", "TypeError: dateformat() takes a date or a time, not 'NoneType'"},
        {"true|dateformat", "TypeError: dateformat() takes a date or a time, not 'bool'"},
        {"[]|timeformat", "TypeError: timeformat() takes a date or a time, not 'list'"},
        {"nope|dateformat", "UndefinedError: 'nope' is undefined"},
        {"'10:30'|dateformat", "TypeError: dateformat() takes a date, not a time of the day"},
        {"'2026-03-29'|timeformat", "TypeError: timeformat() takes a time, not a date"},
        {"1e30|dateformat", "ValueError: a timestamp is out of range: the years 1 to 9999"},
        {"0|dateformat('y' * 200)", "ValueError: a date's pattern has at most 128 bytes"},
        {"0|dateformat(format=5)", "TypeError: format must be a text, not 'int'"},
        {"0|dateformat(nope=1)", "TypeError: dateformat() got an unexpected keyword argument 'nope'"},
    });
}

TEST(BabelDates, SpansAreSaidInOneUnit) {
    check_printed({
        {"timedelta(days=3)|timedeltaformat", "3 days"},
        {"(now() - timedelta(hours=3))|timedeltaformat(add_direction=true)", "3 hours ago"},
        {"(now() + timedelta(hours=3))|timedeltaformat(add_direction=true)", "in 3 hours"},
        {"'2026-01-20T00:00:00Z'|timedeltaformat(add_direction=true, locale='de')", "in 5 Tagen"},
        {"'2026-01-17'|timedeltaformat", "2 days"},
        {"90|timedeltaformat", "2 minutes"},
        {"90|timedeltaformat('second', threshold=2)", "90 seconds"},
        {"1e300|timedeltaformat", "273,973 years"},
        {"-1e300|timedeltaformat(add_direction=true)", "273,973 years ago"},
        {"'nan'|float|timedeltaformat", "ValueError: cannot convert float NaN to integer"},
        {"timedelta(days=1) * (10 ** 30)", "OverflowError: a timedelta has at most 100000000 days"},
        {"timedelta(days=1) / (10 ** 30)", "0:00:00"},
        {"timedelta() * ('inf'|float)", "OverflowError: cannot convert float infinity to integer"},
        {"(10 ** 30)|timedeltaformat|length > 5", "True"},
        {"1|timedeltaformat('decade')",
         "ValueError: unknown granularity 'decade'; there are year, month, week, day, hour, minute and "
         "second"},
        {"1|timedeltaformat(threshold='x')",
         "TypeError: timedeltaformat() takes a number as threshold, not 'str'"},
        {"'10:30'|timedeltaformat",
         "TypeError: timedeltaformat() takes a span or a moment, not a time of the day"},
    });
}

// The name of a global is a variable's name wherever it is not called.
TEST(BabelDates, AMissingVariableIsNotTakenForAFunction) {
    check_printed({
        {"now", "UndefinedError: 'now' is undefined"},
        {"date|dateformat", "UndefinedError: 'date' is undefined"},
        {"date is defined", "False"},
        {"date(2026, 1, 1)", "2026-01-01"},
    });
    jinja::Options options;
    options.vocabulary = &vocabulary();
    const auto compiled = jinja::Template::compile("{{ now() }} {{ date(2026, 1, 1) }} {{ time }}", options);
    const auto findings = compiled->check(jinja::Shape{});
    ASSERT_EQ(findings.size(), 1U);
    EXPECT_EQ(findings[0].error.str(), "UndefinedError: 'time' is undefined (line 1, column 39)");
}

}  // namespace
}  // namespace tidings::babel
