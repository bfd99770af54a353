#include "providers/shared/settings.h"

#include <array>
#include <chrono>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace tidings::providers {
namespace {

using namespace std::chrono_literals;

constexpr std::array kKnown{
    SettingInfo{.key = "host", .fallback = "", .meaning = "where", .required = true},
    SettingInfo{.key = "port", .fallback = "587", .meaning = "which"},
    SettingInfo{.key = "timeout", .fallback = "10s", .meaning = "how long"},
    SettingInfo{.key = "tls", .fallback = "starttls", .meaning = "how"},
    SettingInfo{.key = "password", .fallback = "", .meaning = "what", .secret = true},
};

TEST(Settings, FallBackToTheTable) {
    const Settings given{{"host", "mail"}};
    SettingsReader reader("smtp", kKnown, given);
    EXPECT_EQ(reader.text("host"), "mail");
    EXPECT_EQ(reader.number("port", 1, 65535), 587);
    EXPECT_EQ(reader.duration("timeout", 1s, 1h), 10s);
    EXPECT_EQ(reader.choice("tls", {"none", "starttls"}), "starttls");
    EXPECT_TRUE(reader.secret("password").empty());
    EXPECT_TRUE(reader.finish());
}

TEST(Settings, AreReadByType) {
    const Settings given{
        {"host", "h"}, {"port", "25"}, {"timeout", "1m30s"}, {"tls", "none"}, {"password", "p"}};
    SettingsReader reader("smtp", kKnown, given);
    EXPECT_EQ(reader.number("port", 1, 65535), 25);
    EXPECT_EQ(reader.duration("timeout", 1s, 1h), 90s);
    EXPECT_EQ(reader.choice("tls", {"none", "starttls"}), "none");
    EXPECT_EQ(reader.secret("password").reveal(), "p");
    EXPECT_TRUE(reader.finish());
}

TEST(Settings, TellAllFaultsAtOnceAndNoValue) {
    const Settings given{{"port", "99999"}, {"timeout", "soon"}, {"tls", "maybe"}, {"hots", "canary"}};
    SettingsReader reader("smtp", kKnown, given);
    EXPECT_EQ(reader.number("port", 1, 65535), 587);
    EXPECT_EQ(reader.duration("timeout", 1s, 1h), 10s);
    EXPECT_EQ(reader.choice("tls", {"none", "starttls"}), "starttls");
    const auto finished = reader.finish();
    ASSERT_FALSE(finished);
    EXPECT_EQ(finished.error().code, Errc::invalid);
    EXPECT_EQ(finished.error().message,
              "smtp.hots is no setting of this provider; smtp.host is required; "
              "smtp.port must be a number from 1 to 65535; "
              "smtp.timeout must be a duration from 1s to 1h; "
              "smtp.tls must be one of: none, starttls");
}

TEST(Settings, RefuseWhatIsNearlyANumber) {
    for (const char* text : {"", " 25", "25 ", "2 5", "0x19", "25.0", "+25", "99999999999999999999"}) {
        const Settings given{{"host", "h"}, {"port", text}};
        SettingsReader reader("smtp", kKnown, given);
        reader.number("port", 1, 65535);
        EXPECT_FALSE(reader.finish()) << '"' << text << '"';
    }
}

TEST(Settings, TheLastValueOfAKeyCounts) {
    Settings given;
    given.set("host", "first");
    given.set("host", "second");
    SettingsReader reader("smtp", kKnown, given);
    EXPECT_EQ(reader.text("host"), "second");
}

TEST(Settings, TakeACallersOwnFault) {
    const Settings given{{"host", "h"}};
    SettingsReader reader("smtp", kKnown, given);
    reader.fault("host", "must be another");
    EXPECT_EQ(reader.finish().error().message, "smtp.host must be another");
}

}  // namespace
}  // namespace tidings::providers
