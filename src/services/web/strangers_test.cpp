#include "services/web/strangers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/manual_clock.h"

namespace tidings::web {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

class StrangersTest : public ::testing::Test {
protected:
    // How many of so many requests are not told to wait.
    int free_of(const std::string& peer, int requests) {
        int free = 0;
        for (int i = 0; i < requests; ++i) free += strangers_.came(peer, clock_.steady()) ? 0 : 1;
        return free;
    }

    testing::ManualClock clock_;
    Strangers strangers_;
};

TEST_F(StrangersTest, AreToldToWaitBeyondTheLimit) {
    EXPECT_EQ(free_of("10.0.0.1", 100), Strangers::kLimit.count);
    const auto wait = strangers_.came("10.0.0.1", clock_.steady());
    ASSERT_TRUE(wait);
    EXPECT_GT(*wait, 0s);
    clock_.advance(*wait);
    EXPECT_FALSE(strangers_.came("10.0.0.1", clock_.steady()));
}

TEST_F(StrangersTest, OneAddressIsNotCountedWithAnother) {
    free_of("10.0.0.1", 100);
    EXPECT_EQ(free_of("10.0.0.2", 100), Strangers::kLimit.count);
}

TEST_F(StrangersTest, ANetworkOfIpv6IsOne) {
    free_of("2001:db8:1:2::1", 100);
    EXPECT_EQ(free_of("2001:db8:1:2:ffff::2", 10), 0);
    EXPECT_EQ(free_of("2001:db8:1:3::1", 10), 10);
}

TEST_F(StrangersTest, AnIpv4AddressIsOneHoweverItIsWritten) {
    free_of("10.0.0.1", 100);
    EXPECT_EQ(free_of("::ffff:10.0.0.1", 10), 0);
    EXPECT_EQ(free_of("::ffff:10.0.0.2", 10), 10);
}

TEST_F(StrangersTest, AreBoundedInNumberAndForgottenWhenQuiet) {
    const auto address = [](std::size_t i) {
        return "10." + std::to_string(i / 65536) + "." + std::to_string(i / 256 % 256) + "." +
               std::to_string(i % 256);
    };
    for (std::size_t i = 0; i < 2 * Strangers::kPeersMax; ++i) strangers_.came(address(i), clock_.steady());
    EXPECT_EQ(strangers_.size(), Strangers::kPeersMax);
    EXPECT_EQ(free_of("11.0.0.1", 100), 0) << "those beyond are counted together";
    clock_.advance(10min);
    EXPECT_EQ(free_of("11.0.0.1", 1), 1);
    EXPECT_EQ(strangers_.size(), 1U);
}

TEST_F(StrangersTest, AreToldToTheLogWithoutFloodingIt) {
    ::testing::internal::CaptureStderr();
    free_of("10.0.0.1", 1'000);
    const std::string log = ::testing::internal::GetCapturedStderr();
    EXPECT_THAT(log, HasSubstr("level=warning message=\"a request came with an unknown API key\" "
                               "peer=10.0.0.1 held_back=0"));
    EXPECT_EQ(std::count(log.begin(), log.end(), '\n'), 1);
}

}  // namespace
}  // namespace tidings::web
