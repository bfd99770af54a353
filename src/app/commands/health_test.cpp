#include "app/commands/commands_test.h"

namespace tidings::app {
namespace {

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

}  // namespace
}  // namespace tidings::app
