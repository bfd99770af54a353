// The commands that speak to a server, against one whose answers are scripted: what they ask, and what they
// print.

#include "app/commands/commands.h"

#include <fstream>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/cli.h"
#include "app/scripted_server_test.h"
#include "base/json.h"
#include "http/problem.h"
#include "support/temporary_folder.h"

namespace tidings::app {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

using Words = std::vector<std::string>;

struct Called {
    int code;
    std::string out;
    std::string err;
};

Called run(ScriptedServer& server, Words arguments) {
    std::ostringstream out;
    std::ostringstream err;
    const std::map<std::string, std::string> environment{{"TIDINGS_URL", server.url()}};
    const int code = run_command_line({std::move(arguments), environment, out, err, Style()}, all_commands());
    return {code, out.str(), err.str()};
}

// One command, one answer: what it asks, and what it makes of the answer.
struct Exchange {
    std::string name;
    Words arguments;
    std::string asked;  // "METHOD /path?query"
    std::string body;   // as JSON; empty: none
    std::string answer;
    std::string printed;
};

void PrintTo(const Exchange& exchange, std::ostream* out) {
    *out << exchange.name;
}

class ExchangeTest : public ::testing::TestWithParam<Exchange> {};

TEST_P(ExchangeTest, AsksForItAndPrintsIt) {
    ScriptedServer server(ScriptedServer::always(200, GetParam().answer));
    const Called called = run(server, GetParam().arguments);
    EXPECT_EQ(called.code, 0) << called.err;
    EXPECT_EQ(server.asked(), GetParam().asked + '\n');
    EXPECT_EQ(server.requests().at(0).body, GetParam().body);
    EXPECT_EQ(called.out, GetParam().printed);
}

TEST_P(ExchangeTest, PrintsTheAnswerItselfAsJson) {
    ScriptedServer server(ScriptedServer::always(200, GetParam().answer));
    Words arguments = GetParam().arguments;
    arguments.emplace_back("--json");
    const Called called = run(server, arguments);
    EXPECT_EQ(called.code, 0);
    EXPECT_EQ(called.out, json::write(json::read(GetParam().answer).value()) + '\n');
    EXPECT_EQ(called.err, "");
}

TEST_P(ExchangeTest, ARefusalIsToldAndEndsWithOne) {
    ScriptedServer server(
        ScriptedServer::always(403, R"({"title": "forbidden", "detail": "the key lacks it"})"));
    for (const bool as_json : {false, true}) {
        Words arguments = GetParam().arguments;
        if (as_json) arguments.emplace_back("--json");
        const Called called = run(server, arguments);
        EXPECT_EQ(called.code, 1);
        EXPECT_EQ(called.out, "");
        EXPECT_EQ(called.err, "tidings: forbidden: the key lacks it\n");
    }
}

const Exchange kExchanges[] = {
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
    {"user_get",
     {"user", "get", "u/1"},
     "GET /v1/users/u%2F1",
     "",
     R"({"email": "ada@example.com", "phone": null, "channels": {"sms": false}})",
     "email         ada@example.com\nchannels      {\"sms\":false}\n"},
    {"user_set",
     {"user", "set", "u1", "--email", "ada@example.com", "--phone", "", "--locale", "de", "--timezone",
      "Europe/Berlin", "--quiet", "22:00-08:00", "--channel", "sms=off", "--channel", "push=on", "--category",
      "orders=off"},
     "PATCH /v1/users/u1",
     R"({"email":"ada@example.com","phone":null,"locale":"de","timezone":"Europe/Berlin",)"
     R"("channels":{"sms":false,"push":true},"categories":{"orders":false},)"
     R"("quiet_hours":{"from":"22:00","to":"08:00"}})",
     R"({"id": "u1"})",
     "accepted the change of u1\n"},
    {"user_set_by_body",
     {"user", "set", "u1", "--body", R"({"quiet_hours": null})"},
     "PATCH /v1/users/u1",
     R"({"quiet_hours":null})",
     R"({"id": "u1"})",
     "accepted the change of u1\n"},
    {"key_list",
     {"key", "list"},
     "GET /v1/api-keys",
     "",
     R"({"items": [{"id": "k1", "name": "shop", "scopes": ["send", "read"], "created_at": "2026-01-01T00:00:00.5Z",
        "revoked": false}, {"id": "k2", "name": "old", "scopes": ["admin"], "created_at": "2026-01-01T00:00:00Z",
        "revoked": true}]})",
     "id  name  scopes     created               revoked\n"
     "k1  shop  send,read  2026-01-01T00:00:00Z  \n"
     "k2  old   admin      2026-01-01T00:00:00Z  yes\n"},
    {"key_list_of_nothing",
     {"key", "list"},
     "GET /v1/api-keys",
     "",
     R"({"items": []})",
     "none: on loopback everything is open until the first is made\n"},
    {"key_create",
     {"key", "create", "--name", "shop", "--scopes", "send"},
     "POST /v1/api-keys",
     R"({"name":"shop","scopes":["send"]})",
     R"({"id": "k1", "key": "tk_k1_secret"})",
     "tk_k1_secret\n"},
    {"template_list",
     {"template", "list", "--limit", "1"},
     "GET /v1/templates?limit=1",
     "",
     R"({"items": [{"type": "x", "channel": "sms", "locale": "en", "version": 2}], "next_cursor": "c"})",
     "type  channel  locale  version\nx     sms      en      2\nmore: --cursor c\n"},
    {"template_show",
     {"template", "show", "x", "push", "--locale", "pt-BR", "--version", "2"},
     "GET /v1/templates/x/push/pt-BR?version=2",
     "",
     R"({"title": "T", "body": "a\n\nb", "data": {"n": "1"}, "version": 2, "locale": "pt-BR"})",
     "locale        pt-BR\nversion       2\n\ntitle\n  T\n\nbody\n  a\n\n  b\n\ndata\n  {\"n\":\"1\"}\n"},
    {"template_put",
     {"template", "put", "x", "push", "title=T=1", "body={{ b }}", "data.n={{ n }}", "data.m="},
     "PUT /v1/templates/x/push",
     R"({"title":"T=1","body":"{{ b }}","data":{"n":"{{ n }}","m":""}})",
     R"({"version": 3, "locale": "en", "warnings": ["body: an event may lack b", 7]})",
     "version 3 of x push en\nwarning       body: an event may lack b\n"},
    {"template_put_by_body",
     {"template", "put", "x", "sms", "--body", R"({"text": "T"})", "--locale", "de"},
     "PUT /v1/templates/x/sms/de",
     R"({"text":"T"})",
     R"({"version": 1, "locale": "de"})",
     "version 1 of x sms de\n"},
    {"template_versions",
     {"template", "versions", "x", "sms", "--cursor", "c"},
     "GET /v1/templates/x/sms/versions?cursor=c",
     "",
     R"({"items": [{"version": 2, "at": "2026-01-01T00:00:00.5Z"}], "next_cursor": null})",
     "version  written\n2        2026-01-01T00:00:00Z\n"},
    {"template_revert",
     {"template", "revert", "x", "sms", "2", "--locale", "en"},
     "POST /v1/templates/x/sms/en/revert",
     R"({"version":2})",
     R"({"version": 4, "locale": "en"})",
     "version 4 of x sms en\n"},
    {"piece_list",
     {"piece", "list"},
     "GET /v1/pieces",
     "",
     R"({"items": [], "next_cursor": null})",
     "none\n"},
    {"piece_show",
     {"piece", "show", "layouts/a.html", "--version", "1"},
     "GET /v1/pieces/layouts%2Fa.html?version=1",
     "",
     R"({"name": "layouts/a.html", "version": 1, "source": "<p>\n"})",
     "<p>\n"},
    {"piece_versions",
     {"piece", "versions", "a/b"},
     "GET /v1/pieces/a%2Fb/versions",
     "",
     R"({"items": [{"version": 1, "at": "2026-01-01T00:00:00Z"}]})",
     "version  written\n1        2026-01-01T00:00:00Z\n"},
    {"piece_revert",
     {"piece", "revert", "a/b", "1"},
     "POST /v1/pieces/a%2Fb/revert",
     R"({"version":1})",
     R"({"name": "a/b", "version": 3})",
     "version 3 of a/b\n"},
    {"type_list",
     {"type", "list"},
     "GET /v1/event-types",
     "",
     R"({"items": [{"name": "x", "version": 1, "priority": "low", "channels": ["sms", "push"],
                    "category": "c", "title": "X"}]})",
     "type  version  priority  channels  category  title\nx     1        low       sms,push  c         X\n"},
    {"type_show",
     {"type", "show", "x"},
     "GET /v1/event-types/x",
     "",
     R"({"name": "x", "schema": {"type": "object"}})",
     "name          x\nschema        {\"type\":\"object\"}\n"},
    {"key_revoke", {"key", "revoke", "k1"}, "DELETE /v1/api-keys/k1", "", R"({"id": "k1"})", "revoked k1\n"},
    {"audit",
     {"audit"},
     "GET /v1/ledger?recount=true",
     "",
     R"({"balanced": true, "accepted": 3, "lag": 0, "states": {"sent": 1}, "faults": []})",
     "accepted      3\nlag           0\n  sent        1\nthe ledger balances\n"},
};

