#include "app/commands/commands_test.h"

namespace tidings::app {
namespace {

const Exchange kTemplateExchanges[] = {
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
};

INSTANTIATE_TEST_SUITE_P(Template, ExchangeTest, ::testing::ValuesIn(kTemplateExchanges), exchange_name);

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

TEST(TemplateCommands, OnePartIsPrintedAsItIs) {
    ScriptedServer server(ScriptedServer::always(200, R"({"text": "a\n {{ b }}\n", "version": 1})"));
    EXPECT_EQ(run(server, {"template", "show", "x", "sms", "--part", "text"}).out, "a\n {{ b }}\n");
    EXPECT_EQ(run(server, {"template", "show", "x", "sms", "--part", "text", "--json"}).out,
              "\"a\\n {{ b }}\\n\"\n");
    EXPECT_EQ(run(server, {"template", "show", "x", "sms", "--part", "html"}).err,
              "tidings: it has no part \"html\"\n");
}

TEST(TemplateCommands, WhatMakesNoSenseIsSaidBeforeAnythingIsAsked) {
    ScriptedServer server(ScriptedServer::always(200, "{}"));
    const std::vector<std::pair<Words, std::string>> cases{
        {{"template", "put", "x", "sms"}, "it has no part; write one such as text='Order {{ order_id }}'"},
        {{"template", "put", "x", "sms", "text"},
         "PART: \"text\" is no part; write name='source' or name=@FILE"},
        {{"template", "put", "x", "sms", "text=a", "text=b"}, "the part text is there twice"},
        {{"template", "put", "x", "push", "data={}", "data.a=b"}, "data and data.a do not go together"},
        {{"template", "put", "x", "push", "data.a=b", "data={}"}, "data and data.a do not go together"},
        {{"template", "put", "x", "sms", "a=b", "--body", "{}"},
         "PART does not go with --body, which says it all"},
        {{"template", "revert", "x", "sms", "two"},
         "VERSION: \"two\" is not the number of a version; they count from 1"},
        {{"piece", "revert", "x", "2x"}, "VERSION: \"2x\" is not the number of a version; they count from 1"},
    };
    for (const auto& [words, said] : cases) {
        const Called called = run(server, words);
        EXPECT_EQ(called.code, 2);
        EXPECT_EQ(called.err, "tidings: " + said + "\n");
    }
    EXPECT_EQ(server.asked(), "");
}

TEST(TemplateCommands, AFileThatCannotBeReadIsAFailure) {
    ScriptedServer server(ScriptedServer::always(200, "{}"));
    for (const Words& words : std::vector<Words>{{"template", "put", "x", "sms", "text=@/nowhere"},
                                                 {"piece", "put", "x", "/nowhere"},
                                                 {"type", "put", "x", "/nowhere"}}) {
        const Called called = run(server, words);
        EXPECT_EQ(called.code, 1);
        EXPECT_EQ(called.err, "tidings: cannot read the file \"/nowhere\": No such file or directory\n");
    }
    EXPECT_EQ(server.asked(), "");
}

}  // namespace
}  // namespace tidings::app
