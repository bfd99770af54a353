#include "app/cli.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/json.h"

namespace tidings::app {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

struct Ran {
    int code;
    std::string out;
    std::string err;
};

Ran tidings(std::vector<std::string> arguments, std::map<std::string, std::string> environment = {}) {
    std::ostringstream out;
    std::ostringstream err;
    const int code =
        run_command_line({std::move(arguments), std::move(environment), out, err, Style()}, all_commands());
    return {code, out.str(), err.str()};
}

void expect_usage_error(std::vector<std::string> arguments, const std::string& text) {
    const Ran ran = tidings(std::move(arguments));
    EXPECT_EQ(ran.code, 2);
    EXPECT_EQ(ran.out, "");
    EXPECT_EQ(ran.err, "tidings: " + text + "\n");
}

void expect_failure(std::vector<std::string> arguments, const std::string& text) {
    const Ran ran = tidings(std::move(arguments));
    EXPECT_EQ(ran.code, 1);
    EXPECT_EQ(ran.out, "");
    EXPECT_EQ(ran.err, text);
}

TEST(CommandLine, WithoutACommandItShowsThemAll) {
    const Ran ran = tidings({});
    EXPECT_EQ(ran.code, 2);
    for (const CommandSpec& command : all_commands()) {
        EXPECT_THAT(ran.out, HasSubstr("  " + command.name.substr(0, command.name.find(' ')) + " "));
    }
}

TEST(CommandLine, HelpIsNoError) {
    EXPECT_EQ(tidings({"--help"}).code, 0);
    const Ran ran = tidings({"send", "--help"});
    EXPECT_EQ(ran.code, 0);
    EXPECT_THAT(ran.out, HasSubstr("Examples:\n  tidings send user.registered"));
    EXPECT_THAT(ran.out, HasSubstr("--wait DURATION"));
    EXPECT_THAT(ran.out, Not(HasSubstr("--retry-delays")));
}

TEST(CommandLine, HelpIsAlsoAWordBeforeACommand) {
    for (const std::vector<std::string>& words :
         std::vector<std::vector<std::string>>{{}, {"send"}, {"dead"}, {"dead", "replay"}}) {
        std::vector<std::string> before{"help"};
        before.insert(before.end(), words.begin(), words.end());
        std::vector<std::string> after = words;
        after.emplace_back("--help");
        EXPECT_EQ(tidings(before).code, 0);
        EXPECT_EQ(tidings(before).out, tidings(after).out);
    }
}

TEST(CommandLine, EveryCommandHasHelpOfItsOwn) {
    for (const CommandSpec& command : all_commands()) {
        std::istringstream words(command.name);
        std::vector<std::string> arguments{std::istream_iterator<std::string>(words), {}};
        arguments.emplace_back("--help");
        const Ran ran = tidings(arguments);
        EXPECT_EQ(ran.code, 0) << command.name;
        EXPECT_THAT(ran.out, StartsWith(command.help)) << command.name;
        for (const OptionSpec& option : command.options) EXPECT_THAT(ran.out, HasSubstr(option.name));
    }
}

TEST(CommandLine, AMistypedCommandIsGuessed) {
    expect_usage_error({"srve"},
                       "there is no command \"srve\"; did you mean \"serve\"? (tidings --help lists them)");
    expect_usage_error(
        {"dead", "lst"},
        "there is no command \"dead lst\"; did you mean \"list\"? (tidings --help lists them)");
    expect_usage_error({"elephant"}, "there is no command \"elephant\" (tidings --help lists them)");
}

TEST(CommandLine, AMistypedFlagIsGuessed) {
    expect_usage_error({"serve", "--http-lisen", "x"},
                       "there is no flag --http-lisen; did you mean \"--http-listen\"?");
    expect_usage_error({"send", "--usr=u1"}, "there is no flag --usr; did you mean \"--user\"?");
    expect_usage_error({"--elephants"}, "there is no flag --elephants");
}

TEST(CommandLine, WhatNobodyTakesIsAnError) {
    expect_usage_error({"version", "now"}, "version does not take \"now\"; see tidings version --help");
    expect_usage_error({"status", "a", "b"}, "status does not take \"b\"; see tidings status --help");
}

TEST(CommandLine, WhatIsMissingIsNamed) {
    expect_usage_error({"status"}, "ID is required; see tidings status --help");
}

TEST(CommandLine, AFlagWithoutItsValueIsNamed) {
    expect_usage_error({"list", "--user"}, "--user needs a value; see tidings list --help");
    expect_usage_error({"list", "--user", "--json"}, "--user needs a value; see tidings list --help");
    expect_usage_error({"config", "--log-level"}, "--log-level needs a value; see tidings config --help");
    expect_usage_error({"serve", "--http-listen", "--test-clock"},
                       "--http-listen needs a value; see tidings serve --help");
    expect_usage_error({"serve", "--roles="}, "--roles needs a value; see tidings serve --help");
    expect_usage_error({"list", "--user="}, "--user needs a value; see tidings list --help");
    expect_usage_error({"--config"}, "--config needs a value; see tidings --help");
    expect_failure({"list", "--user=--json", "--url", "http://127.0.0.1:1"},
                   "tidings: cannot connect to http://127.0.0.1:1: is `tidings serve` running?\n");
}

TEST(CommandLine, ASwitchTakesNoValue) {
    for (const std::string value : {"no", "false", "maybe", "1"}) {
        expect_usage_error({"list", "--json=" + value}, "--json takes no value; see tidings list --help");
    }
}

TEST(CommandLine, AGroupAloneShowsItsCommands) {
    const Ran ran = tidings({"dead"});
    EXPECT_EQ(ran.code, 2);
    EXPECT_THAT(ran.out, HasSubstr("replay"));
}

TEST(CommandLine, APositionalMayComeAgainAndAgain) {
    const std::string nobody = "http://127.0.0.1:1";
    for (const auto& arguments :
         std::vector<std::vector<std::string>>{{"send", "x", "a=1", "b=2", "c=3", "--url", nobody},
                                               {"send", "--url", nobody, "x", "a=1", "--user", "u1", "b=2"},
                                               {"dead", "replay", "--url", nobody, "id1", "id2", "id3"}}) {
        expect_failure(arguments, "tidings: cannot connect to " + nobody + ": is `tidings serve` running?\n");
    }
}

TEST(CommandLine, AnIdMayBeTheNameOfACommand) {
    expect_failure({"status", "list", "--url", "http://127.0.0.1:1"},
                   "tidings: cannot connect to http://127.0.0.1:1: is `tidings serve` running?\n");
}

TEST(CommandLine, ControlCharactersAreNotEchoed) {
    expect_usage_error({"x\x1B[2J"}, R"(there is no command ""x\u001b[2J"" (tidings --help lists them))");
}

TEST(CommandLine, TheVersionIsACommandAndAFlag) {
    EXPECT_THAT(tidings({"version"}).out, StartsWith("tidings 0."));
    EXPECT_EQ(tidings({"--version"}).out, tidings({"version"}).out);
}

TEST(CommandLine, SettingsAreFlagsBeforeAndAfterTheCommand) {
    EXPECT_THAT(tidings({"--log-level", "debug", "config"}).out, HasSubstr("flag --log-level"));
    EXPECT_THAT(tidings({"config", "--log-level=debug"}).out, HasSubstr("flag --log-level"));
    EXPECT_THAT(tidings({"--test-clock", "config"}).out, HasSubstr("flag --test-clock"));
    const auto off = json::read(tidings({"config", "--json", "--test-clock=false"}).out);
    EXPECT_EQ(json::write(*json::find(off.value(), "/test_clock")),
              R"({"value":"false","origin":"flag --test-clock"})");
}

TEST(CommandLine, EveryFaultOfTheSettingsIsALine) {
    expect_failure(
        {"config", "--log-level", "loud", "--queue-max", "0"},
        "tidings: log.level: \"loud\" (flag --log-level) is not known; write debug or info or warning "
        "or error or off\n"
        "tidings: queue.max: \"0\" (flag --queue-max) is not a whole number from 1 to 10000000; write "
        "one, such as 10000\n");
}

TEST(CommandLine, ConfigShowsNoSecret) {
    const Ran ran = tidings({"config"}, {{"TIDINGS_SMTP_PASSWORD", "hunter2"}, {"TIDINGS_ELEPHANT", "1"}});
    EXPECT_EQ(ran.code, 0);
    EXPECT_THAT(ran.out, Not(HasSubstr("hunter2")));
    EXPECT_THAT(ran.out, HasSubstr("(set)"));
    EXPECT_THAT(ran.out, HasSubstr("environment TIDINGS_SMTP_PASSWORD"));
    EXPECT_EQ(ran.err, "tidings: environment TIDINGS_ELEPHANT is no setting\n");
}

TEST(Clients, FindTheServerByFlagThenEnvironmentThenSettings) {
    const auto says = [](const std::string& url) {
        return "tidings: cannot connect to http://" + url + ": is `tidings serve` running?\n";
    };
    const std::map<std::string, std::string> environment{{"TIDINGS_URL", "http://127.0.0.1:2"}};
    EXPECT_EQ(tidings({"list", "--url", "http://127.0.0.1:1"}, environment).err, says("127.0.0.1:1"));
    EXPECT_EQ(tidings({"list", "--http-listen", "127.0.0.1:3"}, environment).err, says("127.0.0.1:2"));
    EXPECT_EQ(tidings({"list", "--http-listen", "0.0.0.0:3"}).err, says("127.0.0.1:3"));
    EXPECT_EQ(tidings({"list", "--http-listen", "[::]:3"}).err, says("[::1]:3"));
}

TEST(Clients, SayWhatTheyNeedBeforeTheyCall) {
    expect_usage_error({"send"}, "TYPE is required, or --body; see --help");
    expect_usage_error({"user", "set", "u1"}, "nothing is to be changed; see tidings user set --help");
    expect_usage_error({"dead", "replay"}, "say which: an ID, a filter such as --user, or --all");
    expect_usage_error({"key", "create"}, "--name is required; see tidings key create --help");
    expect_usage_error({"dead", "replay", "id1", "--all"},
                       "an ID does not go with a filter or --all; say one of them");
}

TEST(Clients, NoFlagIsTakenThatWouldDoNothing) {
    expect_usage_error({"dead", "list", "--state", "failed"}, "there is no flag --state");
    expect_usage_error({"dead", "replay", "--limit", "5"}, "there is no flag --limit");
}

TEST(OfflineCommands, AnswerAsJson) {
    const auto version = json::read(tidings({"version", "--json"}).out);
    EXPECT_EQ("tidings " + std::string(json::find(*version, "/version")->get_string()) + "\n",
              tidings({"version"}).out);
    const auto when = json::read(
        tidings({"when", "--zone", "UTC", "--quiet", "22:00-08:00", "--at", "2026-01-15T23:00:00Z", "--json"})
            .out);
    EXPECT_EQ(json::write(*when), R"({"at":"2026-01-16T08:00:00Z"})");
    EXPECT_EQ(tidings({"init", "--json"}).out, "{\"done\":\"the embedded engine has no topics to make\"}\n");
}

TEST(OfflineCommands, ConfigTellsEverySettingOnce) {
    const auto shown = json::read(tidings({"config", "--json"}).out);
    ASSERT_TRUE(shown);
    EXPECT_EQ(shown->get_object().size(), setting_table().size());
    for (const SettingSpec& spec : setting_table()) {
        const json::value& entry = shown->get_object().at(spec.name);
        EXPECT_EQ(entry.at("origin").get_string(), "default") << spec.name;
        EXPECT_EQ(entry.at("value").get_string(), spec.fallback) << spec.name;
    }
}

TEST(OfflineCommands, TheReferenceHasARowForEverySetting) {
    const std::string page = tidings({"config", "--reference"}).out;
    for (const SettingSpec& spec : setting_table())
        EXPECT_THAT(page, HasSubstr("\n| `" + spec.name + "` | "));
}

TEST(When, TellsTheMomentInUtc) {
    const std::vector<std::string> berlin{"when",    "--zone",      "Europe/Berlin",
                                          "--quiet", "22:00-08:00", "--at"};
    const auto at = [&](const std::string& time) {
        auto arguments = berlin;
        arguments.push_back(time);
        return tidings(arguments).out;
    };
    EXPECT_EQ(at("2026-01-15T21:30:00Z"), "2026-01-16T07:00:00Z\n");
    EXPECT_EQ(at("2026-01-15T12:00:00+01:00"), "2026-01-15T11:00:00Z\n");
    EXPECT_EQ(at("2026-03-29T00:30:00Z"), "2026-03-29T06:00:00Z\n");
}

TEST(When, SaysWhatIsWrong) {
    expect_usage_error({"when"}, "--zone is required; see tidings when --help");
    expect_usage_error({"when", "--zone", "UTC"}, "--quiet is required; see tidings when --help");
}

class RenderTest : public ::testing::Test {
protected:
    void SetUp() override {
        std::string pattern = ::testing::TempDir() + "render-XXXXXX";
        ASSERT_NE(mkdtemp(pattern.data()), nullptr);
        folder = pattern;
    }
    void TearDown() override { std::filesystem::remove_all(folder); }

