#include "app/commands/commands_test.h"

namespace tidings::app {
namespace {

const Exchange kAuditExchanges[] = {
    {"audit",
     {"audit"},
     "GET /v1/ledger?recount=true",
     "",
     R"({"balanced": true, "accepted": 3, "lag": 0, "states": {"sent": 1}, "faults": []})",
     "accepted      3\nlag           0\n  sent        1\nthe ledger balances\n"},
};

INSTANTIATE_TEST_SUITE_P(Audit, ExchangeTest, ::testing::ValuesIn(kAuditExchanges), exchange_name);

TEST(AuditCommand, ALedgerThatDoesNotBalanceEndsWithOne) {
    ScriptedServer server(ScriptedServer::always(200, R"({"balanced": false, "faults": ["7 are missing"]})"));
    const Called called = run(server, {"audit"});
    EXPECT_EQ(called.code, 1);
    EXPECT_EQ(called.out, "fault: 7 are missing\nthe ledger does not balance\n");
    EXPECT_EQ(run(server, {"audit", "--json"}).code, 1);
}

}  // namespace
}  // namespace tidings::app
