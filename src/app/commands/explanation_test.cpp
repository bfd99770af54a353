#include "app/commands/explanation.h"

#include <sstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tidings::app {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kSentences = R"({"items": [
    {"reason": "ok", "sentence": "Nothing stood in its way."},
    {"reason": "channel_off", "sentence": "The recipient has switched this channel off."},
    {"reason": "attempts_exhausted", "sentence": "Every attempt failed, and none is left."}]})";

std::string told(const std::string& event, Style style = Style()) {
    std::ostringstream out;
    std::ostringstream err;
    Invocation invocation{{}, {}, out, err, style};
    print_explanation(invocation, json::read(event).value(), json::read(kSentences).value());
    return out.str();
}

// An event for u1 with one decision on e-mail and what became of it; `members` are those of the notification.
std::string told_of(const std::string& members) {
    return told(
        R"({"id": "e1", "type": "x", "decisions": [{"user": "u1", "channel": "email", "result": "send",
        "reason": "ok", "detail": ""}], "notifications": [{"id": "n1", "user": "u1", "channel": "email", )" +
        members + "}]}");
}

TEST(Explanation, IsTheWholeStoryOfEachChannel) {
    EXPECT_EQ(told(R"({"id": "e1", "type": "order.completed", "source": "shop", "user": "u1",
        "decisions": [
            {"user": "u1", "channel": "email", "result": "send", "reason": "ok", "detail": ""},
            {"user": "u1", "channel": "sms", "result": "skip", "reason": "no_address", "detail": "none there"}],
        "notifications": [{"id": "n1", "user": "u1", "channel": "email", "state": "scheduled",
            "address": "ada@example.com", "reason": "retry", "detail": "busy", "attempt_count": 2,
            "due_at": "2026-01-01T00:05:00.25Z", "attempts": [
                {"number": 1, "provider": "smtp", "outcome": "retry", "detail": "busy",
                 "finished_at": "2026-01-01T00:00:00.5Z"},
                {"number": 2, "provider": "smtp", "outcome": "retry", "detail": "",
                 "finished_at": "2026-01-01T00:01:00Z"}]}]})"),
              "id            e1\n"
              "type          order.completed\n"
              "source        shop\n"
              "user          u1\n"
              "\n"
              "email for u1: scheduled\n"
              "  decided    send, ok: Nothing stood in its way.\n"
              "  to         ada@example.com\n"
              "  attempt 1  2026-01-01T00:00:00Z  retry by smtp: busy\n"
              "  attempt 2  2026-01-01T00:01:00Z  retry by smtp\n"
              "  now        retry: busy\n"
              "  next       attempt 3 is due at 2026-01-01T00:05:00Z\n"
              "\n"
              "sms for u1: not sent\n"
              "  decided    skip, no_address: none there\n"
              "  to do      tidings user set u1 gives the address; then send the event under a new id\n");
}

struct NextCase {
    const char* notification;
    const char* next;  // empty: no such line
};

class NextTest : public ::testing::TestWithParam<NextCase> {};

TEST_P(NextTest, SaysWhatComesNext) {
    const std::string text = told_of(GetParam().notification);
    const std::string next = GetParam().next;
    if (next.empty()) {
        EXPECT_THAT(text, Not(HasSubstr("\n  next ")));
    } else {
        EXPECT_THAT(text, HasSubstr("\n  next       " + next + "\n"));
    }
}

INSTANTIATE_TEST_SUITE_P(
    States, NextTest,
    ::testing::Values(
        NextCase{R"("state": "queued", "reason": "ok")", "a worker takes it as soon as its turn comes"},
        NextCase{R"("state": "sent", "reason": "ok")", "a receipt of the provider may follow"},
        NextCase{R"("state": "scheduled", "reason": "quiet_hours", "due_at": "2026-01-01T07:00:00Z")",
                 "it is due at 2026-01-01T07:00:00Z"},
        NextCase{
            R"("state": "scheduled", "reason": "retry", "attempt_count": 1, "due_at": "2026-01-01T07:00:00Z")",
            "attempt 2 is due at 2026-01-01T07:00:00Z"},
        NextCase{R"("state": "delivered", "reason": "ok")", ""},
        NextCase{R"("state": "failed", "reason": "x")", ""},
        NextCase{R"("state": "cancelled", "reason": "cancelled")", ""}));

// What a person can do: for each way to end badly a command, or the honest nothing.
struct AdviceCase {
    const char* state;
    const char* reason;
    const char* advice;
};

