#include "app/commands/commands_test.h"

namespace tidings::app {
namespace {

using ::testing::HasSubstr;

const Exchange kDeadExchanges[] = {
    {"dead_list",
     {"dead", "list", "--channel", "sms"},
     "GET /v1/dead-letters?channel=sms",
     "",
     R"({"items": [{"id": "n1", "kind": "notification", "reason": "rejected", "channel": "sms", "user": "u1",
        "type": "x", "at": "2026-01-01T00:00:00.5Z"}], "next_cursor": "n1"})",
     "id  kind          reason    channel  user  type  at\n"
     "n1  notification  rejected  sms      u1    x     2026-01-01T00:00:00Z\n"
     "more: --cursor n1\n"},
    {"dead_list_of_nothing", {"dead", "list"}, "GET /v1/dead-letters", "", R"({"items": []})", "none\n"},
    {"dead_show_a_record",
     {"dead", "show", "d1"},
     "GET /v1/dead-letters/d1",
     "",
     R"({"id": "d1", "kind": "record", "reason": "unreadable", "topic": "events", "partition": 0, "offset": 7,
        "value": "{\u001b"})",
     "id            d1\nkind          record\nreason        unreadable\ntopic         events\n"
     "partition     0\noffset        7\nvalue         \"{\\u001b\"\n"},
    {"dead_replay",
     {"dead", "replay", "n1"},
     "POST /v1/dead-letters/n1/replay",
     "",
     R"({"replayed": 1})",
     "replayed 1\n"},
    {"dead_replay_several",
     {"dead", "replay", "n1", "n2"},
     "POST /v1/dead-letters/replay",
     R"({"ids":["n1","n2"]})",
     R"({"replayed": 2})",
     "replayed 2\n"},
    {"dead_replay_by_filter",
     {"dead", "replay", "--user", "u1", "--channel", "sms"},
     "POST /v1/dead-letters/replay?user=u1&channel=sms",
     "",
     R"({"replayed": 3})",
     "replayed 3\n"},
    {"dead_replay_all",
     {"dead", "replay", "--all"},
     "POST /v1/dead-letters/replay",
     "",
     R"({"replayed": 9})",
     "replayed 9\n"},
};

INSTANTIATE_TEST_SUITE_P(Dead, ExchangeTest, ::testing::ValuesIn(kDeadExchanges), exchange_name);

TEST(DeadReplayCommand, AnUnknownIdMayBeAnEvents) {
    ScriptedServer server([](const http::Request&) { return http::problem(404, "there is none"); });
    EXPECT_EQ(run(server, {"dead", "replay", "e1"}).err,
              "tidings: Not Found: there is none (of an event's: --event-id)\n");
}

TEST(DeadShowCommand, OfANotificationShowsItsAttempts) {
    ScriptedServer server([](const http::Request& request) {
        if (request.path == "/v1/dead-letters/n1")
            return http::respond(200, "application/json", R"({"id": "n1", "kind": "notification"})");
        return one_event(request);
    });
    EXPECT_THAT(run(server, {"dead", "show", "n1"}).out, HasSubstr("attempt  provider  outcome"));
}

}  // namespace
}  // namespace tidings::app
