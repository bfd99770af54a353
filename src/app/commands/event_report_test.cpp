#include "app/commands/event_report.h"

#include <sstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/commands/client.h"

namespace tidings::app {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

using Print = void (*)(Invocation&, const json::value&);

std::string printed(Print print, const std::string& text) {
    std::ostringstream out;
    std::ostringstream err;
    Invocation invocation{{}, {}, out, err, Style()};
    print(invocation, json::read(text).value());
    return out.str();
}

TEST(EventReport, AnEventHasItsNotificationsAsATable) {
    EXPECT_EQ(
        printed(print_event, R"({"id": "e1", "type": "x", "source": "shop", "user": "u1", "conflicts": 0,
        "received_at": "2026-01-01T00:00:00Z", "notifications": [{"id": "n1", "state": "queued",
        "channel": "email", "user": "u1", "type": "x", "attempt_count": 0, "reason": "ok",
        "due_at": "2026-01-01T00:00:00.123456Z"}]})"),
        "id            e1\n"
        "type          x\n"
        "source        shop\n"
        "user          u1\n"
        "received_at   2026-01-01T00:00:00Z\n"
        "\n"
        "id  state   channel  user  type  attempts  due                   reason\n"
        "n1  queued  email    u1    x     0         2026-01-01T00:00:00Z  ok\n");
}

TEST(EventReport, ChannelsThatWereLeftOutAreToldWithTheReason) {
    EXPECT_EQ(printed(print_event, R"({"id": "e1", "notifications": [], "decisions": [
                  {"user": "u1", "channel": "email", "result": "send", "reason": "ok", "detail": ""},
                  {"user": "u1", "channel": "sms", "result": "skip", "reason": "no_address",
                   "detail": "none there"}]})"),
              "id            e1\n"
              "\n"
              "none\n"
              "\n"
              "not sent  user  reason      why\n"
              "sms       u1    no_address  none there\n");
}

TEST(EventReport, ConflictsAreToldWhereThereAreAny) {
    EXPECT_THAT(printed(print_event, R"({"id": "e1", "conflicts": 2})"), HasSubstr("conflicts     2\n"));
    EXPECT_THAT(printed(print_event, R"({"id": "e1", "conflicts": 0})"), Not(HasSubstr("conflicts")));
}

TEST(EventReport, AMessageKeepsItsLinesAndHtmlIsNotShown) {
    EXPECT_EQ(printed(print_notification,
                      R"({"id": "n1", "content": {"subject": "Hi", "text": "one\n\ntwo", "html": "<p>"}})"),
              "id            n1\n"
              "\n"
              "subject       Hi\n"
              "text\n"
              "  one\n"
              "\n"
              "  two\n"
              "html          3 bytes; --json shows them\n");
}

TEST(EventReport, APreviewedMessageHasItsSizeAndWarnings) {
    EXPECT_EQ(printed(print_notification, R"({"channel": "sms", "content": {"text": "Hi"},
        "sizes": {"encoding": "UCS-2", "units": 80, "segments": 2}, "warnings": ["it is long", "it is dull"]})"),
              "channel       sms\n"
              "\n"
              "text          Hi\n"
              "size          2 segments, 80 units of UCS-2\n"
              "warning       it is long\n"
              "warning       it is dull\n");
    EXPECT_THAT(printed(print_notification, R"({"sizes": {"title_characters": 1, "body_characters": 2,
        "fcm_bytes": 40, "apns_bytes": 50}, "warnings": []})"),
                HasSubstr("title 1 character, body 2 characters, payload 40 bytes (FCM), 50 (APNs)\n"));
    EXPECT_THAT(printed(print_notification, R"({"sizes": {"subject_characters": 9, "text_bytes": 1,
        "html_bytes": 0, "bytes": 10}})"),
                HasSubstr("subject 9 characters, text 1 byte, html 0 bytes\n"));
}

TEST(EventReport, WhatASkippedChannelWouldHaveSaidIsTold) {
    EXPECT_EQ(printed(print_skipped_message, R"({"channel": "push", "user": "ann", "reason": "no_address",
        "template": null, "content": null, "sizes": null, "warnings": ["there is no template"]})"),
              "not sent      push\n"
              "user          ann\n"
              "reason        no_address\n"
              "warning       there is no template\n");
}

TEST(EventReport, AMessageCannotMoveTheTerminal) {
    const std::string text =
        printed(print_notification, R"({"content": {"subject": "\u001b[2J", "text": "a\n\u001b[2J"}})");
    EXPECT_THAT(text, Not(HasSubstr("\x1B")));
}

TEST(EventReport, AttemptsFollow) {
    EXPECT_THAT(printed(print_notification, R"({"id": "n1", "attempts": [{"number": 1, "provider": "outbox",
        "outcome": "retry", "finished_at": "2026-01-01T00:00:00.5Z", "detail": "busy"}]})"),
                HasSubstr("attempt  provider  outcome  at                    detail\n"
                          "1        outbox    retry    2026-01-01T00:00:00Z  busy\n"));
}

TEST(EventReport, ADecisionWithoutADetailIsExplainedByItsReason) {
    std::ostringstream out;
    std::ostringstream err;
    Invocation invocation{{}, {}, out, err, Style()};
    print_decisions(
        invocation,
        json::read(R"({"decisions": [
                        {"user": "u1", "channel": "email", "result": "send", "reason": "ok", "detail": ""},
                        {"user": "u1", "channel": "sms", "result": "skip", "reason": "no_address",
                         "detail": "none there"}]})")
            .value(),
        json::read(R"({"items": [{"reason": "ok", "sentence": "Nothing stood in its way."}]})").value());
    EXPECT_EQ(out.str(),
              "user  channel  result  reason      why\n"
              "u1    email    send    ok          Nothing stood in its way.\n"
              "u1    sms      skip    no_address  none there\n");
}

TEST(EventReport, WhateverTheServerAnswersIsNoEnd) {
    for (const char* const text :
         {"null", "[]", "{}", "1", R"({"notifications": 1, "content": [], "attempts": 2})",
          R"({"sizes": {}, "warnings": [1, null], "content": null})", R"({"sizes": [], "warnings": {}})"}) {
        printed(print_event, text);
        printed(print_notification, text);
        printed(print_skipped_message, text);
    }
}

TEST(ToSeconds, CutsTheFraction) {
    EXPECT_EQ(to_seconds("2026-01-01T00:00:00.123456Z"), "2026-01-01T00:00:00Z");
    EXPECT_EQ(to_seconds("2026-01-01T00:00:00Z"), "2026-01-01T00:00:00Z");
    EXPECT_EQ(to_seconds(""), "");
}

}  // namespace
}  // namespace tidings::app
