#include "app/commands/commands_test.h"

namespace tidings::app {
namespace {

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

}  // namespace
}  // namespace tidings::app
