// Every setting, from each place it can come from, with values that it can and that it cannot have.

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/provider_setup.h"
#include "app/settings.h"
#include "support/manual_clock.h"
#include "support/temporary_folder.h"

namespace tidings::app {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;
using tidings::testing::ManualClock;
using tidings::testing::TemporaryFolder;

// What a setting of a kind can and cannot have; the bad ones also say which words of advice belong to them.
struct Values {
    std::string good;
    std::vector<std::string> bad;
};

Values values_of(const SettingSpec& spec) {
    switch (spec.kind) {
        case SettingKind::text:
            return {"anything", {}};
        case SettingKind::path:
            return {"/somewhere", {""}};
        case SettingKind::word:
            return {spec.words.back(), {"", "maybe", "TRUE", "1"}};
        case SettingKind::words:
            return {spec.words.back(), {"", ",", "maybe", spec.words.front() + ",maybe"}};
        case SettingKind::flag:
            return {"yes", {"", "maybe", "TRUE", "2"}};
        case SettingKind::number:
            return {std::to_string(spec.most),
                    {"", "many", "1.5", "-1", "1e3", "99999999999999999999", std::to_string(spec.most + 1),
                     std::to_string(spec.least - 1)}};
        case SettingKind::share:
            return {"0.5", {"", "half", "-0.1", "1.1", "nan", "50%"}};
        case SettingKind::duration:
            return {"40d", {"", "soon", "5", "0s", "-5s", "1.5h", "40000d", "99999999999999d"}};
        case SettingKind::durations:
            return {"1s,2s", {"", ",", "soon", "1m,", "40000d"}};
        case SettingKind::limit:
            return {"10/1m", {"", "lots", "10", "0/1s", "10/0s", "-1/1s"}};
        case SettingKind::address:
            return {"127.0.0.2:99",
                    {"", "here", "8080", ":8080", "127.0.0.1:", "127.0.0.1:65536", "example.com:80"}};
        case SettingKind::url:
            return {"https://example.com", {"example.com", "ftp://example.com", "http://", "http://a b"}};
        case SettingKind::locale:
            return {"pt-BR", {"", "e", "en_US", "-"}};
    }
    return {};
}

// A place to say a setting, and how errors call it.
struct Place {
    SettingSources sources;
    std::string origin;
};

class EverySetting : public ::testing::TestWithParam<std::string> {
protected:
    const SettingSpec& spec() const { return *find_setting(GetParam()); }

    std::vector<Place> places(const std::string& text) {
        const std::string& name = GetParam();
        const std::string file = (folder.path() / "t.toml").string();
        std::string quoted;
        for (const char c : text) quoted += c == '"' || c == '\\' ? std::string("\\") + c : std::string(1, c);
        std::ofstream(file, std::ios::binary) << "# settings\n" << name << " = \"" << quoted << "\"\n";
        return {{{.flags = {{name, text}}}, "flag " + flag_of(name)},
                {{.environment = {{environment_of(name), text}}}, "environment " + environment_of(name)},
                {{.file = file}, "file " + file + " line 2"}};
    }

    TemporaryFolder folder;
};

TEST_P(EverySetting, SaysFromEachPlaceWhatItIsAndWhereItCameFrom) {
    const std::string good = values_of(spec()).good;
    for (const Place& place : places(good)) {
        const auto loaded = load_settings(place.sources);
        ASSERT_TRUE(loaded) << loaded.error().message;
        EXPECT_EQ(loaded->settings.origin(GetParam()), place.origin);
        EXPECT_EQ(loaded->settings.shown(GetParam()), spec().secret ? "(set)" : good);
        EXPECT_EQ(loaded->settings.secret(GetParam()).reveal(), good);
    }
}

TEST_P(EverySetting, RefusesFromEachPlaceWhatItCannotBe) {
    for (const std::string& bad : values_of(spec()).bad) {
        for (const Place& place : places(bad)) {
            const auto loaded = load_settings(place.sources);
            ASSERT_FALSE(loaded) << '"' << bad << '"';
            EXPECT_THAT(loaded.error().message,
                        StartsWith(GetParam() + ": \"" + bad + "\" (" + place.origin + ") "));
            EXPECT_THAT(loaded.error().message, HasSubstr("; write ")) << "it says what would be right";
        }
    }
}

TEST_P(EverySetting, IsDescribed) {
    EXPECT_FALSE(spec().help.empty());
    EXPECT_FALSE(spec().used_by.empty());
}

std::vector<std::string> all_names() {
    std::vector<std::string> names;
    for (const SettingSpec& spec : setting_table()) names.push_back(spec.name);
    return names;
}

INSTANTIATE_TEST_SUITE_P(Table, EverySetting, ::testing::ValuesIn(all_names()), [](const auto& name) {
    std::string word = name.param;
    std::ranges::replace(word, '.', '_');
    return word;
});

// What the providers check themselves, when they are made.
struct ProviderCase {
    std::string name;
    std::vector<std::string> bad;
};

class ProviderSetting : public ::testing::TestWithParam<ProviderCase> {
protected:
    std::string fault(const std::string& text, bool used) {
        SettingSources sources{.flags = {{GetParam().name, text}}};
        if (used) {
            sources.environment = {{"TIDINGS_PROVIDERS_EMAIL", "smtp"},
                                   {"TIDINGS_SMTP_HOST", "localhost"},
                                   {"TIDINGS_SMTP_FROM", "notify@example.org"}};
        }
        const auto settings = load_settings(sources).value().settings;
        const auto good = check_providers(settings);
        const auto made = make_routes(settings, clock);
        const std::string told = made ? "" : made.error().message;
        EXPECT_EQ(good ? "" : good.error().message, told) << "told at once, and not only when it is made";
        return told;
    }