class AdviceTest : public ::testing::TestWithParam<AdviceCase> {};

TEST_P(AdviceTest, SaysWhatToDo) {
    const auto& [state, reason, advice] = GetParam();
    const std::string text =
        told_of(std::string(R"("state": ")") + state + R"(", "reason": ")" + reason + "\"");
    if (*advice == '\0') {
        EXPECT_THAT(text, Not(HasSubstr("to do")));
    } else {
        EXPECT_THAT(text, HasSubstr(std::string("\n  to do      ") + advice));
    }
}

INSTANTIATE_TEST_SUITE_P(
    Ends, AdviceTest,
    ::testing::Values(AdviceCase{"failed", "rejected",
                                 "tidings user set u1 mends the address; then tidings dead replay n1\n"},
                      AdviceCase{"failed", "bad_address", "tidings user set u1"},
                      AdviceCase{"failed", "bounced", "tidings user set u1"},
                      AdviceCase{"failed", "attempts_exhausted",
                                 "once the provider works again: tidings dead replay n1\n"},
                      AdviceCase{"failed", "unknown_outcome", "ask the provider"},
                      AdviceCase{"failed", "template_error", "mend the template"},
                      AdviceCase{"failed", "no_template", "write the template"},
                      AdviceCase{"failed", "poison", "look for crashes"},
                      AdviceCase{"expired", "expired", "if it still matters"},
                      AdviceCase{"suppressed", "suppressed", "if the address is good again"},
                      AdviceCase{"suppressed", "channel_off", ""}, AdviceCase{"failed", "never heard of", ""},
                      AdviceCase{"delivered", "ok", ""}, AdviceCase{"cancelled", "cancelled", ""},
                      AdviceCase{"scheduled", "retry", ""}));

TEST(Explanation, AReasonWithoutWordsOfItsOwnHasThoseOfItsKind) {
    EXPECT_THAT(told_of(R"("state": "failed", "reason": "attempts_exhausted")"),
                HasSubstr("  now        attempts_exhausted: Every attempt failed, and none is left.\n"));
    EXPECT_THAT(told_of(R"("state": "failed", "reason": "unheard_of")"),
                HasSubstr("  now        unheard_of\n"));
}

TEST(Explanation, ARecipientsWishNeedsNobody) {
    const std::string text = told(R"({"id": "e1", "decisions": [
        {"user": "u1", "channel": "sms", "result": "skip", "reason": "channel_off"}]})");
    EXPECT_THAT(text,
                HasSubstr("decided    skip, channel_off: The recipient has switched this channel off.\n"));
    EXPECT_THAT(text, Not(HasSubstr("to do")));
}

TEST(Explanation, EachRecipientHasTheirOwnNotification) {
    const std::string text = told(R"({"id": "e1", "decisions": [
        {"user": "u1", "channel": "sms", "result": "send", "reason": "ok"},
        {"user": "u2", "channel": "sms", "result": "send", "reason": "ok"}],
        "notifications": [{"id": "n2", "user": "u2", "channel": "sms", "state": "delivered", "address": "+2"},
                          {"id": "n1", "user": "u1", "channel": "sms", "state": "failed", "address": "+1"}]})");
    EXPECT_THAT(
        text,
        HasSubstr("sms for u1: failed\n  decided    send, ok: Nothing stood in its way.\n  to         +1"));
    EXPECT_THAT(
        text,
        HasSubstr(
            "sms for u2: delivered\n  decided    send, ok: Nothing stood in its way.\n  to         +2"));
}

TEST(Explanation, NothingInItMovesTheTerminal) {
    const std::string text = told_of(
        R"("state": "failed", "reason": "rejected", "detail": "\u001b[2J", "address": "a\u001b[2J", "attempts":
        [{"number": 1, "outcome": "x\u001b[2J", "detail": "b\nc"}])");
    EXPECT_THAT(text, Not(HasSubstr("\x1B")));
    EXPECT_THAT(text, Not(HasSubstr("b\nc")));
}

TEST(Explanation, WhateverTheServerAnswersIsNoEnd) {
    for (const char* const text :
         {"null", "[]", "{}", "1", R"({"decisions": 1})", R"({"decisions": [1, {}]})",
          R"({"decisions": [{}], "notifications": [1, {"attempts": 2}]})"}) {
        told(text);
    }
}

}  // namespace
}  // namespace tidings::app
