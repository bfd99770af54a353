#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/gateway/gateway_test.h"
#include "services/records/profile_record.h"

namespace tidings::gateway {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using Kind = records::ProfileChange::Kind;

class PeopleTest : public GatewayTest {
protected:
    std::vector<records::ProfileChange> changes() {
        std::vector<records::ProfileChange> out;
        for (const auto& record : read(core::Topic::events)) {
            out.push_back(records::read_profile_change(record).value());
        }
        return out;
    }
    std::vector<std::string> faults(const std::string& method, const std::string& body) {
        const auto answer = ask(method, "/v1/users/ann", body);
        EXPECT_EQ(answer.status, 422) << body;
        std::vector<std::string> out;
        const auto problem = test::json_of(answer.body);
        for (const auto& fault : problem.at("errors").as_array()) {
            out.emplace_back(fault.at("pointer").as_string());
        }
        return out;
    }
    std::string token(const std::string& user = "ann", const std::string& category = "orders") {
        const auto url = tokens_.url(core::UserId(user), category);
        return url.substr(url.rfind('/') + 1);
    }
};

TEST_F(PeopleTest, ChangesAreOnTheLogInTheirOrderWithRisingVersions) {
    EXPECT_EQ(ask("PUT", "/v1/users/ann", R"({"email": "ann@example.org"})").body, R"({"id":"ann"})");
    EXPECT_EQ(ask("PATCH", "/v1/users/ann", R"({"email": null})").status, 202);
    EXPECT_EQ(ask("DELETE", "/v1/users/ann").status, 202);
    const auto made = changes();
    ASSERT_EQ(made.size(), 3U);
    EXPECT_EQ(made[0].kind, Kind::put);
    EXPECT_EQ(made[1].kind, Kind::patch);
    EXPECT_EQ(made[2].kind, Kind::erase);
    EXPECT_LT(made[0].version, made[1].version);
    EXPECT_LT(made[1].version, made[2].version);
    EXPECT_EQ(json::write(made[1].profile), R"({"email":null})");
}

TEST_F(PeopleTest, EveryFaultOfAProfileIsNamedAtOnce) {
    EXPECT_THAT(faults("PUT", R"({
                    "email": "nobody", "phone": "0151", "push_tokens": ["a b", {"platform": "ios"}, 7],
                    "locale": "en_US", "timezone": "Mars/Base", "channels": {"fax": true, "sms": "no"},
                    "categories": {"a/b": 1}, "quiet_hours": {"from": "24:00", "until": "08:00"}, "colour": 1})"),
                ::testing::UnorderedElementsAre("/email", "/phone", "/push_tokens/0", "/push_tokens/1/token",
                                                "/push_tokens/2", "/locale", "/timezone", "/channels/fax",
                                                "/channels/sms", "/categories/a~1b", "/quiet_hours/from",
                                                "/quiet_hours/to", "/quiet_hours/until", "/colour"));
    EXPECT_THAT(faults("PUT", "[]"), ElementsAre(""));
    EXPECT_THAT(changes(), IsEmpty());
}

TEST_F(PeopleTest, WhatAProfileMaySayIsTaken) {
    for (const auto* profile :
         {R"({"quiet_hours": {"from": "22:00", "to": "08:00"}})",
          R"({"quiet_hours": {"from": "00:00", "to": "00:00"}})",
          R"({"locale": "zh-Hant-TW", "timezone": "America/Argentina/Buenos_Aires"})",
          R"({"timezone": "UTC"})", R"({"phone": "+15005550006", "email": "анна@пример.рф"})",
          R"({"push_tokens": []})", R"({"push_tokens": [{"token": "t", "platform": "android"}, "u"]})",
          R"({"email": null})"}) {
        EXPECT_EQ(ask("PUT", "/v1/users/ann", profile).status, 202) << profile;
    }
}

TEST_F(PeopleTest, APatchIsHeldToTheRulesAsFarAsItGoes) {
    EXPECT_EQ(ask("PATCH", "/v1/users/ann", R"({"quiet_hours": {"from": "23:00"}})").status, 202);
    EXPECT_EQ(ask("PATCH", "/v1/users/ann", R"({"quiet_hours": null})").status, 202);
    EXPECT_EQ(ask("PATCH", "/v1/users/ann", "{}", {{"content-type", "application/merge-patch+json"}}).status,
              202);
    EXPECT_THAT(faults("PATCH", R"({"quiet_hours": {"from": "25:00"}, "email": 7})"),
                ::testing::UnorderedElementsAre("/quiet_hours/from", "/email"));
    EXPECT_THAT(faults("PATCH", R"({"push_tokens": [null]})"), ElementsAre("/push_tokens/0"));
    EXPECT_EQ(ask("PATCH", "/v1/users/ann", "{").status, 400);
    EXPECT_EQ(ask("PATCH", "/v1/users/ann", "{}", {{"content-type", "text/yaml"}}).status, 415);
}