INSTANTIATE_TEST_SUITE_P(Commands, ExchangeTest, ::testing::ValuesIn(kExchanges),
                         [](const auto& one) { return one.param.name; });

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

TEST(DeadReplayCommand, AnUnknownIdMayBeAnEvents) {
    ScriptedServer server([](const http::Request&) { return http::problem(404, "there is none"); });
    EXPECT_EQ(run(server, {"dead", "replay", "e1"}).err,
              "tidings: Not Found: there is none (of an event's: --event-id)\n");
}

TEST(SendCommand, ABadWaitIsSaidBeforeAnythingIsSent) {
    ScriptedServer server(ScriptedServer::always(202, "{}"));
    const Called called = run(server, {"send", "x", "--wait", "soon"});
    EXPECT_EQ(called.code, 1);
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
        EXPECT_EQ(called.code, 1);
        EXPECT_EQ(called.err, "tidings: " + more.front() + " does not go with --body, which says it all\n");
    }
    EXPECT_THAT(run(server, {"send", "x", "--body", "{}"}).err, HasSubstr("TYPE does not go with --body"));
    EXPECT_THAT(run(server, {"user", "set", "u1", "--body", "{}", "--quiet", "none"}).err,
                HasSubstr("--quiet does not go with --body"));
    EXPECT_EQ(server.asked(), "");
}

