// Command lines whose values make no sense: each is refused before anything is read, asked or done.

#include "app/argument_checks.h"

#include <algorithm>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/cli.h"

namespace tidings::app {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

using Line = std::vector<std::string>;

struct Refused {
    Line arguments;
    std::string said;
};

void PrintTo(const Refused& refused, std::ostream* out) {
    *out << refused.said;
}

class RefusedValueTest : public ::testing::TestWithParam<Refused> {};

TEST_P(RefusedValueTest, EndsWithTwoAndIsTold) {
    std::ostringstream out;
    std::ostringstream err;
    EXPECT_EQ(run_command_line({GetParam().arguments, {}, out, err, Style()}, all_commands()), 2);
    EXPECT_EQ(out.str(), "");
    EXPECT_EQ(err.str(), "tidings: " + GetParam().said + '\n');
}

const std::string kNoTime = "is not a time with an offset; write one such as 2026-03-29T00:30:00Z";
const std::string kNoZone = "is no time zone of the IANA database; write one such as Europe/Berlin";

INSTANTIATE_TEST_SUITE_P(
    Values, RefusedValueTest,
    ::testing::Values(
        Refused{{"render", "--template", "t", "--undefined", "lax"},
                "--undefined: \"lax\" is not known; write strict, default, chainable or debug"},
        Refused{{"render", "--template", "t", "--undefined", "strikt"},
                "--undefined: \"strikt\" is not known; write strict, default, chainable or debug; did you "
                "mean \"strict\"?"},
        Refused{{"render", "--template", "t", "--locale", "xx_"},
                "--locale: \"xx_\" must be a language tag such as en or pt-BR"},
        Refused{{"render", "--template", "t", "--locale", "xx"},
                "--locale: \"xx\" is not known; write a tag such as de or pt-BR"},
        Refused{{"render", "--template", "t", "--timezone", "Mars"}, "--timezone: \"Mars\" " + kNoZone},
        Refused{{"render", "--template", "t", "--now", "soon"}, "--now: \"soon\" " + kNoTime},
        Refused{{"when", "--zone", "Mars", "--quiet", "22:00-08:00"}, "--zone: \"Mars\" " + kNoZone},
        Refused{{"when", "--zone", "UTC", "--quiet", "22:00-24:00"},
                "--quiet: \"22:00-24:00\" is no span of the clock; write one such as 22:00-08:00"},
        Refused{{"when", "--zone", "UTC", "--quiet", "22:00-08:00", "--at", "2026-01-15T21:30:00"},
                "--at: \"2026-01-15T21:30:00\" " + kNoTime},
        Refused{{"send", "x", "--priority", "urgent"},
                "--priority: \"urgent\" is not known; write critical, high, normal or low"},
        Refused{{"send", "x", "--channels", "sms,fax"},
                "--channels: \"fax\" is not known; write email, sms or push"},
        Refused{{"send", "x", "--data", "{"}, "--data: \"{\" is not JSON: unexpected end (line 1, column 2)"},
        Refused{{"send", "x", "--user", ""}, "--user: \"\" must not be empty"},
        Refused{{"send", "x", "--user", "a,\n"}, R"(--user: "\n" must not hold control characters)"},
        Refused{{"send", "x", "--send-at", "now"}, "--send-at: \"now\" " + kNoTime},
        Refused{{"send", "x", "--wait", "soon"}, "--wait: \"soon\" is not a duration; write one such as 10s"},
        Refused{{"send", "x", "name"}, "FIELD: \"name\" is no field; write name=value"},
        Refused{{"preview", "x", "--at", "now"}, "--at: \"now\" " + kNoTime},
        Refused{{"list", "--state", "failed,lost"},
                "--state: \"lost\" is not known; write scheduled, queued, sent, delivered, failed, "
                "cancelled, expired or suppressed"},
        Refused{{"list", "--limit", "501"}, "--limit: \"501\" is not a number from 1 to 500"},
        Refused{{"list", "--url", "localhost:8080"},
                "--url: \"localhost:8080\" is no http or https URL; write one such as http://127.0.0.1:8080"},
        Refused{{"user", "set", "u1", "--email", "nobody"},
                "--email: \"nobody\" must be an e-mail address such as ann@example.org"},
        Refused{{"user", "set", "u1", "--timezone", "Mars"}, "--timezone: \"Mars\" " + kNoZone},
        Refused{{"user", "set", "u1", "--channel", "sms"},
                "--channel: \"sms\" switches nothing; write name=on or name=off"},
        Refused{{"user", "set", "u1", "--channel", "fax=on"},
                "--channel: \"fax\" is no channel; write email, sms or push"},
        Refused{{"key", "create", "--name", "x", "--scopes", "send,root"},
                "--scopes: \"root\" is not known; write send, read or admin"},
        Refused{{"template", "show", "x", "fax"}, "CHANNEL: \"fax\" is not known; write email, sms or push"},
        Refused{{"template", "show", "x", "sms", "--version", "0"},
                "--version: \"0\" is not the number of a version; they count from 1"},
        Refused{{"template", "list", "--limit", "many"}, "--limit: \"many\" is not a number from 1 to 500"},
        Refused{{"completion", "elvish"}, "SHELL: \"elvish\" is not known; write bash, zsh or fish"}));

TEST(ArgumentChecks, AllWrongValuesAreToldALineEach) {
    std::ostringstream out;
    std::ostringstream err;
    const Line line{"when", "--zone", "Mars", "--quiet", "late", "--at", "now"};
    EXPECT_EQ(run_command_line({line, {}, out, err, Style()}, all_commands()), 2);
    const std::string said = err.str();
    EXPECT_EQ(std::ranges::count(said, '\n'), 3);
    for (const char* const name : {"--zone", "--quiet", "--at"})
        EXPECT_THAT(said, HasSubstr("tidings: " + std::string(name) + ": "));
}

// No flag that offers words takes another, whichever command comes to have it.
TEST(ArgumentChecks, WordsThatAreOfferedAreAllThereAre) {
    for (const CommandSpec& command : all_commands()) {
        for (const OptionSpec& option : command.options) {
            if (option.words.empty()) continue;
            EXPECT_TRUE(complaint_about(option, "elephant")) << command.name << ' ' << option.name;
            for (const std::string& word : option.words) EXPECT_FALSE(complaint_about(option, word)) << word;
        }
        for (const PositionalSpec& positional : command.positionals) {
            for (const std::string& word : positional.words)
                EXPECT_FALSE(complaint_about(positional, word)) << word;
        }
    }
}

// A new flag for a time, a duration or a number cannot be forgotten.
TEST(ArgumentChecks, EveryValueWithAFormIsChecked) {
    for (const CommandSpec& command : all_commands()) {
        for (const OptionSpec& option : command.options) {
            for (const char* const form : {"TIME", "DURATION", "N", "ZONE", "LOCALE", "TAG", "URL", "JSON"}) {
                if (option.value != form) continue;
                EXPECT_NE(option.check, nullptr) << command.name << option.name;
            }
        }
    }
}

TEST(ArgumentChecks, ALongValueIsNotRepeated) {
    const Complaint complaint = check_json(std::string(1000, '['));
    ASSERT_TRUE(complaint);
    EXPECT_THAT(*complaint, StartsWith("what it was given is not JSON: "));
}

TEST(ArgumentChecks, JsonThatStandsElsewhereIsLookedAtLater) {
    EXPECT_FALSE(check_json("@/nowhere"));
    EXPECT_FALSE(check_json("-"));
    EXPECT_FALSE(check_json("[1]"));
}

}  // namespace
}  // namespace tidings::app
