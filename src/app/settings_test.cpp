#include "app/settings.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "app/settings_reference.h"

namespace tidings::app {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

// A folder of its own for the files of one test.
class SettingsTest : public ::testing::Test {
protected:
    void SetUp() override {
        std::string pattern = ::testing::TempDir() + "settings-XXXXXX";
        ASSERT_NE(mkdtemp(pattern.data()), nullptr);
        folder = pattern;
    }
    void TearDown() override { std::filesystem::remove_all(folder); }

    std::string write(const std::string& name, const std::string& text) {
        std::ofstream(folder / name, std::ios::binary) << text;
        return (folder / name).string();
    }

    std::string fault(const SettingSources& sources) {
        const auto loaded = load_settings(sources);
        return loaded ? "" : loaded.error().message;
    }

    std::filesystem::path folder;
};

TEST_F(SettingsTest, NothingGivenIsTheDefaults) {
    const LoadedSettings loaded = load_settings({}).value();
    const Settings& s = loaded.settings;
    EXPECT_EQ(s.text("engine"), "embedded");
    EXPECT_EQ(s.text("http.listen"), "127.0.0.1:8080");
    EXPECT_EQ(s.origin("http.listen"), "default");
    EXPECT_EQ(s.durations("retry.delays"), (std::vector<Duration>{1min, 5min, 15min}));
    EXPECT_EQ(s.share("retry.jitter"), 0.1);
    EXPECT_EQ(s.limit("limits.email"), std::nullopt);
    EXPECT_EQ(s.duration("dedup.keep"), std::chrono::hours{30 * 24});
    EXPECT_EQ(s.number("queue.max"), 10000);
    EXPECT_FALSE(s.flag("test_clock"));
    EXPECT_EQ(s.text("providers.email"), "outbox");
    EXPECT_TRUE(s.has_role("gateway"));
    EXPECT_TRUE(loaded.warnings.empty());
}

TEST_F(SettingsTest, FlagBeatsEnvironmentBeatsFileBeatsDefault) {
    SettingSources sources;
    sources.file = write("t.toml", "[log]\nlevel = \"debug\"\nformat = \"json\"\n[queue]\nmax = 5\n");
    sources.environment = {{"TIDINGS_LOG_LEVEL", "warning"}, {"TIDINGS_LOG_FORMAT", "logfmt"}};
    sources.flags = {{"log.level", "error"}};
    const Settings s = load_settings(sources).value().settings;
    EXPECT_EQ(s.text("log.level"), "error");
    EXPECT_EQ(s.origin("log.level"), "flag --log-level");
    EXPECT_EQ(s.text("log.format"), "logfmt");
    EXPECT_EQ(s.origin("log.format"), "environment TIDINGS_LOG_FORMAT");
    EXPECT_EQ(s.number("queue.max"), 5);
    EXPECT_EQ(s.origin("queue.max"), "file " + sources.file + " line 5");
}

TEST_F(SettingsTest, TheFileTakesEveryKindOfToml) {
    SettingSources sources;
    sources.file = write("t.toml",
                         "engine = 'embedded'\ntest_clock = true\nroles = ['gateway', 'worker']\n"
                         "[retry]\njitter = 0.25\ndelays = ['1s', '2s']\n[limits]\nsms = '10/1s'\n");
    const Settings s = load_settings(sources).value().settings;
    EXPECT_TRUE(s.flag("test_clock"));
    EXPECT_THAT(s.words("roles"), ElementsAre("gateway", "worker"));
    EXPECT_FALSE(s.has_role("admin"));
    EXPECT_EQ(s.share("retry.jitter"), 0.25);
    EXPECT_EQ(s.durations("retry.delays"), (std::vector<Duration>{1s, 2s}));
    EXPECT_EQ(s.limit("limits.sms")->str(), "10/1s");
}

TEST_F(SettingsTest, ABadValueNamesItsSettingItsOriginAndWhatWouldBeRight) {
    EXPECT_EQ(fault({.flags = {{"http.listen", "8080x"}}}),
              "http.listen: \"8080x\" (flag --http-listen) is not an address; write host:port, such as "
              "127.0.0.1:8080");
    EXPECT_EQ(fault({.environment = {{"TIDINGS_LIMITS_EMAIL", "lots"}}}),
              "limits.email: \"lots\" (environment TIDINGS_LIMITS_EMAIL) is not a limit; write count/window, "
              "such as 100/1s, or none");
    const std::string file = write("t.toml", "# tidings\n[queue]\nmax = 0\n");
    EXPECT_EQ(fault({.file = file}), "queue.max: \"0\" (file " + file +
                                         " line 3) is not a whole number from 1 to 10000000; write one, such "
                                         "as 10000");
}

TEST_F(SettingsTest, AllFaultsAreToldAtOnce) {
    EXPECT_EQ(
        fault({.flags = {{"log.level", "loud"}, {"queue.max", "x"}}}),
        "log.level: \"loud\" (flag --log-level) is not known; write debug or info or warning or error or "
        "off\n"
        "queue.max: \"x\" (flag --queue-max) is not a whole number from 1 to 10000000; write one, such as "
        "10000");
}

TEST_F(SettingsTest, AnUnknownKeyInTheFileIsAnErrorWithTheNearestName) {
    const std::string file = write("t.toml", "[http]\nlisten = '127.0.0.1:1'\nlisen = 'x'\n");
    EXPECT_EQ(fault({.file = file}),
              "file " + file + " line 3: there is no setting \"http.lisen\"; did you mean \"http.listen\"?");
    const std::string other = write("u.toml", "elephants = 2\n");
    EXPECT_EQ(fault({.file = other}), "file " + other + " line 1: there is no setting \"elephants\"");
}

TEST_F(SettingsTest, AnUnknownVariableIsAWarning) {
    const LoadedSettings loaded = load_settings({.environment = {{"TIDINGS_HTTP_LISTN", "x"},
                                                                 {"TIDINGS_URL", "http://x"},
                                                                 {"TIDINGS_KEY", "k"},
                                                                 {"OTHER", "y"}}})
                                      .value();
    EXPECT_THAT(loaded.warnings, ElementsAre("environment TIDINGS_HTTP_LISTN is no setting; did you mean "
                                             "\"TIDINGS_HTTP_LISTEN\"?"));
}

TEST_F(SettingsTest, AFileThatIsNotTomlSaysWhere) {
    const std::string file = write("t.toml", "[http]\nlisten = 127.0.0.1\n");
    EXPECT_THAT(fault({.file = file}), HasSubstr("file " + file + " line 2, column "));
}

TEST_F(SettingsTest, AValueThatNoSettingCanHaveIsAFault) {
    const std::string file = write("t.toml", "[http]\nlisten = 2026-01-01\n");
    EXPECT_EQ(fault({.file = file}), "http.listen: file " + file +
                                         " line 2 has a value of a kind that no setting has; write a string");
    const std::string nested = write("u.toml", "roles = [['gateway']]\n");
    EXPECT_THAT(fault({.file = nested}), HasSubstr("roles: file "));
}

TEST_F(SettingsTest, AFileThatWasNamedMustExist) {
    EXPECT_EQ(fault({.file = "/nowhere/t.toml"}),
              "cannot read the file \"/nowhere/t.toml\": No such file or directory");
    EXPECT_EQ(fault({.environment = {{"TIDINGS_CONFIG", "/nowhere/t.toml"}}}),
              "cannot read the file \"/nowhere/t.toml\": No such file or directory");
}

TEST_F(SettingsTest, TheEnvironmentNamesTheFile) {
    const std::string file = write("t.toml", "[log]\nlevel = 'debug'\n");
    EXPECT_EQ(load_settings({.environment = {{"TIDINGS_CONFIG", file}}}).value().settings.text("log.level"),
              "debug");
    const std::string other = write("u.toml", "[log]\nlevel = 'error'\n");
    EXPECT_EQ(load_settings({.environment = {{"TIDINGS_CONFIG", file}}, .file = other})
                  .value()
                  .settings.text("log.level"),
              "error");
}

TEST_F(SettingsTest, WhatIsSetForAProviderIsHandedOn) {
    const Settings s = load_settings({.flags = {{"outbox.timeout", "2s"}}}).value().settings;
    const auto set = s.set_below("outbox");
    ASSERT_EQ(set.size(), 1U);
    EXPECT_EQ(set.at("timeout").reveal(), "2s");
    EXPECT_TRUE(s.set_below("out").empty());
}

TEST_F(SettingsTest, ASecretMayStandInAFile) {
    const std::string file = write("password", "hunter2\n");
    const Settings s =
        load_settings({.environment = {{"TIDINGS_SMTP_PASSWORD_FILE", file}}}).value().settings;
    EXPECT_EQ(s.secret("smtp.password").reveal(), "hunter2");
    EXPECT_EQ(s.shown("smtp.password"), "(set)");
    EXPECT_EQ(s.origin("smtp.password"), "environment TIDINGS_SMTP_PASSWORD_FILE");
    EXPECT_EQ(fault({.environment = {{"TIDINGS_SMTP_PASSWORD_FILE", "/nowhere"}}}),
              "smtp.password_file (environment TIDINGS_SMTP_PASSWORD_FILE): cannot read the file "
              "\"/nowhere\": No such "
              "file or directory");
}

TEST_F(SettingsTest, OneEndOfTheLineInASecretsFileIsNotPartOfIt) {
    for (const auto& [content, secret] :
         {std::pair{"hunter2", "hunter2"}, std::pair{"hunter2\n", "hunter2"},
          std::pair{"hunter2\r\n", "hunter2"}, std::pair{"hunter2\n\n", "hunter2\n"},
          std::pair{" hunter2 ", " hunter2 "}, std::pair{"", ""}}) {
        const std::string file = write("password", content);
        const Settings s = load_settings({.flags = {{"smtp.password_file", file}}}).value().settings;
        EXPECT_EQ(s.secret("smtp.password").reveal(), secret);
    }
}

TEST_F(SettingsTest, AFolderIsNoFileOfSettings) {
    EXPECT_EQ(fault({.file = folder.string()}),
              "cannot read the file \"" + folder.string() + "\": Is a directory");
}

TEST_F(SettingsTest, AnEmptyFileSetsNothing) {
    EXPECT_EQ(fault({.file = write("t.toml", "")}), "");
    EXPECT_EQ(fault({.file = write("t.toml", "# nothing\n[http]\n")}), "");
}

TEST_F(SettingsTest, WhatIsOddInAFileIsSaidInOneLine) {
    for (const char* const toml :
         {"http = 1\n", "[[http]]\nlisten = 'x'\n", "\"a\\nb\" = 1\n", "\"\\u001b[2J\" = 1\n",
          "[http.listen]\nx = 1\n", "a = 1\na = 2\n", "\xFF = 1\n", "= 1\n", "[http\n"}) {
        const std::string text = fault({.file = write("t.toml", toml)});
        EXPECT_THAT(text, HasSubstr("file " + (folder / "t.toml").string() + " line ")) << toml;
        EXPECT_EQ(text.find_first_of("\n\x1B"), std::string::npos) << toml << text;
    }
}

TEST_F(SettingsTest, AnEmptyVariableIsAValueAndNotAnAbsentOne) {
    EXPECT_THAT(fault({.environment = {{"TIDINGS_LOG_LEVEL", ""}}}),
                HasSubstr("log.level: \"\" (environment TIDINGS_LOG_LEVEL) "));
    EXPECT_EQ(fault({.environment = {{"TIDINGS_CONFIG", ""}}}), "") << "no file is named";
}

TEST_F(SettingsTest, ASecretFromAStrongerSourceBeatsAFileFromAWeaker) {
    const std::string file = write("password", "from the file");
    const Settings s = load_settings({.flags = {{"smtp.password", "from the flag"}},
                                      .environment = {{"TIDINGS_SMTP_PASSWORD_FILE", file}}})
                           .value()
                           .settings;
    EXPECT_EQ(s.secret("smtp.password").reveal(), "from the flag");
}

TEST_F(SettingsTest, ASecretGivenTwiceByOneSourceIsAFault) {
    EXPECT_EQ(fault({.environment = {{"TIDINGS_SMTP_PASSWORD", "x"},
                                     {"TIDINGS_SMTP_PASSWORD_FILE", write("password", "y")}}}),
              "smtp.password is given twice: by environment TIDINGS_SMTP_PASSWORD and by environment "
              "TIDINGS_SMTP_PASSWORD_FILE; leave one of them out");
}

TEST(SettingNames, AreOneNameInThreeSpellings) {
    EXPECT_EQ(flag_of("http.allow_without_keys"), "--http-allow-without-keys");
    EXPECT_EQ(environment_of("http.allow_without_keys"), "TIDINGS_HTTP_ALLOW_WITHOUT_KEYS");
}

TEST(SettingNames, NoTwoSettingsShareAFlag) {
    std::map<std::string, std::string> flags;
    for (const std::string& name : setting_names()) {
        EXPECT_TRUE(flags.emplace(flag_of(name), name).second) << name << " and " << flags[flag_of(name)];
    }
}

TEST(SettingsDeathTest, AskingForWhatIsNotInTheTableIsABug) {
    const Settings s;
    EXPECT_DEATH(static_cast<void>(s.text("http.lisen")), "entries_");
    EXPECT_DEATH(static_cast<void>(s.number("http.listen")), "kind");
}

// docs/settings.md is committed so that it can be read where the code is.
TEST(SettingsReference, TheCommittedPageIsCurrent) {
    const std::string path = "docs/settings.md";
    if (std::getenv("UPDATE_GOLDEN") != nullptr)
        std::ofstream(path, std::ios::binary) << settings_reference();
    std::ostringstream committed;
    committed << std::ifstream(path, std::ios::binary).rdbuf();
    EXPECT_EQ(committed.str(), settings_reference())
        << "write it anew: build/release/tidings config --reference > docs/settings.md";
}

}  // namespace
}  // namespace tidings::app
