#include "http/responder.h"

#include <optional>

#include <gtest/gtest.h>

namespace tidings::http {
namespace {

struct Answers {
    std::vector<Response> all;

    Responder responder() {
        return Responder::to([this](Response&& response) { all.push_back(std::move(response)); });
    }
};

TEST(Responder, HandsOverTheAnswer) {
    Answers answers;
    answers.responder().answer(respond(202, "text/plain", "ok"));
    ASSERT_EQ(answers.all.size(), 1U);
    EXPECT_EQ(answers.all[0].status, 202);
}

TEST(Responder, DroppedItAnswers500) {
    Answers answers;
    {
        const Responder dropped = answers.responder();
    }
    ASSERT_EQ(answers.all.size(), 1U);
    EXPECT_EQ(answers.all[0].status, 500);
    EXPECT_EQ(*find(answers.all[0].headers, "Content-Type"), "application/problem+json");
}

TEST(Responder, AddsHeadersToWhateverAnswerComes) {
    Answers answers;
    auto first = answers.responder();
    first.add_headers({{"RateLimit-Limit", "7"}});
    Responder moved = std::move(first);
    moved.answer(respond(404, "text/plain", "none"));
    auto dropped = answers.responder();
    dropped.add_headers({{"RateLimit-Limit", "8"}});
    dropped = answers.responder();  // answers 500 for the one before
    dropped.answer({204, {}, ""});
    ASSERT_EQ(answers.all.size(), 3U);
    EXPECT_EQ(*find(answers.all[0].headers, "Content-Type"), "text/plain");
    EXPECT_EQ(*find(answers.all[0].headers, "RateLimit-Limit"), "7");
    EXPECT_EQ(*find(answers.all[1].headers, "RateLimit-Limit"), "8");
    EXPECT_EQ(find(answers.all[2].headers, "RateLimit-Limit"), nullptr);
}

TEST(Responder, AMoveMovesTheDuty) {
    Answers answers;
    {
        Responder first = answers.responder();
        Responder second = std::move(first);
        EXPECT_TRUE(second.alive());
        EXPECT_FALSE(first.alive());  // NOLINT(bugprone-use-after-move): the state that is promised
        second.answer({204, {}, ""});
    }
    ASSERT_EQ(answers.all.size(), 1U);
    EXPECT_EQ(answers.all[0].status, 204);
}

TEST(Responder, AssigningOverADutyAnswersIt) {
    Answers answers;
    Responder kept = answers.responder();
    kept = answers.responder();
    ASSERT_EQ(answers.all.size(), 1U);
    EXPECT_EQ(answers.all[0].status, 500);
    kept.answer({204, {}, ""});
    EXPECT_EQ(answers.all.size(), 2U);
}

TEST(ResponderDeathTest, ASecondAnswerIsABug) {
    Answers answers;
    Responder responder = answers.responder();
    responder.answer({204, {}, ""});
    EXPECT_DEATH(responder.answer({204, {}, ""}), "sink_");
}

TEST(Stream, EndsWhenDestroyed) {
    Answers answers;
    {
        Stream stream = answers.responder().stream({200, {}, "a"});
        EXPECT_TRUE(stream.write("b"));
        EXPECT_TRUE(stream.write(""));
        EXPECT_TRUE(answers.all.empty());
    }
    ASSERT_EQ(answers.all.size(), 1U);
    EXPECT_EQ(answers.all[0].body, "ab");
}

TEST(Stream, AssigningOverOneEndsIt) {
    Answers answers;
    Stream stream = answers.responder().stream({200, {}, "a"});
    stream = answers.responder().stream({200, {}, "b"});
    ASSERT_EQ(answers.all.size(), 1U);
    EXPECT_EQ(answers.all[0].body, "a");
}

}  // namespace
}  // namespace tidings::http