TEST_F(PeopleTest, AUserHasAName) {
    for (const auto& name : {std::string(257, 'a'), std::string("a%0Ab"), std::string("%C2%85")}) {
        for (const auto* method : {"PUT", "PATCH", "DELETE"}) {
            EXPECT_EQ(ask(method, "/v1/users/" + name, "{}").status, 422) << name;
        }
    }
    EXPECT_EQ(ask("PUT", "/v1/users/a%2Fb%20%C3%A9", "{}").status, 202);
    EXPECT_EQ(changes().at(0).user.str(), "a/b é");
    EXPECT_EQ(ask("PUT", "/v1/users/" + std::string(256, 'a'), "{}").status, 202);
}

// Unsubscribing.

TEST_F(PeopleTest, LookingAtAnUnsubscribeLinkChangesNothing) {
    const auto page = ask("GET", "/v1/unsubscribe/" + token());
    EXPECT_EQ(page.status, 200);
    EXPECT_THAT(page.body, HasSubstr("<form method=\"post\">"));
    EXPECT_THAT(page.body, HasSubstr("orders"));
    EXPECT_EQ(ask("HEAD", "/v1/unsubscribe/" + token()).status, 200);
    EXPECT_THAT(changes(), IsEmpty());
}

TEST_F(PeopleTest, OneClickSwitchesTheCategoryOff) {
    for (const auto* body : {"List-Unsubscribe=One-Click", ""}) {
        const auto page = ask("POST", "/v1/unsubscribe/" + token("ann", "news"), body,
                              {{"content-type", "application/x-www-form-urlencoded"}});
        EXPECT_EQ(page.status, 200);
        EXPECT_THAT(page.body, HasSubstr("Unsubscribed"));
    }
    ASSERT_EQ(changes().size(), 2U);
    EXPECT_EQ(changes()[0].user, core::UserId("ann"));
    EXPECT_EQ(changes()[0].kind, Kind::patch);
    EXPECT_EQ(json::write(changes()[0].profile), R"({"categories":{"news":false}})");
}

TEST_F(PeopleTest, ATamperedLinkDoesNothing) {
    auto forged = token();
    forged.back() = forged.back() == '0' ? '1' : '0';
    for (const auto& bad : {forged, token().substr(1), std::string("x"), std::string(4'000, 'a')}) {
        for (const auto* method : {"GET", "POST"}) {
            const auto page = ask(method, "/v1/unsubscribe/" + bad);
            EXPECT_EQ(page.status, 404);
            EXPECT_THAT(*http::find(page.headers, "Content-Type"), HasSubstr("text/html"));
        }
    }
    EXPECT_THAT(changes(), IsEmpty());
}

TEST_F(PeopleTest, ALinkNeedsNoKey) {
    const auto key = web::make_key("boss", {"admin"}, clock_.now());
    publish(key.entry);
    ASSERT_TRUE(catalog_.refresh());
    EXPECT_EQ(ask("POST", "/v1/unsubscribe/" + token()).status, 200);
    EXPECT_EQ(ask("PUT", "/v1/users/ann", "{}").status, 401);
}

TEST_F(PeopleTest, ThePageShowsNoMarkupOfACategory) {
    const auto page = ask("GET", "/v1/unsubscribe/" + token("ann", "<script>\"&'"));
    EXPECT_THAT(page.body, Not(HasSubstr("<script>")));
    EXPECT_THAT(page.body, HasSubstr("&lt;script&gt;&#34;&amp;"));
    EXPECT_THAT(*http::find(page.headers, "Content-Security-Policy"), HasSubstr("default-src 'none'"));
    EXPECT_THAT(*http::find(page.headers, "Content-Security-Policy"), HasSubstr("frame-ancestors 'none'"));
    EXPECT_EQ(*http::find(page.headers, "Referrer-Policy"), "no-referrer");
    EXPECT_EQ(*http::find(page.headers, "Cache-Control"), "no-store");
}

TEST_F(PeopleTest, WhatTheLogRefusesIsNotSaidToBeDone) {
    log_.failing = true;
    const auto page = ask("POST", "/v1/unsubscribe/" + token());
    EXPECT_EQ(page.status, 503);
    EXPECT_NE(http::find(page.headers, "Retry-After"), nullptr);
}

TEST_F(PeopleTest, OtherMethodsAreRefusedWithThoseThatThereAre) {
    const auto refused = ask("GET", "/v1/users/ann");
    EXPECT_EQ(refused.status, 405);
    EXPECT_EQ(*http::find(refused.headers, "Allow"), "DELETE, OPTIONS, PATCH, PUT");
    EXPECT_EQ(*http::find(ask("GET", "/v1/events").headers, "Allow"), "OPTIONS, POST");
}

}  // namespace
}  // namespace tidings::gateway
