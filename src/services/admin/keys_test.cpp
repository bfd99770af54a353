#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/admin/admin_test.h"

namespace tidings::admin {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;

class KeysTest : public AdminTest {
protected:
    Answer make(std::string body, const std::string& key = "") {
        return ask("POST", "/v1/api-keys", std::move(body), with(key));
    }
    static http::Fields with(const std::string& key) {
        if (key.empty()) return {};
        return {{"authorization", "Bearer " + key}};
    }
    std::string make_admin() { return make(R"({"name":"boss","scopes":["admin"]})").text("/key"); }
};

TEST_F(KeysTest, AKeyIsShownOnceAndWorks) {
    const auto made = make(R"({"name":"boss","scopes":["admin"],"rate_per_second":50})");
    EXPECT_EQ(made.status, 201);
    EXPECT_EQ(made.header("Cache-Control"), "no-store");
    EXPECT_EQ(made.text("/rate_per_second"), "50");
    const auto key = made.text("/key");
    EXPECT_EQ(get("/v1/api-keys").status, 401);
    const auto listed = ask("GET", "/v1/api-keys", "", with(key));
    EXPECT_THAT(listed.each("name"), ElementsAre("boss"));
    EXPECT_THAT(listed.each("scopes"), ElementsAre(R"(["admin"])"));
    EXPECT_THAT(listed.each("key"), ElementsAre("(absent)"));
    EXPECT_THAT(listed.each("hash"), ElementsAre("(absent)"));
}

TEST_F(KeysTest, TheKeyItselfIsWrittenNowhere) {
    const auto secret = make_admin().substr(12);
    ASSERT_EQ(secret.size(), 64U);
    for (const auto& record : stage_.read(core::Topic::catalog)) {
        EXPECT_EQ(record.value.find(secret), std::string::npos);
    }
}

TEST_F(KeysTest, TheFirstKeyIsAnAdmins) {
    const auto refused = make(R"({"name":"shop","scopes":["send","read"]})");
    EXPECT_EQ(refused.status, 422);
    EXPECT_THAT(refused.faults(), ElementsAre("/scopes"));
    EXPECT_EQ(make(R"({"name":"boss","scopes":["read","admin"]})").status, 201);
}

TEST_F(KeysTest, OfTwoWhoMakeTheFirstKeyAtOnceOneIsRefused) {
    std::vector<int> statuses;
    for (int i = 0; i < 2; ++i) {
        post("POST", "/v1/api-keys", R"({"name":"boss","scopes":["admin"]})", {},
             http::Responder::to([&](auto&& response) { statuses.push_back(response.status); }));
    }
    admin_.step().value();
    EXPECT_THAT(statuses, ElementsAre(201, 401));
    EXPECT_EQ(stage_.catalog.current()->api_keys().size(), 1U);
}

TEST_F(KeysTest, EveryFaultIsNamedAtOnce) {
    EXPECT_THAT(
        make(R"({"name":"","scopes":["root","admin",7],"rate_per_second":0,"colour":"red"})").faults(),
        UnorderedElementsAre("/name", "/scopes/0", "/scopes/2", "/rate_per_second", "/colour"));
    EXPECT_THAT(make("{}").faults(), UnorderedElementsAre("/name", "/scopes"));
    EXPECT_THAT(make(R"({"name":"a\nb","scopes":[]})").faults(), UnorderedElementsAre("/name", "/scopes"));
    EXPECT_THAT(make(R"({"name":"a","scopes":["admin"],"rate_per_second":1.5})").faults(),
                ElementsAre("/rate_per_second"));
    EXPECT_THAT(make("[]").faults(), ::testing::Contains(""));
    EXPECT_EQ(make("{").status, 400);
    EXPECT_TRUE(stage_.catalog.current()->api_keys().empty());
}

TEST_F(KeysTest, ANameMayBeUsedAgainSoThatAKeyCanBeReplaced) {
    const auto boss = make_admin();
    const auto first = make(R"({"name":"shop","scopes":["read"]})", boss);
    const auto second = make(R"({"name":"shop","scopes":["read"]})", boss);
    EXPECT_EQ(second.status, 201);
    EXPECT_NE(first.text("/id"), second.text("/id"));
    EXPECT_EQ(ask("DELETE", "/v1/api-keys/" + first.text("/id"), "", with(boss)).status, 204);
    EXPECT_EQ(ask("GET", "/v1/ledger", "", with(first.text("/key"))).status, 401);
    EXPECT_EQ(ask("GET", "/v1/ledger", "", with(second.text("/key"))).status, 200);
}

TEST_F(KeysTest, ARevokedKeyStaysInTheList) {
    const auto boss = make_admin();
    const auto id = make(R"({"name":"shop","scopes":["read"]})", boss).text("/id");
    for (int i = 0; i < 2; ++i) EXPECT_EQ(ask("DELETE", "/v1/api-keys/" + id, "", with(boss)).status, 204);
    const auto listed = ask("GET", "/v1/api-keys", "", with(boss));
    EXPECT_THAT(listed.each("revoked"), UnorderedElementsAre("false", "true"));
    EXPECT_EQ(ask("DELETE", "/v1/api-keys/none", "", with(boss)).status, 404);
}

TEST_F(KeysTest, TheLastAdminKeyStays) {
    const auto boss = make_admin();
    const auto id = boss.substr(3, 8);
    EXPECT_EQ(ask("DELETE", "/v1/api-keys/" + id, "", with(boss)).status, 409);
    const auto other = make(R"({"name":"chief","scopes":["admin"]})", boss).text("/key");
    EXPECT_EQ(ask("DELETE", "/v1/api-keys/" + id, "", with(boss)).status, 204);
    EXPECT_EQ(ask("DELETE", "/v1/api-keys/" + other.substr(3, 8), "", with(other)).status, 409);
}

TEST_F(KeysTest, TheListHasPages) {
    const auto boss = make_admin();
    for (int i = 0; i < 4; ++i) make(R"({"name":"shop","scopes":["read"]})", boss);
    const auto first = ask("GET", "/v1/api-keys?limit=3", "", with(boss));
    EXPECT_EQ(first.each("id").size(), 3U);
    const auto rest = ask("GET", "/v1/api-keys?cursor=" + first.text("/next_cursor"), "", with(boss));
    EXPECT_EQ(rest.each("id").size(), 2U);
    EXPECT_TRUE(rest.at("/next_cursor").is_null());
}

TEST_F(KeysTest, EveryAnswerSaysWhatIsLeftOfTheRate) {
    const auto key = make(R"({"name":"boss","scopes":["admin"],"rate_per_second":2})").text("/key");
    for (const auto* left : {"1", "0"}) {
        const auto answer = ask("GET", "/v1/notifications/none", "", with(key));
        EXPECT_EQ(answer.status, 404);
        EXPECT_EQ(answer.header("RateLimit-Limit"), "2");
        EXPECT_EQ(answer.header("RateLimit-Remaining"), left);
        EXPECT_EQ(answer.header("RateLimit-Reset"), "2");
    }
    const auto refused = ask("GET", "/v1/ledger", "", with(key));
    EXPECT_EQ(refused.status, 429);
    EXPECT_EQ(refused.header("RateLimit-Remaining"), "0");
    EXPECT_EQ(refused.header("Retry-After"), refused.header("RateLimit-Reset"));
    EXPECT_EQ(get("/v1/ledger").header("RateLimit-Limit"), "");
}

}  // namespace
}  // namespace tidings::admin
