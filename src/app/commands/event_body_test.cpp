#include "app/commands/event_body.h"

#include <cstdio>
#include <fstream>
#include <string>

#include <gtest/gtest.h>

#include "app/api_client.h"

namespace tidings::app {
namespace {

using Values = std::map<std::string, std::vector<std::string>>;

std::string body(Values values) {
    Arguments arguments;
    arguments.values = std::move(values);
    const Result<json::value> made = event_body(arguments);
    return made ? json::write(*made) : made.error().message;
}

TEST(EventBody, IsTheShortForm) {
    EXPECT_EQ(body({{"TYPE", {"user.registered"}}, {"--user", {"u1"}}}),
              R"({"type":"user.registered","data":{},"user":"u1"})");
    EXPECT_EQ(body({{"TYPE", {"x"}}, {"--user", {"u1, u2"}}}),
              R"({"type":"x","data":{},"users":["u1","u2"]})");
}

TEST(EventBody, FieldsAreNumbersAndFlagsWhereTheyReadAsSuch) {
    EXPECT_EQ(
        body({{"TYPE", {"x"}}, {"FIELD", {"a=1", "b=19.90", "c=true", "d=text", "e=", "f=x=y", "g=[1]"}}}),
        R"({"type":"x","data":{"a":1,"b":19.9,"c":true,"d":"text","e":"","f":"x=y","g":[1]}})");
}

TEST(EventBody, FieldsGoIntoTheDataThatWasGiven) {
    EXPECT_EQ(body({{"TYPE", {"x"}}, {"--data", {R"({"a": 1, "b": 2})"}}, {"FIELD", {"a=3"}}}),
              R"({"type":"x","data":{"a":3,"b":2}})");
}

TEST(EventBody, DataMayStandInAFile) {
    const std::string path = ::testing::TempDir() + "event_body_data.json";
    std::ofstream(path) << R"({"a": 1})";
    EXPECT_EQ(body({{"TYPE", {"x"}}, {"--data", {"@" + path}}}), R"({"type":"x","data":{"a":1}})");
    std::remove(path.c_str());
    EXPECT_EQ(body({{"TYPE", {"x"}}, {"--data", {"@" + path}}}),
              "--data: cannot read the file \"" + path + "\": No such file or directory");
}

TEST(EventBody, EveryOptionHasItsMember) {
    EXPECT_EQ(
        body({{"TYPE", {"x"}},
              {"--id", {"e1"}},
              {"--source", {"shop"}},
              {"--priority", {"high"}},
              {"--channels", {"email,sms"}},
              {"--send-at", {"2026-01-01T00:00:00Z"}},
              {"--expires-at", {"2026-01-02T00:00:00Z"}}}),
        R"({"type":"x","data":{},"id":"e1","source":"shop","priority":"high","channels":["email","sms"],)"
        R"("send_at":"2026-01-01T00:00:00Z","expires_at":"2026-01-02T00:00:00Z"})");
}

TEST(EventBody, AWholeBodyIsTakenAsItIs) {
    EXPECT_EQ(body({{"--body", {R"({"type":"x"})"}}}), R"({"type":"x"})");
}

TEST(PathOf, EncodesWhatStandsBetweenTheSlashes) {
    EXPECT_EQ(path_of({"events", "a/b c?"}), "/v1/events/a%2Fb%20c%3F");
    EXPECT_EQ(path_of({"notifications"}, {{"state", "a,b"}, {"user", "u&1"}}),
              "/v1/notifications?state=a%2Cb&user=u%261");
}

}  // namespace
}  // namespace tidings::app
