#include "app/setting_kinds.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace tidings::app {
namespace {

using namespace std::chrono_literals;

std::string wrong(SettingSpec spec, std::string_view text) {
    return complaint(spec, text).value_or("");
}

struct KindCase {
    SettingKind kind;
    std::vector<std::string> good;
    std::vector<std::string> bad;
    std::string complaint;
};

class KindTest : public ::testing::TestWithParam<KindCase> {};

TEST_P(KindTest, TakesTheGoodAndSaysWhatIsWrongWithTheBad) {
    const SettingSpec spec{.name = "x.y",
                           .kind = GetParam().kind,
                           .fallback = "30",
                           .words = {"embedded", "cluster"},
                           .least = 1,
                           .most = 100};
    for (const std::string& text : GetParam().good) EXPECT_EQ(wrong(spec, text), "") << text;
    for (const std::string& text : GetParam().bad) EXPECT_EQ(wrong(spec, text), GetParam().complaint) << text;
}

INSTANTIATE_TEST_SUITE_P(
    Kinds, KindTest,
    ::testing::Values(
        KindCase{SettingKind::text, {"", "anything at all"}, {}, ""},
        KindCase{SettingKind::path, {"data", "/var/lib/tidings"}, {""}, "is empty; write a path"},
        KindCase{
            SettingKind::word, {"embedded"}, {"", "elephant"}, "is not known; write embedded or cluster"},
        KindCase{SettingKind::words,
                 {"embedded", "cluster,embedded", "cluster, embedded"},
                 {""},
                 "is empty; write some of embedded,cluster"},
        KindCase{SettingKind::words,
                 {},
                 {"embedded,,cluster", "embedded,"},
                 "has the unknown part \"\"; write some of embedded,cluster"},
        KindCase{SettingKind::flag,
                 {"true", "false", "yes", "no", "on", "off", "1", "0"},
                 {"", "TRUE", "2", "maybe"},
                 "is neither true nor false; write one of them"},
        KindCase{SettingKind::number,
                 {"1", "100", "007"},
                 {"", "0", "101", "-1", "1.5", "10k", "99999999999999999999", " 1"},
                 "is not a whole number from 1 to 100; write one, such as 30"},
        KindCase{SettingKind::share,
                 {"0", "1", "0.1", "1e-3"},
                 {"", "-0.1", "1.1", "nan", "inf", "10%"},
                 "is not a number from 0 to 1; write one, such as 0.1"},
        KindCase{SettingKind::duration,
                 {"250ms", "30s", "1h30m", "7d"},
                 {"", "30", "30 s", "-5s", "1m1h"},
                 "is not a duration; write one such as 30 (units ms s m h d)"},
        KindCase{SettingKind::duration, {}, {"0s", "0ms"}, "is too short; write a duration such as 30"},
        KindCase{SettingKind::durations,
                 {"1m,5m,15m", "1m", "0s, 1m", "none"},
                 {"", "1m,", "1,5,15", "none,1m"},
                 "is not a list of durations; write them such as 1m,5m,15m, or none"},
        KindCase{SettingKind::limit,
                 {"none", "100/1s", "1/250ms"},
                 {"", "100", "0/1s", "100/0s", "-1/1s", "100/s"},
                 "is not a limit; write count/window, such as 100/1s, or none"},
        KindCase{SettingKind::address,
                 {"127.0.0.1:8080", "0.0.0.0:0", "[::1]:8080", "localhost:65535"},
                 {"", "8080", "8080x", ":8080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "::1:8080",
                  "[]:80", "[127.0.0.1]:80", "example.com:80", "127.0.0.1:-1", "1.2.3:80"},
                 "is not an address; write host:port, such as 127.0.0.1:8080"},
        KindCase{SettingKind::url,
                 {"", "http://a", "https://notify.example.com/x"},
                 {"notify.example.com", "ftp://a", "http://", "https:///x", "http://a b"},
                 "is not a URL; write one such as https://notify.example.com"},
        KindCase{SettingKind::locale,
                 {"en", "pt-BR", "zh-Hant-TW"},
                 {"", "e", "en_US", "-en", "en-", "englisch ü"},
                 "is not a locale; write a language tag such as en or pt-BR"}));

TEST(SettingKinds, AMistypedWordIsGuessed) {
    const SettingSpec word{.kind = SettingKind::word, .words = {"embedded", "cluster"}};
    EXPECT_EQ(wrong(word, "clustr"), "is not known; write embedded or cluster; did you mean \"cluster\"?");
    const SettingSpec words{.kind = SettingKind::words, .words = {"gateway", "worker"}};
    EXPECT_EQ(wrong(words, "worker,gatway"),
              "has the unknown part \"gatway\"; write some of gateway,worker; did you mean \"gateway\"?");
}

TEST(SettingKinds, EveryDefaultOfTheTableIsGood) {
    for (const SettingSpec& spec : setting_table()) EXPECT_EQ(wrong(spec, spec.fallback), "") << spec.name;
}

TEST(SettingKinds, ListsMeanWhatTheySay) {
    EXPECT_EQ(parse_durations("1m,5m"), (std::vector<Duration>{1min, 5min}));
    EXPECT_EQ(parse_durations("none"), std::vector<Duration>{});
    EXPECT_EQ(parse_list(" a ,b"), (std::vector<std::string>{"a", "b"}));
    EXPECT_TRUE(parse_list("").empty());
}

}  // namespace
}  // namespace tidings::app
