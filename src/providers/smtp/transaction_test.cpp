#include "providers/smtp/transaction.h"

#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace tidings::providers {
namespace {

using core::OutcomeKind;

constexpr std::string_view kMessage = "Subject: x\r\n\r\nHello\r\n";

class MailTransaction : public ::testing::Test {
protected:
    // Everything that is to be sent now, as sent.
    std::string flush() {
        std::string bytes(mail_.output());
        mail_.sent(bytes.size());
        return bytes;
    }

    // Goes on to where the answer to the command of that name is awaited: 0 MAIL, 1 RCPT, 2 DATA, 3 message.
    void reach(int stage) {
        flush();
        for (int i = 0; i < stage; ++i) {
            mail_.received(i == 2 ? "354 go\r\n" : "250 ok\r\n");
            flush();
        }
    }

    OutcomeKind kind() const { return mail_.outcome().value().kind; }
    const std::string& detail() const { return mail_.outcome().value().detail; }

    Transaction mail_{"shop@example.com", "ann@example.org", kMessage, {"ann@example.org", "ann"}};
};

TEST_F(MailTransaction, SaysMailRcptDataAndTheMessage) {
    EXPECT_EQ(flush(), "MAIL FROM:<shop@example.com>\r\n");
    mail_.received("250 2.1.0 ok\r\n");
    EXPECT_EQ(flush(), "RCPT TO:<ann@example.org>\r\n");
    mail_.received("250-2.1.5 ok\r\n250 really\r\n");
    EXPECT_EQ(flush(), "DATA\r\n");
    mail_.received("354 go\r\n");
    EXPECT_EQ(flush(), "Subject: x\r\n\r\nHello\r\n.\r\n");
    EXPECT_FALSE(mail_.outcome());
    mail_.received("250 2.0.0 queued as 17\r\n");
    EXPECT_EQ(kind(), OutcomeKind::delivered);
    EXPECT_EQ(detail(), "250 2.0.0 queued as 17");
    EXPECT_TRUE(mail_.leaves_connection_usable());
    EXPECT_EQ(mail_.output(), "");
}

TEST_F(MailTransaction, WaitsForTheWholeAnswer) {
    flush();
    mail_.received("250-first\r\n25");
    EXPECT_EQ(mail_.output(), "");
    mail_.received("0 second\r\n");
    EXPECT_EQ(mail_.output(), "RCPT TO:<ann@example.org>\r\n");
}

TEST_F(MailTransaction, IsSentPieceByPiece) {
    reach(2);
    mail_.received("354 go\r\n");
    std::string all;
    while (!mail_.output().empty()) {
        all += mail_.output().substr(0, 1);
        mail_.sent(1);
    }
    EXPECT_EQ(all, "Subject: x\r\n\r\nHello\r\n.\r\n");
}

TEST_F(MailTransaction, AtEveryStage4yzIsARetryAnd5yzIsRejected) {
    for (int stage = 0; stage < 4; ++stage) {
        for (const auto& [code, expected] :
             {std::pair{"450", OutcomeKind::retry}, std::pair{"452", OutcomeKind::retry},
              std::pair{"550", OutcomeKind::rejected}, std::pair{"554", OutcomeKind::rejected},
              std::pair{"530", OutcomeKind::retry}, std::pair{"534", OutcomeKind::retry},
              std::pair{"535", OutcomeKind::retry}, std::pair{"538", OutcomeKind::retry}}) {
            mail_ = {"shop@example.com", "ann@example.org", kMessage, {}};
            reach(stage);
            mail_.received(std::string(code) + " so it is\r\n");
            EXPECT_EQ(kind(), expected) << stage << ' ' << code;
            EXPECT_TRUE(detail().starts_with(std::string(code) + " so it is (at ")) << detail();
            EXPECT_EQ(mail_.leaves_connection_usable(), stage == 0 || stage == 3) << stage << ' ' << code;
        }
    }
}

TEST_F(MailTransaction, ARefusedLoginSaysWhatToCheck) {
    reach(0);
    mail_.received("530 5.7.0 authentication required\r\n");
    EXPECT_EQ(detail(),
              "530 5.7.0 authentication required (at MAIL); check smtp.username, .password and .tls");
}

TEST_F(MailTransaction, OnlyAnAddressFaultAtRcptIsABadAddress) {
    reach(1);
    mail_.received("550 5.1.1 no such user\r\n");
    EXPECT_EQ(mail_.outcome()->reason, core::Reason::bad_address);
    mail_ = {"shop@example.com", "ann@example.org", kMessage, {}};
    reach(1);
    mail_.received("550 5.7.1 not from you\r\n");
    EXPECT_EQ(mail_.outcome()->reason, core::Reason::rejected);
    mail_ = {"shop@example.com", "ann@example.org", kMessage, {}};
    reach(0);
    mail_.received("550 5.1.8 bad sender\r\n");
    EXPECT_EQ(mail_.outcome()->reason, core::Reason::rejected);
}

TEST_F(MailTransaction, AfterA421TheConnectionIsOver) {
    for (int stage = 0; stage < 4; ++stage) {
        mail_ = {"shop@example.com", "ann@example.org", kMessage, {}};
        reach(stage);
        mail_.received("421 4.3.2 closing\r\n");
        EXPECT_EQ(kind(), OutcomeKind::retry);
        EXPECT_FALSE(mail_.leaves_connection_usable());
        EXPECT_EQ(mail_.found_connection_closed(), stage == 0);
    }
}

TEST_F(MailTransaction, IsUnknownOnlyWhenTheEndWasSentAndNoAnswerCame) {
    for (int stage = 0; stage < 4; ++stage) {
        mail_ = {"shop@example.com", "ann@example.org", kMessage, {}};
        reach(stage);
        mail_.broken("gone");
        EXPECT_EQ(kind(), stage == 3 ? OutcomeKind::unknown : OutcomeKind::retry) << stage;
        EXPECT_TRUE(detail().starts_with("gone ("));
        EXPECT_FALSE(mail_.leaves_connection_usable());
        EXPECT_EQ(mail_.found_connection_closed(), stage == 0);
    }
}

TEST_F(MailTransaction, OneByteShortOfTheEndIsARetry) {
    reach(2);
    mail_.received("354 go\r\n");
    mail_.sent(mail_.output().size() - 1);
    mail_.broken("gone");
    EXPECT_EQ(kind(), OutcomeKind::retry);
}

TEST_F(MailTransaction, HalfAnAnswerToTheMessageIsUnknown) {
    reach(3);
    mail_.received("250 2.0.0 que");
    mail_.broken("gone");
    EXPECT_EQ(kind(), OutcomeKind::unknown);
}

TEST_F(MailTransaction, ARefusalAmidTheMessageCounts) {
    reach(2);
    mail_.received("354 go\r\n");
    mail_.sent(5);
    mail_.received("552 5.3.4 too large\r\n");
    EXPECT_EQ(kind(), OutcomeKind::rejected);
    EXPECT_FALSE(mail_.leaves_connection_usable());
}

TEST_F(MailTransaction, AnAnswerOutOfTurnIsNotTrusted) {
    flush();
    mail_.received("250 ok\r\n250 ok\r\n354 go\r\n250 taken\r\n");
    EXPECT_EQ(kind(), OutcomeKind::retry);
    EXPECT_NE(detail().find("out of turn"), std::string::npos);
    EXPECT_FALSE(mail_.leaves_connection_usable());
}

TEST_F(MailTransaction, AnAnswerOfTheWrongKindIsNotTrusted) {
    for (int stage = 0; stage < 4; ++stage) {
        mail_ = {"shop@example.com", "ann@example.org", kMessage, {}};
        reach(stage);
        mail_.received(stage == 2 ? "250 ok\r\n" : "354 go\r\n");
        EXPECT_EQ(kind(), stage == 3 ? OutcomeKind::unknown : OutcomeKind::retry);
    }
}

TEST_F(MailTransaction, WhatIsNoAnswerIsUnknownAfterTheMessagesEndAndARetryBefore) {
    std::string many_lines;
    for (int i = 0; i < 200; ++i) many_lines += "250-more\r\n";
    for (const std::string& bytes :
         {std::string("nonsense\r\n"), std::string("\r\n"), std::string("25\r\n"), std::string("250x\r\n"),
          std::string("150 wait\r\n"), std::string("650 what\r\n"), std::string("2x0 ok\r\n"),
          std::string("550-no\r\n250 yes\r\n"), std::string("250-yes\r\n550 no\r\n"), std::string(3000, '2'),
          std::string("\0\xff\r\n", 4), many_lines}) {
        for (int stage = 0; stage < 4; ++stage) {
            mail_ = {"shop@example.com", "ann@example.org", kMessage, {}};
            reach(stage);
            mail_.received(bytes);
            ASSERT_TRUE(mail_.outcome()) << stage << ' ' << bytes.substr(0, 20);
            EXPECT_EQ(kind(), stage == 3 ? OutcomeKind::unknown : OutcomeKind::retry)
                << stage << ' ' << bytes;
            EXPECT_NE(detail().find("not SMTP"), std::string::npos) << detail();
            EXPECT_FALSE(mail_.leaves_connection_usable());
        }
    }
}

TEST_F(MailTransaction, HasBegunWithItsFirstByte) {
    EXPECT_FALSE(mail_.has_begun());
    mail_.sent(0);
    EXPECT_FALSE(mail_.has_begun());
    mail_.sent(1);
    EXPECT_TRUE(mail_.has_begun());
    reach(1);
    EXPECT_TRUE(mail_.has_begun()) << "nor does a new command take it back";
}

TEST_F(MailTransaction, WhatFollowsTheLastAnswerSpoilsTheConnection) {
    reach(3);
    mail_.received("250 ok\r\n421 and now I close\r\n");
    EXPECT_EQ(kind(), OutcomeKind::delivered);
    EXPECT_FALSE(mail_.leaves_connection_usable());
}

TEST_F(MailTransaction, NothingChangesAnOutcome) {
    reach(3);
    mail_.received("250 ok\r\n");
    mail_.broken("gone");
    mail_.received("550 no\r\n");
    EXPECT_EQ(kind(), OutcomeKind::delivered);
}

TEST_F(MailTransaction, HidesTheAddressInTheServersWords) {
    reach(1);
    mail_.received("550 5.1.1 <ann@example.org>: ann is unknown\r\n");
    EXPECT_EQ(detail(), "550 5.1.1 <[hidden]>: [hidden] is unknown (at RCPT)");
}

TEST(DotStuffing, DoublesDotsAtTheBeginOfLinesOnly) {
    EXPECT_EQ(dot_stuffed("a\r\n"), "a\r\n.\r\n");
    EXPECT_EQ(dot_stuffed(".\r\n"), "..\r\n.\r\n");
    EXPECT_EQ(dot_stuffed("a.b\r\n.\r\n..\r\n.c\r\n"), "a.b\r\n..\r\n...\r\n..c\r\n.\r\n");
    EXPECT_EQ(dot_stuffed("no end"), "no end\r\n.\r\n");
    EXPECT_EQ(dot_stuffed(""), "\r\n.\r\n");
}

// Reads a stuffed message as a server does (RFC 5321 4.5.2): it must end exactly once, at the end.
RC_GTEST_PROP(DotStuffing, TheMessageEndsWhereItEnds, (const std::vector<std::uint8_t>& picks)) {
    constexpr std::string_view kPieces[] = {".", "\r\n", "a", ".\r\n", "\r\n.\r\n", ".."};
    std::string message;
    for (const std::uint8_t pick : picks) message += kPieces[pick % std::size(kPieces)];
    message += "\r\n";
    std::string_view rest = message;
    std::string wire = dot_stuffed(message);
    std::string_view bytes = wire;
    while (bytes != ".\r\n") {
        const auto line = bytes.substr(0, bytes.find("\r\n") + 2);
        RC_ASSERT(line != ".\r\n");
        const auto plain = line.substr(line.starts_with('.') ? 1 : 0);
        RC_ASSERT(rest.starts_with(plain));
        rest.remove_prefix(plain.size());
        bytes.remove_prefix(line.size());
    }
    RC_ASSERT(rest.empty());
}

}  // namespace
}  // namespace tidings::providers