    ManualClock clock;
};

TEST_P(ProviderSetting, IsRefusedWithItsOriginWhetherItsProviderIsUsedOrNot) {
    for (const std::string& bad : GetParam().bad) {
        for (const bool used : {true, false}) {
            EXPECT_THAT(fault(bad, used), HasSubstr(GetParam().name + ": \"" + bad + "\" (flag " +
                                                    flag_of(GetParam().name) + ") "))
                << used;
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Table, ProviderSetting,
                         ::testing::Values(ProviderCase{"smtp.host", {"a host", "a/b"}},
                                           ProviderCase{"smtp.port", {"", "0", "65536", "smtp"}},
                                           ProviderCase{"smtp.tls", {"", "maybe", "TLS"}},
                                           ProviderCase{"smtp.ca_file", {"/nowhere/ca.pem"}},
                                           ProviderCase{"smtp.from", {"nobody", "a@b@c", "a b@example.org"}},
                                           ProviderCase{"smtp.hello", {"a host"}},
                                           ProviderCase{"smtp.timeout", {"", "0s", "2h", "soon"}},
                                           ProviderCase{"smtp.connections", {"", "0", "257", "many"}},
                                           ProviderCase{"outbox.timeout", {"", "soon"}}),
                         [](const auto& one) {
                             std::string word = one.param.name;
                             std::ranges::replace(word, '.', '_');
                             return word;
                         });

class ProviderSetupTest : public ::testing::Test {
protected:
    Result<std::vector<worker::Route>> routes(std::map<std::string, std::string> flags) {
        return make_routes(load_settings({.flags = std::move(flags)}).value().settings, clock);
    }

    ManualClock clock;
};

TEST_F(ProviderSetupTest, TheOutboxServesEveryChannelUntilSomebodyElseDoes) {
    const auto alone = routes({});
    ASSERT_EQ(alone->size(), 1U);
    EXPECT_EQ(alone->front().provider->name(), "outbox");
    EXPECT_EQ(alone->front().channels.size(), core::kChannels.size());

    const auto two =
        routes({{"providers.email", "smtp"}, {"smtp.host", "localhost"}, {"smtp.from", "a@example.org"}});
    ASSERT_EQ(two->size(), 2U);
    EXPECT_EQ((*two)[0].channels, (std::vector{core::Channel::sms, core::Channel::push}));
    EXPECT_EQ((*two)[1].provider->name(), "smtp");
    EXPECT_EQ((*two)[1].channels, std::vector{core::Channel::email});
}

TEST_F(ProviderSetupTest, WhatAProviderNeedsIsSaidWithTheSettingThatNeedsIt) {
    const auto made = routes({{"providers.email", "smtp"}, {"smtp.port", "x"}});
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().message,
              "smtp.host: \"\" (default) is required by providers.email: \"smtp\" (flag "
              "--providers-email)\n"
              "smtp.from: \"\" (default) is required by providers.email: \"smtp\" (flag "
              "--providers-email)\n"
              "smtp.port: \"x\" (flag --smtp-port) must be a number from 1 to 65535");
}

TEST_F(ProviderSetupTest, AProviderThatNobodyUsesNeedsNothing) {
    EXPECT_TRUE(routes({{"smtp.port", "465"}}));
}

TEST_F(ProviderSetupTest, WhoSendsNothingNeedsNoProvider) {
    const auto settings = [](const std::string& roles) {
        return load_settings({.flags = {{"providers.email", "smtp"}, {"roles", roles}}}).value().settings;
    };
    EXPECT_TRUE(check_providers(settings("gateway,admin")));
    EXPECT_FALSE(check_providers(settings("gateway,worker")));
}

TEST_F(ProviderSetupTest, CheckingMakesNoFile) {
    const tidings::testing::TemporaryFolder folder;
    const auto file = (folder.path() / "tries").string();
    EXPECT_TRUE(check_providers(load_settings({.flags = {{"outbox.file", file}}}).value().settings));
    EXPECT_FALSE(std::filesystem::exists(file));
}

TEST_F(ProviderSetupTest, NoFaultShowsASecret) {
    const auto made = routes({{"providers.email", "smtp"}, {"smtp.password", "hunter2"}});
    ASSERT_FALSE(made);
    EXPECT_THAT(made.error().message, HasSubstr("username"));
    EXPECT_THAT(made.error().message, Not(HasSubstr("hunter2")));
}

TEST(CitedSettings, AreOneLineWithoutSecrets) {
    Settings settings;
    ASSERT_TRUE(settings.set("smtp.password", "hunter2", "flag --smtp-password"));
    EXPECT_EQ(settings.cited("smtp.password"), "smtp.password: its value (flag --smtp-password)");
    ASSERT_TRUE(settings.set("data.dir", "a\n\x1B[2J", "environment TIDINGS_DATA_DIR"));
    EXPECT_EQ(settings.cited("data.dir"), "data.dir: \"a\\n\\u001b[2J\" (environment TIDINGS_DATA_DIR)");
}

TEST(SettingFaults, AreOneLineEachWhateverTheValueIs) {
    const auto loaded = load_settings({.flags = {{"log.level", "a\nb\x1B[2J"}}});
    ASSERT_FALSE(loaded);
    EXPECT_THAT(loaded.error().message, StartsWith("log.level: \"a\\nb\\u001b[2J\" (flag --log-level) "));
}

}  // namespace
}  // namespace tidings::app
