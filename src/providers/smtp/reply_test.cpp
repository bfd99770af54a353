#include "providers/smtp/reply.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace tidings::providers {
namespace {

std::vector<Reply> read(ReplyReader& reader, std::string_view bytes) {
    std::vector<Reply> replies;
    while (auto reply = reader.take(bytes)) replies.push_back(*reply);
    return replies;
}

TEST(ReplyReader, ReadsOneLineAndSeveral) {
    ReplyReader reader;
    const auto replies = read(reader, "220 hello\r\n250-one\r\n250-two\r\n250 three\r\n354\r\n250 unix\n");
    ASSERT_EQ(replies.size(), 4U);
    EXPECT_EQ(replies[0].code, 220);
    EXPECT_EQ(replies[0].text, "hello");
    EXPECT_EQ(replies[1].code, 250);
    EXPECT_EQ(replies[1].text, "one two three");
    EXPECT_EQ(replies[2].code, 354);
    EXPECT_EQ(replies[2].text, "");
    EXPECT_EQ(replies[3].text, "unix");
    EXPECT_FALSE(reader.is_within());
}

TEST(ReplyReader, KnowsWhenItIsWithinAReply) {
    ReplyReader reader;
    EXPECT_FALSE(reader.is_within());
    read(reader, "2");
    EXPECT_TRUE(reader.is_within());
    read(reader, "50-x\r\n");
    EXPECT_TRUE(reader.is_within());
    EXPECT_EQ(read(reader, "250 y\r\n").size(), 1U);
    EXPECT_FALSE(reader.is_within());
}

TEST(ReplyReader, TakesNoMoreThanOneReplyAtATime) {
    ReplyReader reader;
    std::string_view bytes = "250 a\r\n250 b\r\n";
    EXPECT_EQ(reader.take(bytes)->text, "a");
    EXPECT_EQ(bytes, "250 b\r\n");
}

TEST(ReplyReader, RefusesWhatIsNoReply) {
    for (const char* bytes : {"\r\n", "25\r\n", "2x0 a\r\n", "150 a\r\n", "650 a\r\n", "250a\r\n",
                              "hello\r\n", "250-a\r\n251 b\r\n", " 250 a\r\n"}) {
        ReplyReader reader;
        EXPECT_TRUE(read(reader, bytes).empty()) << bytes;
        EXPECT_TRUE(reader.is_broken()) << bytes;
        EXPECT_TRUE(read(reader, "250 fine\r\n").empty()) << "nothing more is taken";
    }
}

TEST(ReplyReader, BoundsALine) {
    ReplyReader reader;
    read(reader, "250 " + std::string(1996, 'x'));
    EXPECT_FALSE(reader.is_broken());
    read(reader, "x");
    EXPECT_TRUE(reader.is_broken());
}

TEST(ReplyReader, BoundsAReply) {
    ReplyReader reader;
    for (int i = 0; i < 99; ++i) EXPECT_TRUE(read(reader, "250-" + std::string(100, 'x') + "\r\n").empty());
    ReplyReader longer = reader;
    const auto replies = read(reader, "250 end\r\n");
    ASSERT_EQ(replies.size(), 1U);
    EXPECT_EQ(replies[0].text.size(), 500U);
    read(longer, "250-x\r\n");
    EXPECT_FALSE(longer.is_broken());
    read(longer, "250 x\r\n");
    EXPECT_TRUE(longer.is_broken());
}

RC_GTEST_PROP(ReplyReader, ReadsTheSameHoweverTheBytesAreCut, (const std::vector<std::uint8_t>& cuts)) {
    const std::string bytes = "250-one\r\n250 two\r\n354 go on\r\n550 5.1.1 no\r\n250 last\r\n";
    ReplyReader reader;
    std::vector<Reply> replies;
    std::string_view rest = bytes;
    for (const std::uint8_t cut : cuts) {
        const auto piece = rest.substr(0, cut % 8);
        for (const Reply& reply : read(reader, piece)) replies.push_back(reply);
        rest.remove_prefix(piece.size());
    }
    for (const Reply& reply : read(reader, rest)) replies.push_back(reply);
    RC_ASSERT(replies.size() == 4U);
    RC_ASSERT(replies[0].text == "one two");
    RC_ASSERT(replies[2].code == 550);
}

std::string shown_as(std::string text, const std::vector<std::string>& hidden = {}) {
    return shown({550, std::move(text)}, hidden);
}

TEST(ShownReply, IsCodeAndWords) {
    EXPECT_EQ(shown_as("5.1.1 no such user"), "550 5.1.1 no such user");
    EXPECT_EQ(shown_as(""), "550");
    EXPECT_EQ(shown_as("  "), "550");
}

TEST(ShownReply, HidesEveryAddress) {
    EXPECT_EQ(shown_as("<ann@example.org>: unknown"), "550 <[hidden]>: unknown");
    EXPECT_EQ(shown_as("ann@example.org, bob@x (c@d)"), "550 [hidden], [hidden] ([hidden])");
    EXPECT_EQ(shown_as("at @ sign"), "550 at [hidden] sign");
}

TEST(ShownReply, HidesTheGivenWordsWhateverTheirCase) {
    EXPECT_EQ(shown_as("user ANN unknown, ann.", {"ann"}), "550 user [hidden] unknown, [hidden].");
    EXPECT_EQ(shown_as("the token AbC+/= is bad", {"AbC+/="}), "550 the token [hidden] is bad");
}

TEST(ShownReply, HidesWholeWordsOnlyAndNoShortOnes) {
    EXPECT_EQ(shown_as("you cannot, annually", {"ann"}), "550 you cannot, annually");
    EXPECT_EQ(shown_as("a is b", {"a", "is", ""}), "550 a is b");
}

TEST(ShownReply, HoldsNoControlCharacterAndIsUtf8) {
    EXPECT_EQ(shown_as("a\x1b[31m\tb\x7f"), "550 a [31m b");
    EXPECT_EQ(shown_as("caf\xc3\xa9 \xff!"), "550 caf\xc3\xa9 ?!");
}

}  // namespace
}  // namespace tidings::providers
