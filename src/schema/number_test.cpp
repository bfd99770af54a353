#include "schema/number.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/json.h"

namespace tidings::schema {
namespace {

json::value parsed(std::string_view text) {
    return json::read(text).value();
}

bool multiple(std::string_view a, std::string_view b) {
    return is_multiple(decimal(parsed(a)), decimal(parsed(b)));
}

TEST(Number, TellsIntegersByTheirValue) {
    EXPECT_TRUE(is_integer(parsed("1")));
    EXPECT_TRUE(is_integer(parsed("-1.0")));
    EXPECT_TRUE(is_integer(parsed("1e300")));
    EXPECT_TRUE(is_integer(parsed("18446744073709551615")));
    EXPECT_FALSE(is_integer(parsed("1.5")));
    EXPECT_FALSE(is_integer(parsed("1e-300")));
    EXPECT_FALSE(is_integer(parsed("\"1\"")));
}

TEST(Number, CountsAreWholeAndNotNegative) {
    EXPECT_EQ(as_count(parsed("0")), 0U);
    EXPECT_EQ(as_count(parsed("2.0")), 2U);
    EXPECT_EQ(as_count(parsed("18446744073709551615")), 18446744073709551615U);
    EXPECT_EQ(as_count(parsed("-1")), std::nullopt);
    EXPECT_EQ(as_count(parsed("1.5")), std::nullopt);
    EXPECT_EQ(as_count(parsed("1e20")), std::nullopt);
    EXPECT_EQ(as_count(parsed("18446744073709551616.0")), std::nullopt);
}

TEST(Number, ComparesWhatDoublesWouldConfuse) {
    EXPECT_LT(exact(parsed("9007199254740992.0")), exact(parsed("9007199254740993")));
    EXPECT_LT(exact(parsed("18446744073709551615")), exact(parsed("18446744073709551616")));
    EXPECT_LT(exact(parsed("-9223372036854775809")), exact(parsed("-9223372036854775807")));
    EXPECT_EQ(exact(parsed("-0.0")), exact(parsed("0")));
}

TEST(Number, MultiplesOfDecimals) {
    EXPECT_TRUE(multiple("19.99", "0.01"));
    EXPECT_TRUE(multiple("0.3", "0.1"));
    EXPECT_TRUE(multiple("-7.5", "2.5"));
    EXPECT_TRUE(multiple("0", "3"));
    EXPECT_TRUE(multiple("0.0075", "0.0001"));
    EXPECT_TRUE(multiple("1e308", "1e-300"));
    EXPECT_TRUE(multiple("1e22", "7.8125e-3"));
    EXPECT_TRUE(multiple("18446744073709551615", "5"));
    EXPECT_TRUE(multiple("-9223372036854775808", "2"));
    EXPECT_TRUE(multiple("12e2", "3e2"));
    EXPECT_FALSE(multiple("19.995", "0.01"));
    EXPECT_FALSE(multiple("0.00751", "0.0001"));
    EXPECT_FALSE(multiple("18446744073709551615", "2"));
    EXPECT_FALSE(multiple("1e308", "0.123456789"));
    EXPECT_FALSE(multiple("5", "1e300"));
    EXPECT_FALSE(multiple("5e-324", "1"));
    EXPECT_FALSE(multiple("3", "1e1"));
}

RC_GTEST_PROP(NumberProperty, IntegersDivideAsIntegersDo, (std::int64_t a, std::int64_t b)) {
    RC_PRE(b != 0 && b != -1);
    RC_ASSERT(is_multiple(decimal(a), decimal(b)) == (a % b == 0));
}

RC_GTEST_PROP(NumberProperty, CentsAreMultiplesOfACent, ()) {
    const auto cents = *rc::gen::inRange<std::int64_t>(-1'000'000'000, 1'000'000'000);
    RC_ASSERT(is_multiple(decimal(static_cast<double>(cents) / 100), decimal(0.01)));
    RC_ASSERT(!is_multiple(decimal(static_cast<double>(cents * 10 + 5) / 1000), decimal(0.01)));
}

}  // namespace
}  // namespace tidings::schema
