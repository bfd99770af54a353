#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/admin/admin_test.h"

namespace tidings::admin {
namespace {

using namespace std::chrono_literals;
using core::State;
using records::ProfileChange;
using ::testing::ElementsAre;

class PeopleTest : public AdminTest {
protected:
    static std::string listed(std::string_view address, std::string_view channel = "email") {
        return "/v1/suppressions/" + std::string(channel) + "/" + std::string(address);
    }
    // An event that may write Ann's profile.
    void register_ann(std::string_view data) {
        auto event = order("registered-" + std::to_string(++registered_));
        event.type = core::TypeName("user.registered");
        event.data = test::json_of(data);
        decide(event);
    }
    void SetUp() override {
        stage_.publish(test::a_type([](auto& type) {
            type.name = core::TypeName("user.registered");
            type.creates_recipient = true;
        }));
    }
    int registered_ = 0;
};

TEST_F(PeopleTest, AProfileIsShownAsItWasPut) {
    EXPECT_EQ(get("/v1/users/ann").status, 404);
    const auto* profile =
        R"({"email":"ann@example.org","phone":"+15005550006",)"
        R"("push_tokens":["a",{"token":"b","platform":"ios"}],"locale":"pt-BR","timezone":"Europe/Berlin",)"
        R"("channels":{"sms":false},"categories":{"news":false},"quiet_hours":{"from":"22:00","to":"08:00"}})";
    put_user(profile);
    EXPECT_EQ(get("/v1/users/ann").body, profile);
    put_user("{}");
    EXPECT_EQ(get("/v1/users/ann").body, "{}");
}

TEST_F(PeopleTest, APatchChangesWhatItNames) {
    put_user(R"({"email":"ann@example.org","phone":"+15005550006","categories":{"a":false,"b":true}})");
    change(ProfileChange::Kind::patch, R"({"phone":null,"categories":{"a":null,"c":false}})");
    EXPECT_EQ(get("/v1/users/ann").body, R"({"email":"ann@example.org","categories":{"b":true,"c":false}})");
}

TEST_F(PeopleTest, APatchThatMakesNoProfileIsADeadLetterWithItsReason) {
    put_user(R"({"email":"ann@example.org"})");
    change(ProfileChange::Kind::patch, R"({"quiet_hours":{"from":"22:00"}})");
    EXPECT_EQ(get("/v1/users/ann").body, R"({"email":"ann@example.org"})");
    const auto dead = get("/v1/dead-letters");
    ASSERT_FALSE(dead.each("id").empty());
    EXPECT_THAT(dead.text("/items/0/detail"), ::testing::HasSubstr("/quiet_hours/to"));
    EXPECT_EQ(dead.text("/items/0/key"), "ann");
}

TEST_F(PeopleTest, OneWhoWasDeletedIsGoneUntilTheyAreMadeAnew) {
    put_user(R"({"email":"ann@example.org"})");
    change(ProfileChange::Kind::erase, "null");
    EXPECT_EQ(get("/v1/users/ann").status, 404);
    change(ProfileChange::Kind::patch, R"({"email":"back@example.org"})");
    EXPECT_EQ(get("/v1/users/ann").status, 404);
    const core::UserId ann("ann");
    EXPECT_EQ(stage_.store.recipients(std::span(&ann, 1))->at(ann).email, "") << "nothing of them is kept";
    stage_.clock.advance(1s);
    register_ann(R"({"email":"new@example.org"})");
    EXPECT_EQ(get("/v1/users/ann").body, R"({"email":"new@example.org"})");
    change(ProfileChange::Kind::erase, "null");
    put_user(R"({"email":"put@example.org"})");
    EXPECT_EQ(get("/v1/users/ann").body, R"({"email":"put@example.org"})");
}

TEST_F(PeopleTest, AnEventThatCreatesFillsWhatIsMissingAndOverwritesNothing) {
    put_user(R"({"email":"ann@example.org","locale":"en"})");
    stage_.clock.advance(1s);
    register_ann(
        R"({"email":"other@example.org","phone":"+15005550007","locale":"ru","timezone":"Asia/Tokyo"})");
    EXPECT_EQ(get("/v1/users/ann").body,
              R"({"email":"ann@example.org","phone":"+15005550007","locale":"en","timezone":"Asia/Tokyo"})");
    stage_.clock.advance(1s);
    register_ann(R"({"phone":"+15005550008","timezone":"Europe/Paris"})");
    EXPECT_EQ(get("/v1/users/ann").text("/phone"), "+15005550007");
    EXPECT_EQ(get("/v1/users/ann").text("/timezone"), "Asia/Tokyo");
}

// Suppressions.

TEST_F(PeopleTest, AnAddressIsAddedShownAndLifted) {
    EXPECT_EQ(get(listed("ann%40example.org")).status, 404);
    const auto added = ask("PUT", listed("ann%40example.org"), R"({"reason": "asked for it"})");
    EXPECT_EQ(added.status, 200);
    EXPECT_EQ(added.text("/reason"), "asked for it");
    EXPECT_EQ(get(listed("ann%40example.org")).body, added.body);
    EXPECT_EQ(ask("DELETE", listed("ann%40example.org")).status, 204);
    EXPECT_EQ(get(listed("ann%40example.org")).status, 404);
    EXPECT_EQ(ask("DELETE", listed("ann%40example.org")).status, 404);
}

TEST_F(PeopleTest, AnEmailAddressIsTheSameInAnyCase) {
    EXPECT_EQ(ask("PUT", listed("Ann@Data.EXAMPLE")).text("/address"), "ann@data.example");
    EXPECT_EQ(get(listed("ANN@data.example")).status, 200);
    put_user(R"({"email":"aNN@dATA.example"})");
    decide(order());
    EXPECT_THAT(get("/v1/events/order-1").each("reason", "/decisions"), ElementsAre("suppressed"));
    EXPECT_EQ(ask("DELETE", listed("ann@DATA.example")).status, 204);
    EXPECT_EQ(decide(order("order-2")).address, "aNN@dATA.example");
}

TEST_F(PeopleTest, WhatWaitsForAnAddressIsTakenBack) {
    const auto n = decide(order());
    EXPECT_EQ(ask("PUT", listed("ANN@data.example")).status, 200);
    settle();
    EXPECT_EQ(stage_.notification(n.id).state, State::suppressed);
    EXPECT_TRUE(stage_.take().empty());
}

TEST_F(PeopleTest, OnePushTokenIsLeftOutAndTheOthersStillGetIt) {
    put_user(R"({"push_tokens":["a","b","c"]})");
    auto event = order();
    event.channels = std::vector{core::Channel::push};
    const auto n = decide(event);
    ask("PUT", listed("b", "push"));
    settle();
    const auto leased = stage_.take();
    ASSERT_EQ(leased.size(), 1U);
    EXPECT_EQ(leased[0].task.address, "a,c");
    EXPECT_EQ(stage_.notification(n.id).address, "a,c");
    ask("PUT", listed("a", "push"));
    ask("PUT", listed("c", "push"));
    event.id = core::EventId("order-2");
    decide(event);
    EXPECT_THAT(get("/v1/events/order-2").each("reason", "/decisions"), ElementsAre("suppressed"));
}

TEST_F(PeopleTest, AddingTwiceIsAddingOnceWithTheLaterReason) {
    ask("PUT", listed("%2B15005550006", "sms"), R"({"reason": "first"})");
    ask("PUT", listed("%2B15005550006", "sms"), R"({"reason": "second"})");
    EXPECT_THAT(get("/v1/suppressions").each("reason"), ElementsAre("second"));
}

TEST_F(PeopleTest, TheListHasPagesNewestFirst) {
    std::vector<std::string> expected;
    for (int i = 0; i < 7; ++i) {
        expected.insert(expected.begin(), "u" + std::to_string(i) + "@example.org");
        ask("PUT", listed(expected.front()));
    }
    for (const int limit : {1, 3, 7}) EXPECT_EQ(all("/v1/suppressions", "address", limit), expected);
    for (const auto* query : {"limit=0", "cursor=x", "channel=email"}) {
        EXPECT_EQ(get("/v1/suppressions?" + std::string(query)).status, 422) << query;
    }
}

TEST_F(PeopleTest, AFaultyAddressIsRefusedWithItsPlace) {
    for (const auto& [channel, address] : {std::pair{"email", "nobody"},
                                           {"email", "a@b%0d%0aBcc:c"},
                                           {"sms", "0151"},
                                           {"push", "a,b"},
                                           {"push", "a%20b"}}) {
        for (const auto* method : {"GET", "PUT", "DELETE"}) {
            const auto answer = ask(method, listed(address, channel));
            EXPECT_EQ(answer.status, 422) << method << " " << address;
            EXPECT_THAT(answer.faults(), ElementsAre("address"));
        }
    }
    EXPECT_THAT(get(listed("x", "fax")).faults(), ElementsAre("channel"));
    EXPECT_THAT(ask("PUT", listed("a@b"), R"({"reason": 7, "why": ""})").faults(),
                ElementsAre("/reason", "/why"));
    EXPECT_EQ(get(listed("a@b")).status, 404);
}

}  // namespace
}  // namespace tidings::admin
