#include "app/error_log.h"

#include <gtest/gtest.h>

namespace tidings::app {
namespace {

using std::chrono::milliseconds;

SteadyTime at(int ms) {
    return SteadyTime{milliseconds{ms}};
}

TEST(ErrorLog, TheFirstGoesThrough) {
    ErrorLog log;
    EXPECT_EQ(log.admit("down", at(0)), 0U);
}

TEST(ErrorLog, TheSameIsHeldBackForASecondAndCounted) {
    ErrorLog log;
    log.admit("down", at(0));
    EXPECT_EQ(log.admit("down", at(1)), std::nullopt);
    EXPECT_EQ(log.admit("down", at(999)), std::nullopt);
    EXPECT_EQ(log.admit("down", at(1000)), 2U);
    EXPECT_EQ(log.admit("down", at(2000)), 0U);
}

TEST(ErrorLog, AnotherMessageGoesThroughAtOnce) {
    ErrorLog log;
    log.admit("down", at(0));
    EXPECT_EQ(log.admit("full", at(1)), 0U);
    EXPECT_EQ(log.admit("down", at(2)), 0U);
}

}  // namespace
}  // namespace tidings::app
