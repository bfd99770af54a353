#include "app/commands/commands_test.h"

namespace tidings::app {
namespace {

const Exchange kKeyExchanges[] = {
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
    {"key_revoke", {"key", "revoke", "k1"}, "DELETE /v1/api-keys/k1", "", R"({"id": "k1"})", "revoked k1\n"},
};

INSTANTIATE_TEST_SUITE_P(Key, ExchangeTest, ::testing::ValuesIn(kKeyExchanges), exchange_name);

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

}  // namespace
}  // namespace tidings::app