TEST(TemplateCommands, SourcesMayStandInFiles) {
    const tidings::testing::TemporaryFolder folder;
    const std::string path = (folder.path() / "source").string();
    std::ofstream(path) << "<p>{{ x }}</p>\n";
    ScriptedServer server(ScriptedServer::always(200, R"({"name": "n", "version": 1, "locale": "en"})"));
    EXPECT_EQ(run(server, {"template", "put", "x", "email", "subject=s", "html=@" + path}).code, 0);
    EXPECT_EQ(server.requests().at(0).body, R"({"subject":"s","html":"<p>{{ x }}</p>\n"})");
    EXPECT_EQ(run(server, {"piece", "put", "a/b", path}).out, "version 1 of n\n");
    EXPECT_EQ(server.requests().at(1).body, R"({"source":"<p>{{ x }}</p>\n"})");
    EXPECT_EQ(run(server, {"piece", "put", "a/b", path, "--json"}).out,
              "{\"name\":\"n\",\"version\":1,\"locale\":\"en\"}\n");
    std::ofstream(path) << R"({"schema": true})";
    EXPECT_EQ(run(server, {"type", "put", "x", path}).out, "version 1 of n\n");
    EXPECT_EQ(server.requests().at(3).body, R"({"schema":true})");
}

TEST(TypeCommands, TemplatesThatAChangeLeavesBehindAreWarnedOf) {
    ScriptedServer server(ScriptedServer::always(
        200, R"({"name": "n", "version": 2, "warnings": ["n/sms/en would not render any more"]})"));
    const tidings::testing::TemporaryFolder folder;
    const std::string path = (folder.path() / "type").string();
    std::ofstream(path) << R"({"schema": true})";
    EXPECT_EQ(run(server, {"type", "put", "n", path}).out,
              "version 2 of n\nwarning       n/sms/en would not render any more\n");
}

TEST(TemplateCommands, OnePartIsPrintedAsItIs) {
    ScriptedServer server(ScriptedServer::always(200, R"({"text": "a\n {{ b }}\n", "version": 1})"));
    EXPECT_EQ(run(server, {"template", "show", "x", "sms", "--part", "text"}).out, "a\n {{ b }}\n");
    EXPECT_EQ(run(server, {"template", "show", "x", "sms", "--part", "text", "--json"}).out,
              "\"a\\n {{ b }}\\n\"\n");
    EXPECT_EQ(run(server, {"template", "show", "x", "sms", "--part", "html"}).err,
              "tidings: it has no part \"html\"\n");
}

