#include "app/commands/commands_test.h"

namespace tidings::app {
namespace {

using ::testing::HasSubstr;

const Exchange kSendExchanges[] = {
    {"send",
     {"send", "x", "--user", "u1", "a=1", "--id", "e1", "--priority", "low", "--channels", "sms,push",
      "--send-at", "2090-01-01T00:00:00Z", "--source", "shop", "--expires-at", "2091-01-01T00:00:00Z"},
     "POST /v1/events",
     R"({"type":"x","data":{"a":1},"user":"u1","id":"e1","source":"shop","priority":"low",)"
     R"("channels":["sms","push"],"send_at":"2090-01-01T00:00:00Z","expires_at":"2091-01-01T00:00:00Z"})",
     R"({"id": "e1", "source": "shop"})",
     "accepted e1\nnext: tidings status e1\n"},
    {"send_to_many",
     {"send", "x", "--user", "u1,u2"},
     "POST /v1/events",
     R"({"type":"x","data":{},"users":["u1","u2"]})",
     R"({"id": "e1", "source": "local", "users": 2})",
     "accepted e1 for 2 users\nnext: tidings status e1\n"},
    {"send_a_batch",
     {"send", "--body", R"([{"type": "x"}, {"type": "y"}])"},
     "POST /v1/events",
     R"([{"type":"x"},{"type":"y"}])",
     R"({"events": [{"id": "e1", "source": "local"}, {"id": "e2", "source": "local", "users": 3}]})",
     "accepted e1\naccepted e2 for 3 users\nnext: tidings status e1\n"},
};

INSTANTIATE_TEST_SUITE_P(Send, ExchangeTest, ::testing::ValuesIn(kSendExchanges), exchange_name);

TEST(SendCommand, WaitsForEveryEventOfABatch) {
    ScriptedServer server([](const http::Request& request) {
        if (request.method == "POST") {
            return http::respond(202, "application/json",
                                 R"({"events": [{"id": "e1", "source": "s"}, {"id": "e2", "source": "s"}]})");
        }
        return http::respond(200, "application/json", R"({"id": ")" + request.path.substr(11) + "\"}");
    });
    const Called called = run(server, {"send", "--body", "[]", "--wait", "5s"});
    EXPECT_EQ(called.out, "id            e1\n\nnone\n\nid            e2\n\nnone\n");
    EXPECT_EQ(server.asked(),
              "POST /v1/events\n"
              "GET /v1/events/e1?source=s&wait=5s&until=final\n"
              "GET /v1/events/e2?source=s&wait=5s&until=final\n");
    EXPECT_EQ(run(server, {"send", "--body", "[]", "--wait", "5s", "--json"}).out,
              "{\"events\":[{\"id\":\"e1\"},{\"id\":\"e2\"}]}\n");
}

TEST(SendCommand, WhatWasAcceptedIsSaidWhereAWaitIsRefused) {
    ScriptedServer server([](const http::Request& request) {
        return request.method == "POST"
                   ? http::respond(202, "application/json", R"({"id": "e1", "source": "s"})")
                   : http::problem(403, "the API key lacks the scope 'read'");
    });
    const Called called = run(server, {"send", "x", "--wait", "5s"});
    EXPECT_EQ(called.code, 1);
    EXPECT_EQ(called.out, "accepted e1\nnext: tidings status e1\n");
    EXPECT_EQ(called.err,
              "tidings: it was accepted, but what became of it cannot be asked: Forbidden: the API key lacks "
              "the scope 'read'\n");
    EXPECT_EQ(run(server, {"send", "x", "--wait", "5s", "--json"}).out, "{\"id\":\"e1\",\"source\":\"s\"}\n");
}

TEST(SendCommand, ABadWaitIsSaidBeforeAnythingIsSent) {
    ScriptedServer server(ScriptedServer::always(202, "{}"));
    const Called called = run(server, {"send", "x", "--wait", "soon"});
    EXPECT_EQ(called.code, 2);
    EXPECT_EQ(called.err, "tidings: --wait: \"soon\" is not a duration; write one such as 10s\n");
    EXPECT_EQ(server.asked(), "");
}

TEST(SendCommand, NothingIsSaidBesideABody) {
    ScriptedServer server(ScriptedServer::always(202, "{}"));
    for (const Words& more : std::vector<Words>{{"--user", "u1"},
                                                {"--data", "{}"},
                                                {"--id", "e1"},
                                                {"--source", "s"},
                                                {"--priority", "low"},
                                                {"--channels", "sms"},
                                                {"--send-at", "2090-01-01T00:00:00Z"},
                                                {"--expires-at", "2090-01-01T00:00:00Z"}}) {
        Words arguments{"send", "--body", "{}"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        const Called called = run(server, arguments);
        EXPECT_EQ(called.code, 2);
        EXPECT_EQ(called.err, "tidings: " + more.front() + " does not go with --body, which says it all\n");
    }
    EXPECT_THAT(run(server, {"send", "x", "--body", "{}"}).err, HasSubstr("TYPE does not go with --body"));
    EXPECT_THAT(run(server, {"user", "set", "u1", "--body", "{}", "--quiet", "none"}).err,
                HasSubstr("--quiet does not go with --body"));
    EXPECT_EQ(server.asked(), "");
}

TEST(SendCommand, ABodyMayStandInAFile) {
    const tidings::testing::TemporaryFolder folder;
    const std::string path = (folder.path() / "event.json").string();
    std::ofstream(path) << R"({"type": "x", "user": "u1"})";
    ScriptedServer server(ScriptedServer::always(202, R"({"id": "e1"})"));
    EXPECT_EQ(run(server, {"send", "--body", "@" + path}).code, 0);
    EXPECT_EQ(server.requests().at(0).body, R"({"type":"x","user":"u1"})");
    const Called called = run(server, {"send", "--body", "@/nowhere"});
    EXPECT_EQ(called.err, "tidings: --body: cannot read the file \"/nowhere\": No such file or directory\n");
}

TEST(PreviewCommand, WhyATextCannotBeMadeIsSaidOnce) {
    ScriptedServer server([](const http::Request& request) {
        if (request.path == "/v1/reasons") {
            return http::respond(
                200, "application/json",
                R"({"items": [{"reason": "template_error", "sentence": "Its text could not be made."}]})");
        }
        return http::respond(200, "application/json",
                             R"({"decisions": [{"user": "u1", "channel": "sms", "result": "send",
                                    "reason": "template_error", "detail": "text: E"}],
                                 "notifications": [{"user": "u1", "channel": "sms", "state": "failed",
                                    "reason": "template_error", "detail": "text: E", "content": null,
                                    "sizes": null, "warnings": ["text: E"]}]})");
    });
    EXPECT_EQ(run(server, {"preview", "x", "--user", "u1"}).out,
              "user  channel  result  reason          why\n"
              "u1    sms      send    template_error  Its text could not be made.\n"
              "\n"
              "user          u1\n"
              "channel       sms\n"
              "state         failed\n"
              "reason        template_error\n"
              "detail        text: E\n");
}

TEST(PreviewCommand, ShowsDecisionsWithTheirSentencesAndTexts) {
    ScriptedServer server([](const http::Request& request) {
        const bool reasons = request.path == "/v1/reasons";
        return http::respond(200, "application/json",
                             reasons
                                 ? R"({"items": [{"reason": "ok", "sentence": "Nothing stood in its way."}]})"
                                 : R"({"decisions": [{"user": "u1", "channel": "sms", "result": "send",
                                        "reason": "ok"}], "notifications": [{"channel": "sms",
                                        "content": {"text": "Hi"}}]})");
    });
    const Called called = run(server, {"preview", "x", "--user", "u1", "--at", "2026-01-01T00:00:00Z"});
    EXPECT_EQ(called.out,
              "user  channel  result  reason  why\n"
              "u1    sms      send    ok      Nothing stood in its way.\n"
              "\n"
              "channel       sms\n"
              "\n"
              "text          Hi\n");
    EXPECT_EQ(server.requests().at(0).body,
              R"({"type":"x","data":{},"user":"u1","at":"2026-01-01T00:00:00Z"})");
}

}  // namespace
}  // namespace tidings::app