    std::string file(const std::string& name, const std::string& text) {
        std::filesystem::create_directories((folder / name).parent_path());
        std::ofstream(folder / name, std::ios::binary) << text;
        return (folder / name).string();
    }

    Ran render(const std::string& source, const std::string& data, std::vector<std::string> more = {}) {
        std::vector<std::string> arguments{"render", "--template", file("t", source), "--data",
                                           file("d", data)};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return tidings(arguments);
    }

    std::filesystem::path folder;
};

TEST_F(RenderTest, PrintsTheTextWithNothingAdded) {
    const Ran ran = render("Hello {{ name }}!\n", R"({"name": "Zoë"})");
    EXPECT_EQ(ran.code, 0);
    EXPECT_EQ(ran.out, "Hello Zoë!");
    EXPECT_EQ(ran.err, "");
    EXPECT_EQ(render("x\n", "{}", {"--keep-trailing-newline"}).out, "x\n");
}

TEST_F(RenderTest, AnErrorIsInJinjasWordsWithItsPlace) {
    const Ran ran = render("a\nb\n  {{ x }}", "{}");
    EXPECT_EQ(ran.code, 1);
    EXPECT_EQ(ran.out, "");
    EXPECT_EQ(ran.err, "UndefinedError: 'x' is undefined (line 3, column 6)\n");
    EXPECT_THAT(render("{% if %}", "{}").err, StartsWith("TemplateSyntaxError: "));
}

TEST_F(RenderTest, OptionsAreThoseOfJinja) {
    EXPECT_EQ(render("{{ x }}", R"({"x": "<b>"})", {"--autoescape"}).out, "&lt;b&gt;");
    EXPECT_EQ(render("  {% if true %}\nx{% endif %}", "{}", {"--trim-blocks", "--lstrip-blocks"}).out, "x");
    EXPECT_EQ(render("[{{ x }}]", "{}", {"--undefined", "default"}).out, "[]");
    EXPECT_EQ(render("[{{ x.y.z }}]", "{}", {"--undefined", "chainable"}).out, "[]");
    EXPECT_EQ(render("{{ x }}", "{}", {"--undefined", "debug"}).out, "{{ x }}");
}

TEST_F(RenderTest, DatesAndNumbersAreOfTheLocaleZoneAndMomentThatAreAskedFor) {
    const std::string source = "{{ 0|datetimeformat('d. MMMM HH:mm') }} {{ 1.5|numberformat }}";
    EXPECT_EQ(render(source, "{}").out, "1. January 00:00 1.5");
    EXPECT_EQ(render(source, "{}", {"--locale", "de", "--timezone", "Europe/Berlin"}).out,
              "1. Januar 01:00 1,5");
    EXPECT_EQ(render("{{ now() }}", "{}", {"--now", "2026-03-29T10:00:00Z"}).out,
              "2026-03-29 10:00:00+00:00");
    EXPECT_EQ(render("{{ now() }}", "{}").err, "UndefinedError: 'now' is undefined (line 1, column 4)\n");
}

TEST_F(RenderTest, OtherTemplatesAreThoseOfTheFolder) {
    file("dir/deep/part", "part of {{ x }}");
    const std::string dir = (folder / "dir").string();
    EXPECT_EQ(render("{% include 'deep/part' %}", R"({"x": 1})", {"--templates", dir}).out, "part of 1");
    EXPECT_EQ(render("{% include '../t' %}", "{}", {"--templates", dir}).code, 1);
    EXPECT_EQ(render("{% include '/etc/hostname' %}", "{}", {"--templates", dir}).code, 1);
    EXPECT_EQ(render("{% include 'deep/part' %}", R"({"x": 1})").code, 1);
    EXPECT_EQ(render("", "{}", {"--templates", dir + "/none"}).err,
              "tidings: --templates: \"" + dir + "/none\" is no folder\n");
}

TEST_F(RenderTest, WhatIsNoFileInTheFolderIsNotFound) {
    const std::filesystem::path dir = folder / "dir";
    std::filesystem::create_directories(dir / "deep");
    std::filesystem::create_symlink("loop", dir / "loop");
    for (const std::string& name : {std::string("deep"), std::string("loop"), std::string(5000, 'x')}) {
        EXPECT_EQ(render("{% include n ignore missing %}ok", R"({"n": ")" + name + "\"}",
                         {"--templates", dir.string()})
                      .out,
                  "ok");
    }
}

TEST_F(RenderTest, SaysWhatIsWrongWithItsFiles) {
    EXPECT_THAT(render("x", "[1]").err, HasSubstr("--data is no JSON object"));
    EXPECT_THAT(render("x", "{").err, HasSubstr("--data is not JSON: "));
    expect_usage_error({"render"}, "--template is required; see tidings render --help");
    expect_failure({"render", "--template", "/nowhere"},
                   "tidings: cannot read the file \"/nowhere\": No such file or directory\n");
}

TEST_F(RenderTest, StandardInputIsOneOfThem) {
    expect_usage_error({"render", "--template", "-", "--data", "-"},
                       "--template and --data cannot both be standard input; name a file for one of them");
}

TEST_F(RenderTest, WithoutDataThereAreNoVariables) {
    EXPECT_EQ(tidings({"render", "--template", file("t", "{{ 1 + 1 }}")}).out, "2");
    EXPECT_EQ(tidings({"render", "--template", file("empty", "")}).out, "");
}

TEST(Commands, NoTwoHaveOneName) {
    std::set<std::string> names;
    for (const CommandSpec& command : all_commands())
        EXPECT_TRUE(names.insert(command.name).second) << command.name;
}

}  // namespace
}  // namespace tidings::app
