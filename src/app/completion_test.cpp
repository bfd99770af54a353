#include "app/completion.h"

#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/cli.h"

namespace tidings::app {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

using Words = std::vector<std::string>;

Words offered(const Words& words) {
    return complete(all_commands(), words).words;
}

struct Case {
    Words typed;
    Words offered;
};

class CompletionTest : public ::testing::TestWithParam<Case> {};

TEST_P(CompletionTest, OffersWhatMayStandThere) {
    EXPECT_EQ(offered(GetParam().typed), GetParam().offered);
    EXPECT_FALSE(complete(all_commands(), GetParam().typed).files);
}

INSTANTIATE_TEST_SUITE_P(
    Places, CompletionTest,
    ::testing::Values(Case{{"ser"}, {"serve"}}, Case{{"de"}, {"demo", "dead"}},
                      Case{{"dead", ""}, {"list", "show", "replay"}}, Case{{"dead", "re"}, {"replay"}},
                      Case{{"--log-level", "error", "key", ""}, {"create", "list", "revoke"}},
                      Case{{"serve", "--http-li"}, {"--http-listen"}},
                      Case{{"serve", "--log-format", ""}, {"logfmt", "json"}},
                      Case{{"serve", "--log-format", "=", "j"}, {"json"}},
                      Case{{"serve", "--log-format", "="}, {"logfmt", "json"}},
                      Case{{"list", "--state", "s"}, {"scheduled", "sent", "suppressed"}},
                      Case{{"list", "--sta"}, {"--state"}},
                      Case{{"list", "--json", "--u"}, {"--user", "--until", "--url"}},
                      Case{{"list", "--user", ""}, {}}, Case{{"--log-level", "e"}, {"error"}},
                      Case{{"serve", "--test-clock", "--engi"}, {"--engine"}},
                      Case{{"completion", ""}, {"bash", "zsh", "fish"}},
                      Case{{"send", "or"}, {"order.completed"}}, Case{{"nonsense", "zz"}, {}}));

TEST(Completion, ACommandWithNothingElseToSayOffersItsFlags) {
    EXPECT_THAT(offered({"audit", ""}), ElementsAre("--help", "--json", "--url", "--admin-url", "--key"));
    EXPECT_THAT(offered({"serve", ""}), Contains("--data-dir"));
    EXPECT_THAT(offered({"list", "--"}), Not(Contains("--data-dir")));
}

TEST(Completion, WhereAFileStandsTheShellKnowsThem) {
    for (const Words& words : std::vector<Words>{{"render", "--template", "a"},
                                                 {"render", "--templates", ""},
                                                 {"--config", ""},
                                                 {"serve", "--data-dir", "x"},
                                                 {"serve", "--smtp-password-file", "x"}}) {
        EXPECT_TRUE(complete(all_commands(), words).files) << words.front() << ' ' << words[1];
        EXPECT_THAT(offered(words), IsEmpty());
    }
}

TEST(Completion, EveryCommandIsOfferedWhereItStands) {
    for (const CommandSpec& command : all_commands()) {
        std::istringstream text(command.name);
        Words words{std::istream_iterator<std::string>(text), {}};
        EXPECT_EQ(offered(words), Words{words.back()}) << command.name;
        words.emplace_back("--");
        for (const OptionSpec& option : command.options) {
            EXPECT_THAT(offered(words), Contains(option.name)) << command.name;
        }
    }
}

TEST(Completion, NothingTypedOffersEveryCommandOnce) {
    const Words words = offered({});
    EXPECT_THAT(words, Contains("dead"));
    EXPECT_EQ(std::ranges::count(words, "dead"), 1);
    EXPECT_EQ(offered({""}), words);
}

TEST(Completion, TheProgramPrintsALineForEachCandidate) {
    std::ostringstream out;
    std::ostringstream err;
    EXPECT_EQ(run_command_line({{"__complete", "dead", ""}, {}, out, err, Style()}, all_commands()), 0);
    EXPECT_EQ(out.str(), "list\nshow\nreplay\n");
    out.str("");
    run_command_line({{"__complete", "--config", ""}, {}, out, err, Style()}, all_commands());
    EXPECT_EQ(out.str(), ":files\n");
    EXPECT_EQ(err.str(), "");
}

TEST(Completion, ThereIsAScriptForEachShellThatIsOffered) {
    for (const std::string& shell : offered({"completion", ""})) {
        ASSERT_TRUE(completion_script(shell)) << shell;
        EXPECT_THAT(std::string(*completion_script(shell)),
                    HasSubstr(" " + std::string(kCompleteWord) + " "));
    }
    EXPECT_FALSE(completion_script("tcsh"));
}

}  // namespace
}  // namespace tidings::app
