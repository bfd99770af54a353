#include "services/notifier/surroundings.h"

#include <gtest/gtest.h>

#include "support/notifier_bench.h"

namespace tidings::notifier {
namespace {

using core::Channel;

class SurroundingsTest : public ::testing::Test {
protected:
    void given_ann() {
        ports::Changes changes;
        changes.recipients = {{test::a_recipient(), 0}};
        ASSERT_TRUE(bench_.store.commit(changes));
    }
    void suppress(Channel channel, std::string address) {
        ports::Changes changes;
        changes.suppressions.push_back({{channel, std::move(address), "bounced", test::kNoon}, false});
        ASSERT_TRUE(bench_.store.commit(changes));
    }
    bool suppressed(const core::Notification& n, const std::string& address) {
        const auto around = Surroundings::load(bench_.store, std::span(&n, 1)).value();
        return around.circumstances(n, test::a_type(), test::kNoon).is_suppressed(n.channel, address);
    }

    test::NotifierBench bench_;
};

TEST_F(SurroundingsTest, ARecipientWhoWasNeverWrittenReadsAsAnEmptyProfile) {
    const auto n = test::a_notification();
    const auto around = Surroundings::load(bench_.store, std::span(&n, 1)).value();
    EXPECT_EQ(around.recipient(n.user), core::Recipient{});
}

TEST_F(SurroundingsTest, TheProfileIsTheStores) {
    given_ann();
    const auto n = test::a_notification();
    const auto around = Surroundings::load(bench_.store, std::span(&n, 1)).value();
    EXPECT_EQ(around.recipient(n.user).email, "ann@example.org");
}

TEST_F(SurroundingsTest, BothTheDecidedAndTheCurrentAddressAreHeldAgainstTheList) {
    given_ann();
    const auto n = test::a_notification([](auto& x) { x.address = "old@example.org"; });
    EXPECT_FALSE(suppressed(n, "old@example.org"));
    EXPECT_FALSE(suppressed(n, "ann@example.org"));
    suppress(Channel::email, "old@example.org");
    EXPECT_TRUE(suppressed(n, "old@example.org"));
    EXPECT_FALSE(suppressed(n, "ann@example.org"));
    suppress(Channel::email, "ann@example.org");
    EXPECT_TRUE(suppressed(n, "ann@example.org"));
}

TEST_F(SurroundingsTest, AnAddressIsSuppressedOnItsChannelOnly) {
    suppress(Channel::sms, "ann@example.org");
    EXPECT_FALSE(suppressed(test::a_notification(), "ann@example.org"));
}

}  // namespace
}  // namespace tidings::notifier
