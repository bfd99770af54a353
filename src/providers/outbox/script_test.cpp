#include "providers/outbox/script.h"

#include <chrono>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace tidings::providers {
namespace {

using core::Channel;
using core::OutcomeKind;

core::Task task(Channel channel, std::string address, int attempt = 1) {
    core::Task t;
    t.channel = channel;
    t.address = std::move(address);
    t.attempt = attempt;
    return t;
}

// The word for the outcome; "silence" where there is none.
std::string_view answer(Channel channel, std::string address, int attempt = 1) {
    const auto outcome = scripted_outcome(task(channel, std::move(address), attempt));
    return outcome ? core::name(outcome->kind) : "silence";
}

TEST(OutboxScript, DeliversWhatIsNotScripted) {
    EXPECT_EQ(answer(Channel::email, "ann@example.org"), "delivered");
    EXPECT_EQ(answer(Channel::email, "ann+news@example.org"), "delivered");
    EXPECT_EQ(answer(Channel::sms, "+15005550006"), "delivered");
    EXPECT_EQ(answer(Channel::push, "token+reject"), "delivered");
}

TEST(OutboxScript, RetryNFailsTheFirstNAttempts) {
    EXPECT_EQ(answer(Channel::email, "ann+retry2@example.org", 1), "retry");
    EXPECT_EQ(answer(Channel::email, "ann+retry2@example.org", 2), "retry");
    EXPECT_EQ(answer(Channel::email, "ann+retry2@example.org", 3), "delivered");
    EXPECT_EQ(answer(Channel::email, "ann+retry999@example.org", 999), "retry");
    EXPECT_EQ(answer(Channel::email, "ann+retry0@example.org", 1), "delivered");
}

TEST(OutboxScript, TheOtherTagsAnswerTheSameAtEveryAttempt) {
    for (const int attempt : {1, 2, 100}) {
        EXPECT_EQ(answer(Channel::email, "ann+reject@example.org", attempt), "rejected");
        EXPECT_EQ(answer(Channel::email, "ann+throttle@example.org", attempt), "throttled");
        EXPECT_EQ(answer(Channel::email, "ann+timeout@example.org", attempt), "silence");
        EXPECT_EQ(answer(Channel::sms, "+15005550001", attempt), "rejected");
        EXPECT_EQ(answer(Channel::sms, "+15005550002", attempt), "retry");
        EXPECT_EQ(answer(Channel::sms, "+15005550003", attempt), "silence");
    }
}

TEST(OutboxScript, CaseMakesNoDifference) {
    EXPECT_EQ(answer(Channel::email, "Ann+Reject@example.org"), "rejected");
    EXPECT_EQ(answer(Channel::email, "ANN+RETRY1@EXAMPLE.ORG", 1), "retry");
    EXPECT_EQ(answer(Channel::email, "ANN+RETRY1@EXAMPLE.ORG", 2), "delivered");
    EXPECT_EQ(answer(Channel::email, "ann+TimeOut@example.org"), "silence");
    EXPECT_EQ(answer(Channel::email, "ann+THROTTLE@example.org"), "throttled");
}

TEST(OutboxScript, ThrottlingSaysForHowLong) {
    const auto outcome = scripted_outcome(task(Channel::email, "ann+throttle@example.org"));
    ASSERT_TRUE(outcome);
    EXPECT_EQ(outcome->retry_after, std::chrono::seconds(2));
}

TEST(OutboxScript, TagsStandAnywhereAfterTheFirstPlusOfTheLocalPart) {
    EXPECT_EQ(answer(Channel::email, "ann+news+reject@example.org"), "rejected");
    EXPECT_EQ(answer(Channel::email, "ann+retry1+reject@example.org", 1), "retry");
    EXPECT_EQ(answer(Channel::email, "ann+retry1+reject@example.org", 2), "rejected");
    EXPECT_EQ(answer(Channel::email, "reject@example.org"), "delivered");
    EXPECT_EQ(answer(Channel::email, "+reject@example.org"), "rejected");
}

TEST(OutboxScript, TakesAllPushTokensOfARecipient) {
    EXPECT_EQ(answer(Channel::push, "one,two,three"), "delivered");
    EXPECT_EQ(answer(Channel::push, "one,,three"), "rejected");
    EXPECT_EQ(answer(Channel::push, "one,"), "rejected");
}

TEST(OutboxScript, NearlyATagIsNone) {
    for (const char* tag :
         {"retry", "retryx", "retry2x", "retry-1", "retry1000", "rejected", "timeou", "throttle2", ""}) {
        EXPECT_EQ(answer(Channel::email, "ann+" + std::string(tag) + "@example.org"), "delivered") << tag;
    }
}

TEST(OutboxScript, AnAddressThatCannotBeOneIsRejectedWithoutNamingIt) {
    for (const auto& [channel, address] :
         {std::pair{Channel::email, "canary"}, std::pair{Channel::email, "canary@x\r\nBcc: y@z"},
          std::pair{Channel::sms, "5550canary"}, std::pair{Channel::push, "canary token"}}) {
        const auto outcome = scripted_outcome(task(channel, address));
        ASSERT_TRUE(outcome);
        EXPECT_EQ(outcome->kind, OutcomeKind::rejected);
        EXPECT_EQ(outcome->reason, core::Reason::bad_address);
        EXPECT_EQ(outcome->detail.find("canary"), std::string::npos);
    }
}

}  // namespace
}  // namespace tidings::providers
