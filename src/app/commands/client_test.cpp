#include "app/commands/commands_test.h"

namespace tidings::app {
namespace {

using ::testing::HasSubstr;

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
