#include "services/gateway/gateway_test.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tidings::gateway {
namespace {

TEST_F(GatewayTest, OneAppendServesAllThatHaveComeIn) {
    for (const auto* user : {"ann", "bob", "eve"}) put_user(user, "{}");
    EXPECT_TRUE(statuses_.empty());
    EXPECT_EQ(gateway_.step().value(), 3U);
    EXPECT_EQ(statuses_, std::vector(3, 202));
    ASSERT_EQ(log_.appends.size(), 1U);
    EXPECT_EQ(log_.appends[0].size(), 6U);  // each change is on both topics of events
}

TEST_F(GatewayTest, LargeRecordsDoNotGather) {
    for (int i = 0; i < 3; ++i) put_user("ann", profile_of(1000));
    EXPECT_EQ(gateway_.step().value(), 3U);
    EXPECT_EQ(statuses_, std::vector(3, 202));
    ASSERT_EQ(log_.appends.size(), 3U);
    for (const auto& records : log_.appends) EXPECT_EQ(records.size(), 2U);
}

TEST_F(GatewayTest, WhatTheLogRefusesIsNotAccepted) {
    log_.failing = true;
    put_user("ann", "{}");
    put_user("bob", "{}");
    EXPECT_TRUE(gateway_.step());
    EXPECT_EQ(statuses_, std::vector(2, 503));

    log_.failing = false;
    put_user("ann", "{}");
    EXPECT_TRUE(gateway_.step());
    EXPECT_EQ(statuses_.back(), 202);
    ASSERT_EQ(log_.appends.size(), 1U);
    EXPECT_EQ(log_.appends[0].size(), 2U);
}

TEST_F(GatewayTest, FaultsAreAnsweredWithoutTheLog) {
    log_.failing = true;
    put_user("ann", R"({"email": "none"})");
    EXPECT_TRUE(gateway_.step());
    EXPECT_EQ(statuses_, std::vector{422});
}

TEST_F(GatewayTest, APatchTakesMembersAway) {
    for (const auto* patch : {R"({"email": null})", R"({"channels": {"sms": null}})",
                              R"({"categories": {"orders": null, "news": true}})"}) {
        send("PATCH", "ann", patch);
    }
    send("PATCH", "ann", R"({"channels": {"pigeon": true}})");
    send("PATCH", "ann", "[]");
    send("PUT", "ann", R"({"channels": {"sms": null}})");
    EXPECT_TRUE(gateway_.step());
    EXPECT_THAT(statuses_, ::testing::UnorderedElementsAre(202, 202, 202, 422, 422, 422));
}

}  // namespace
}  // namespace tidings::gateway
