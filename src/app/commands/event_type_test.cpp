#include "app/commands/commands_test.h"

namespace tidings::app {
namespace {

const Exchange kEventTypeExchanges[] = {
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
};

INSTANTIATE_TEST_SUITE_P(EventType, ExchangeTest, ::testing::ValuesIn(kEventTypeExchanges), exchange_name);

TEST(TypeCommands, TemplatesThatAChangeLeavesBehindAreWarnedOf) {
    ScriptedServer server(ScriptedServer::always(
        200, R"({"name": "n", "version": 2, "warnings": ["n/sms/en would not render any more"]})"));
    const tidings::testing::TemporaryFolder folder;
    const std::string path = (folder.path() / "type").string();
    std::ofstream(path) << R"({"schema": true})";
    EXPECT_EQ(run(server, {"type", "put", "n", path}).out,
              "version 2 of n\nwarning       n/sms/en would not render any more\n");
}

}  // namespace
}  // namespace tidings::app