TEST(TemplateCommands, WhatCannotBeIsSaidBeforeAnythingIsAsked) {
    ScriptedServer server(ScriptedServer::always(200, "{}"));
    const std::vector<std::pair<Words, std::string>> cases{
        {{"template", "put", "x", "sms"}, "it has no part; write one such as text='Order {{ order_id }}'"},
        {{"template", "put", "x", "sms", "text"}, "\"text\" is no part; write name='source' or name=@FILE"},
        {{"template", "put", "x", "sms", "text=a", "text=b"}, "the part text is there twice"},
        {{"template", "put", "x", "push", "data={}", "data.a=b"}, "data and data.a do not go together"},
        {{"template", "put", "x", "push", "data.a=b", "data={}"}, "the part data is there twice"},
        {{"template", "put", "x", "sms", "text=@/nowhere"},
         "cannot read the file \"/nowhere\": No such file or directory"},
        {{"template", "put", "x", "sms", "a=b", "--body", "{}"},
         "PART does not go with --body, which says it all"},
        {{"template", "revert", "x", "sms", "two"}, "VERSION: \"two\" is not a number"},
        {{"piece", "revert", "x", "2x"}, "VERSION: \"2x\" is not a number"},
        {{"piece", "put", "x", "/nowhere"}, "cannot read the file \"/nowhere\": No such file or directory"},
        {{"type", "put", "x", "/nowhere"}, "cannot read the file \"/nowhere\": No such file or directory"},
    };
    for (const auto& [words, said] : cases) {
        const Called called = run(server, words);
        EXPECT_EQ(called.code, 1);
        EXPECT_EQ(called.err, "tidings: " + said + "\n");
    }
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

// A server that knows one event "e1" with two notifications, "n1" on sms and "n2" on email.
http::Response one_event(const http::Request& request) {
    const std::string path = request.path;
    const auto ok = [](const std::string& body) { return http::respond(200, "application/json", body); };
    const auto notification = [](const std::string& id, const std::string& channel) {
        return R"({"id": ")" + id + R"(", "event_id": "e1", "source": "s", "user": "u1", "channel": ")" +
               channel +
               R"(", "state": "delivered", "attempts": [{"number": 1, "outcome": "delivered", "provider": "p",
               "finished_at": "2026-01-01T00:00:00Z"}]})";
    };
    if (path == "/v1/events/e1") {
        return ok(R"({"id": "e1", "decisions": [
            {"user": "u1", "channel": "sms", "result": "send", "reason": "ok"},
            {"user": "u1", "channel": "email", "result": "send", "reason": "ok"}],
            "notifications": [{"id": "n1"}, {"id": "n2"}]})");
    }
    if (path == "/v1/notifications/n1") return ok(notification("n1", "sms"));
    if (path == "/v1/notifications/n2") return ok(notification("n2", "email"));
    if (path == "/v1/reasons") return ok(R"({"items": []})");
    return http::respond(404, "application/json", R"({"title": "not found"})");
}

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

TEST(DeadShowCommand, OfANotificationShowsItsAttempts) {
    ScriptedServer server([](const http::Request& request) {
        if (request.path == "/v1/dead-letters/n1")
            return http::respond(200, "application/json", R"({"id": "n1", "kind": "notification"})");
        return one_event(request);
    });
    EXPECT_THAT(run(server, {"dead", "show", "n1"}).out, HasSubstr("attempt  provider  outcome"));
}

TEST(AuditCommand, ALedgerThatDoesNotBalanceEndsWithOne) {
    ScriptedServer server(ScriptedServer::always(200, R"({"balanced": false, "faults": ["7 are missing"]})"));
    const Called called = run(server, {"audit"});
    EXPECT_EQ(called.code, 1);
    EXPECT_EQ(called.out, "fault: 7 are missing\nthe ledger does not balance\n");
    EXPECT_EQ(run(server, {"audit", "--json"}).code, 1);
}

TEST(HealthCommand, AServerThatIsReadyEndsWithZero) {
    ScriptedServer server(ScriptedServer::always(200, R"({"ready": true})"));
    const Called called = run(server, {"health"});
    EXPECT_EQ(called.code, 0);
    EXPECT_EQ(called.out, "ready {\"ready\":true}\n");
    EXPECT_EQ(server.asked(), "GET /readyz\n");
}

TEST(HealthCommand, AServerThatIsNotReadyEndsWithOne) {
    ScriptedServer server(ScriptedServer::always(503, R"({"ready": false, "parts": {"log": false}})"));
    const Called called = run(server, {"health"});
    EXPECT_EQ(called.code, 1);
    EXPECT_EQ(called.out, "not ready {\"ready\":false,\"parts\":{\"log\":false}}\n");
    EXPECT_EQ(run(server, {"health", "--json"}).code, 1);
}

