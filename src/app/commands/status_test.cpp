#include "app/commands/commands_test.h"

namespace tidings::app {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const Exchange kStatusExchanges[] = {
    {"status_of_an_event",
     {"status", "e 1", "--source", "shop"},
     "GET /v1/events/e%201?source=shop",
     "",
     R"({"id": "e 1", "type": "x", "notifications": []})",
     "id            e 1\ntype          x\n\nnone\n"},
    {"status_waited_for",
     {"status", "e1", "--wait", "10s"},
     "GET /v1/events/e1?wait=10s&until=final",
     "",
     R"({"id": "e1", "notifications": [{"id": "n1", "state": "delivered", "channel": "sms"}]})",
     "id            e1\n\n"
     "id  state      channel  user  type  attempts  due  reason\n"
     "n1  delivered  sms                                 \n"},
    {"list",
     {"list", "--user", "u1", "--state", "failed,sent", "--channel", "sms", "--type", "x", "--event-id", "e1",
      "--since", "2026-01-01T00:00:00Z", "--until", "2027-01-01T00:00:00Z", "--limit", "5", "--cursor", "c"},
     "GET "
     "/v1/"
     "notifications?user=u1&state=failed%2Csent&channel=sms&type=x&event_id=e1&since=2026-01-01T00%3A00%3A00Z"
     "&until=2027-01-01T00%3A00%3A00Z&limit=5&cursor=c",
     "",
     R"({"items": [], "next_cursor": null})",
     "none\n"},
    {"list_with_more",
     {"list"},
     "GET /v1/notifications",
     "",
     R"({"items": [{"id": "n1", "state": "failed", "channel": "sms", "user": "u1", "type": "x", "attempt_count": 4,
        "due_at": "2026-01-01T00:00:00.5Z", "reason": "rejected"}], "next_cursor": "n1"})",
     "id  state   channel  user  type  attempts  due                   reason\n"
     "n1  failed  sms      u1    x     4         2026-01-01T00:00:00Z  rejected\n"
     "more: --cursor n1\n"},
    {"cancel",
     {"cancel", "n1"},
     "POST /v1/notifications/n1/cancel",
     "",
     R"({"id": "n1", "state": "cancelled"})",
     "cancelled n1\n"},
    {"cancel_an_event",
     {"cancel", "e1", "--event", "--source", "shop"},
     "POST /v1/events/e1/cancel?source=shop",
     "",
     R"({"id": "e1"})",
     "cancelled e1\n"},
};

INSTANTIATE_TEST_SUITE_P(Status, ExchangeTest, ::testing::ValuesIn(kStatusExchanges), exchange_name);

TEST(ExplainCommand, TellsOfEveryNotificationOfAnEventWithItsAttempts) {
    ScriptedServer server(one_event);
    const Called called = run(server, {"explain", "e1"});
    EXPECT_EQ(called.code, 0) << called.err;
    EXPECT_THAT(called.out, HasSubstr("sms for u1: delivered\n"));
    EXPECT_THAT(called.out, HasSubstr("email for u1: delivered\n"));
    EXPECT_THAT(called.out, HasSubstr("attempt 1  2026-01-01T00:00:00Z  delivered by p\n"));
}

TEST(ExplainCommand, OfANotificationItTellsThatOneOnly) {
    ScriptedServer server(one_event);
    const Called called = run(server, {"explain", "n1"});
    EXPECT_EQ(called.code, 0) << called.err;
    EXPECT_THAT(called.out, HasSubstr("sms for u1: delivered\n"));
    EXPECT_THAT(called.out, Not(HasSubstr("email for u1")));
    EXPECT_THAT(server.asked(), HasSubstr("GET /v1/events/e1?source=s\n"));
}

TEST(ExplainCommand, AsJsonHasTheAttemptsToo) {
    ScriptedServer server(one_event);
    const auto told = json::read(run(server, {"explain", "e1", "--json"}).out);
    ASSERT_TRUE(told);
    EXPECT_NE(json::find(*told, "/notifications/1/attempts/0/outcome"), nullptr);
}

TEST(StatusCommand, AnIdThatNobodyKnowsIsSaid) {
    ScriptedServer server(one_event);
    for (const char* const command : {"status", "explain"}) {
        const Called called = run(server, {command, "e9"});
        EXPECT_EQ(called.code, 1);
        EXPECT_EQ(called.err,
                  "tidings: there is no event and no notification of the id \"e9\" (an event is found once "
                  "it has been "
                  "decided)\n");
    }
}

TEST(StatusCommand, OfANotificationShowsItsAttempts) {
    ScriptedServer server(one_event);
    const Called called = run(server, {"status", "n1"});
    EXPECT_EQ(called.code, 0);
    EXPECT_THAT(called.out, HasSubstr("1        p         delivered  2026-01-01T00:00:00Z"));
}

TEST(CancelCommand, AnUnknownIdIsNotCancelledByChance) {
    ScriptedServer server(one_event);
    const Called called = run(server, {"cancel", "e9"});
    EXPECT_EQ(called.code, 1);
    EXPECT_EQ(called.err,
              "tidings: nothing of this id is known; --event cancels an event that has yet to come\n");
    EXPECT_THAT(server.asked(), Not(HasSubstr("/v1/events/e9/cancel")));
}

}  // namespace
}  // namespace tidings::app
