#include "app/wiring.h"

#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/api_client.h"
#include "app/first_key.h"
#include "app/prepare.h"
#include "app/scripted_server_test.h"
#include "support/temporary_folder.h"

namespace tidings::app {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;
using tidings::testing::TemporaryFolder;

using Flags = std::map<std::string, std::string>;

class WiringTest : public ::testing::Test {
protected:
    std::string data() const { return (folder.path() / "data").string(); }

    Settings settings(Flags flags = {}) const {
        flags.emplace("data.dir", data());
        flags.emplace("http.listen", "127.0.0.1:0");
        return load_settings({.flags = std::move(flags)}).value().settings;
    }

    std::string refusal(Flags flags) const {
        const auto server = start_server(settings(std::move(flags)));
        return server ? "" : server.error().message;
    }

    static int status(const RunningServer& server, const std::string& method, const std::string& path) {
        const auto answer = ApiClient(server.url(), Secret()).exchange(method, path);
        EXPECT_TRUE(answer);
        return answer ? answer->status : 0;
    }

    TemporaryFolder folder;
};

TEST_F(WiringTest, AServerIsReadyAsSoonAsItHasStarted) {
    const auto server = start_server(settings());
    ASSERT_TRUE(server) << server.error().message;
    EXPECT_EQ(status(**server, "GET", "/healthz"), 200);
    EXPECT_EQ(status(**server, "GET", "/readyz"), 200);
    EXPECT_EQ(status(**server, "GET", "/metrics"), 200);
    EXPECT_EQ(status(**server, "GET", "/openapi.json"), 200);
}

TEST_F(WiringTest, WhatItHoldsIsFreeWhenItHasEnded) {
    for (int i = 0; i < 2; ++i) ASSERT_TRUE(start_server(settings()));
}

struct RoleCase {
    std::string roles;
    int post_events;  // without a body: 404 where nobody serves it
    int get_ledger;
};

class RoleTest : public WiringTest, public ::testing::WithParamInterface<RoleCase> {};

TEST_P(RoleTest, ServesTheRowsOfItsRolesAndWhatIsEverywhere) {
    const auto server = start_server(settings({{"roles", GetParam().roles}}));
    ASSERT_TRUE(server) << server.error().message;
    EXPECT_EQ(status(**server, "POST", "/v1/events"), GetParam().post_events);
    EXPECT_EQ(status(**server, "GET", "/v1/ledger"), GetParam().get_ledger);
    for (const char* const path : {"/healthz", "/readyz", "/metrics", "/openapi.json"}) {
        EXPECT_EQ(status(**server, "GET", path), 200) << path;
    }
}

INSTANTIATE_TEST_SUITE_P(Roles, RoleTest,
                         ::testing::Values(RoleCase{"gateway,notifier,worker,analytics,admin", 415, 200},
                                           RoleCase{"gateway", 415, 404}, RoleCase{"admin", 404, 200},
                                           RoleCase{"notifier,worker", 404, 404},
                                           RoleCase{"analytics", 404, 404}));

// ---- refusals: each names the setting, where it came from, and what would be right

TEST_F(WiringTest, ATakenPortIsRefused) {
    const auto first = start_server(settings());
    ASSERT_TRUE(first);
    const std::string taken = (*first)->url().substr(7);
    const std::string text = refusal({{"http.listen", taken}, {"data.dir", data() + "2"}});
    EXPECT_THAT(text, StartsWith("http did not start: http.listen: \"" + taken +
                                 "\" (flag --http-listen): cannot listen"));
    EXPECT_THAT(text, HasSubstr("choose another address"));
}

class ElsewhereTest : public WiringTest, public ::testing::WithParamInterface<std::string> {};

TEST_P(ElsewhereTest, IsRefusedWithoutKeysAndSaysTheCommandThatMakesOne) {
    EXPECT_EQ(refusal({{"http.listen", GetParam()}}),
              "http.listen: \"" + GetParam() +
                  "\" (flag --http-listen) can be reached from elsewhere, and there is no API key yet; make "
                  "one with "
                  "`tidings key create --name root --scopes admin --offline --data-dir '" +
                  data() + "'`, or say --http-allow-without-keys");
}

INSTANTIATE_TEST_SUITE_P(Addresses, ElsewhereTest, ::testing::Values("0.0.0.0:0", "[::]:0", "192.0.2.1:80"));

TEST_F(WiringTest, ElsewhereIsServedOnceThereIsAKeyAndOnlyWithIt) {
    const auto made = make_key_offline(settings(), "root", {"admin"});
    ASSERT_TRUE(made);
    const auto server = start_server(settings({{"http.listen", "0.0.0.0:0"}}));
    ASSERT_TRUE(server) << server.error().message;
    EXPECT_EQ(status(**server, "GET", "/v1/ledger"), 401);
    EXPECT_TRUE(ApiClient((*server)->url(), Secret(made->text)).get("/v1/ledger"));
}

TEST_F(WiringTest, ElsewhereIsServedWithoutKeysWhereThatWasSaidInWords) {
    EXPECT_EQ(refusal({{"http.listen", "0.0.0.0:0"}, {"http.allow_without_keys", "true"}}), "");
}

TEST_F(WiringTest, ElsewhereNeedsNoKeyWhereNothingIsBehindOne) {
    EXPECT_EQ(refusal({{"http.listen", "0.0.0.0:0"}, {"roles", "notifier,worker"}}), "");
    EXPECT_NE(refusal({{"http.listen", "0.0.0.0:0"}, {"roles", "admin"}}), "");
}

TEST_F(WiringTest, AGatewayAloneSaysWhereTheAdminIs) {
    ScriptedServer admin(ScriptedServer::always(200, R"({"balanced": true})"));
    const auto server =
        start_server(settings({{"roles", "gateway,notifier,worker"}, {"admin.url", admin.url() + "/"}}));
    ASSERT_TRUE(server) << server.error().message;
    EXPECT_TRUE(ApiClient((*server)->url(), Secret()).get("/v1/ledger?recount=true"));
    EXPECT_EQ(admin.asked(), "GET /v1/ledger?recount=true\n") << "and the client has gone there";
}

TEST_F(WiringTest, AFolderInUseIsRefused) {
    const auto first = start_server(settings());
    ASSERT_TRUE(first);
    EXPECT_THAT(refusal({}), HasSubstr("is held by the process"));
    EXPECT_THAT(migrate(settings()).error().message, HasSubstr("is held by the process"));
}

TEST_F(WiringTest, AProviderThatIsNotSetUpIsRefused) {
    EXPECT_THAT(refusal({{"providers.email", "smtp"}}),
                HasSubstr("is required by providers.email: \"smtp\""));
}

// ---- migrate and init

TEST_F(WiringTest, MigratingMayBeRepeated) {
    EXPECT_EQ(migrate(settings()).value(),
              "the schema in " + data() + " is up to date; 23 catalog entries were written");
    EXPECT_EQ(migrate(settings()).value(), "the schema in " + data() + " is up to date");
    EXPECT_TRUE(start_server(settings()));
}

TEST_F(WiringTest, TheEmbeddedEngineHasNoTopicsToMake) {
    EXPECT_EQ(init(settings(), false).value(), "the embedded engine has no topics to make");
    EXPECT_FALSE(std::filesystem::exists(data()));
}

}  // namespace
}  // namespace tidings::app