TEST(HealthCommand, ThatItLivesIsLessThanThatItIsReady) {
    ScriptedServer server([](const http::Request& request) {
        return request.path == "/healthz" ? http::respond(200, "text/plain", "ok\n")
                                          : http::respond(503, "application/json", R"({"ready": false})");
    });
    EXPECT_EQ(run(server, {"health", "--live"}).out, "live\n");
    EXPECT_EQ(run(server, {"health", "--live", "--json"}).out, "{\"live\":true}\n");
    EXPECT_EQ(run(server, {"health"}).code, 1);
}

// The commands are given `environment` alone, and no TIDINGS_URL.
Called run_in(std::map<std::string, std::string> environment, Words arguments) {
    std::ostringstream out;
    std::ostringstream err;
    const int code =
        run_command_line({std::move(arguments), std::move(environment), out, err, Style()}, all_commands());
    return {code, out.str(), err.str()};
}

TEST(FindingTheServer, ItIsWhereAProcessWithTheseSettingsListens) {
    EXPECT_THAT(run_in({{"TIDINGS_ROLES", "worker"}}, {"health"}).err, HasSubstr("http://127.0.0.1:8083"));
    EXPECT_THAT(run_in({{"TIDINGS_HTTP_LISTEN", "0.0.0.0:9"}}, {"health"}).err,
                HasSubstr("http://127.0.0.1:9"));
}

TEST(FindingTheServer, TheAdminIsFoundInThePlaceThatNamesTheServer) {
    ScriptedServer gateway(ScriptedServer::always(200, "{}"));
    ScriptedServer admin(ScriptedServer::always(200, "{}"));
    const std::map<std::string, std::string> both{{"TIDINGS_URL", gateway.url()},
                                                  {"TIDINGS_ADMIN_URL", admin.url()}};
    EXPECT_EQ(run_in(both, {"list"}).code, 0);
    EXPECT_EQ(run_in(both, {"send", "x", "--user", "u1"}).code, 0);
    EXPECT_EQ(admin.asked(), "GET /v1/notifications\n");
    EXPECT_EQ(gateway.asked(), "POST /v1/events\n");
    EXPECT_EQ(run_in(both, {"list", "--url", gateway.url()}).code, 0);
    EXPECT_EQ(gateway.requests().size(), 2U) << "an admin of another system is not asked";
    EXPECT_EQ(run_in(both, {"list", "--url", gateway.url(), "--admin-url", admin.url()}).code, 0);
    EXPECT_EQ(admin.requests().size(), 2U);
}

TEST(KeyCreateCommand, TheKeyStandsAloneSoThatItCanBePiped) {
    ScriptedServer server(ScriptedServer::always(201, R"({"id": "k1", "key": "tk_k1_secret"})"));
    const Called called = run(server, {"key", "create", "--name", "shop"});
    EXPECT_EQ(called.out, "tk_k1_secret\n");
    EXPECT_EQ(called.err, "This key is shown only now. Its id is k1.\n");
}

TEST(KeyCreateCommand, OfflineAsksNobody) {
    ScriptedServer server(ScriptedServer::always(201, "{}"));
    const tidings::testing::TemporaryFolder folder;
    const std::string data = (folder.path() / "data").string();
    const Called called = run(
        server, {"key", "create", "--name", "root", "--scopes", "admin", "--offline", "--data-dir", data});
    EXPECT_EQ(called.code, 0) << called.err;
    EXPECT_THAT(called.out, ::testing::MatchesRegex("tk_[0-9a-f]+_[0-9a-f]+\n"));
    EXPECT_EQ(run(server, {"key", "create", "--name", "x", "--offline", "--url", server.url()}).err,
              "tidings: --url does not go with --offline, which says it all\n");
    EXPECT_EQ(server.asked(), "");
}

TEST(Clients, TheKeyIsThatOfTheFlagElseOfTheEnvironment) {
    ScriptedServer server(ScriptedServer::always(200, R"({"items": []})"));
    std::ostringstream out;
    const std::map<std::string, std::string> environment{{"TIDINGS_URL", server.url()},
                                                         {"TIDINGS_KEY", "tk_e"}};
    run_command_line({{"list"}, environment, out, out, Style()}, all_commands());
    run_command_line({{"list", "--key", "tk_f"}, environment, out, out, Style()}, all_commands());
    EXPECT_EQ(*server.requests().at(0).header("authorization"), "Bearer tk_e");
    EXPECT_EQ(*server.requests().at(1).header("authorization"), "Bearer tk_f");
}

}  // namespace
}  // namespace tidings::app
