#include "adapters/redis/url.h"

#include <gtest/gtest.h>

namespace tidings::adapters::redis {
namespace {

TEST(RedisUrl, NamesHostPortAndDatabase) {
    const auto address = parse_url("redis://queue.example:7000/3").value();
    EXPECT_EQ(address.host, "queue.example");
    EXPECT_EQ(address.port, 7000);
    EXPECT_EQ(address.database, 3);
    EXPECT_TRUE(address.user.empty());
    EXPECT_TRUE(address.password.empty());
    EXPECT_EQ(address.place(), "queue.example:7000");
}

TEST(RedisUrl, NeedsOnlyAHost) {
    for (const auto* url : {"redis://h", "redis://h/", "redis://h:6379", "redis://h:6379/0"}) {
        const auto address = parse_url(url).value();
        EXPECT_EQ(address.host, "h");
        EXPECT_EQ(address.port, 6379);
        EXPECT_EQ(address.database, 0);
    }
}

TEST(RedisUrl, ReadsUserAndPasswordWithTheirEscapes) {
    const auto address = parse_url("redis://tidings:p%40ss%3Aw@rd@h:1/0").value();
    EXPECT_EQ(address.user, "tidings");
    EXPECT_EQ(address.password.reveal(), "p@ss:w@rd");
    EXPECT_EQ(parse_url("redis://:secret@h").value().password.reveal(), "secret");
    EXPECT_EQ(parse_url("redis://:secret@h").value().user, "");
}

TEST(RedisUrl, TakesAHostOfVersion6InBrackets) {
    const auto address = parse_url("redis://[::1]:6380/1").value();
    EXPECT_EQ(address.host, "::1");
    EXPECT_EQ(address.port, 6380);
    EXPECT_EQ(address.place(), "[::1]:6380");
    EXPECT_EQ(parse_url("redis://[::1]").value().host, "::1");
}

TEST(RedisUrl, RefusesWhatIsNone) {
    for (const auto* url : {"", "h:6379", "http://h", "redis://", "redis://:6379", "redis://h:",
                            "redis://h:0", "redis://h:65536", "redis://h:6379x", "redis://h/one",
                            "redis://h/-1", "redis://secret@h", "redis://u:%zz@h", "redis://u:%4@h",
                            "redis://u:%@h", "redis://[::1", "redis://[::1]x", "redis://h/0/1"}) {
        const auto address = parse_url(url);
        ASSERT_FALSE(address) << url;
        EXPECT_EQ(address.error().code, Errc::invalid);
    }
}

TEST(RedisUrl, SaysThatTlsIsNotBuiltIn) {
    EXPECT_NE(parse_url("rediss://h").error().message.find("TLS"), std::string::npos);
}

TEST(RedisUrl, NeverQuotesThePassword) {
    EXPECT_EQ(parse_url("redis://u:hunter2%@h").error().message.find("hunter2"), std::string::npos);
    EXPECT_EQ(parse_url("redis://u:hunter2@h:x").error().message.find("hunter2"), std::string::npos);
}

}  // namespace
}  // namespace tidings::adapters::redis
